import { isObject, type JsonValue } from "../../core/json.ts";
import type { Located, SchemaWorld } from "../answer.ts";
import type { SchemaObject } from "./clean.ts";
import { type Reason, refusedAtGlance } from "./glance.ts";
import { ignoresRefSiblings } from "./keywords.ts";
import type { Transforms } from "./transforms.ts";

/** More schema objects than this are not bundled. */
const MAX_PARTS = 5000;

/** A schema object that the value reaches. */
export interface Part {
  readonly schema: SchemaObject;
  readonly base: string;
  /** The values it was applied to, as JSON. */
  readonly values: Set<string>;
  /** Its references, resolved. */
  readonly targets: Map<string, Located>;
  /** Branches of its unions that each value it was applied to is refused by at a glance, and why. */
  readonly refusals: Map<object, Reason[]>;
  /** The names under which references reach it, by the transforms it is written with. */
  readonly names: Map<Transforms, string>;
}

type Touch = (located: Located, value: JsonValue) => boolean;

/** Marks what a value reaches, a chain of references of any length; false where the bundle cannot be made. */
export function createTouch(world: SchemaWorld, parts: Map<object, Part>, glances: boolean): Touch {
  const partOf = (schema: SchemaObject, base: string): Part => {
    const known = parts.get(schema);
    if (known) return known;
    const part: Part = {
      schema,
      base: world.enter?.(schema, base) ?? base,
      values: new Set<string>(),
      targets: new Map<string, Located>(),
      refusals: new Map<object, Reason[]>(),
      names: new Map<Transforms, string>(),
    };
    parts.set(schema, part);
    return part;
  };

  /** What a part leads to for one value; null where its reference has no target. */
  const nextOf = (part: Part, value: JsonValue): readonly Reached[] | null => {
    const { schema, base } = part;
    const next: Reached[] = [];
    if (typeof schema.$ref === "string") {
      const target = world.resolve(schema.$ref, base);
      if (target === null) return null;
      part.targets.set(schema.$ref, target);
      next.push([target, value]);
      if (ignoresRefSiblings(world.dialect)) return next;
    }
    for (const [keyword, held] of Object.entries(schema)) {
      const below = reached(keyword, held, value);
      const isLarge = glances && UNIONS.has(keyword) && below.length > MANY_BRANCHES;
      for (const [inner, at] of below) {
        const reason = isLarge ? refusedAtGlance({ value: inner, base }, at, world) : null;
        if (reason === null || !isObject(inner)) next.push([{ value: inner, base }, at]);
        else part.refusals.set(inner, [...(part.refusals.get(inner) ?? []), reason]);
      }
    }
    return next;
  };

  return (located, value) => {
    const stack: Reached[] = [[located, value]];
    for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
      const [{ value: schema, base }, at] = top;
      if (!isObject(schema)) continue;
      const part = partOf(schema, base);
      const text = JSON.stringify(at);
      if (part.values.has(text)) continue;
      part.values.add(text);
      if (parts.size > MAX_PARTS || "$dynamicRef" in schema || "$recursiveRef" in schema) return false;
      const next = nextOf(part, at);
      if (next === null) return false;
      for (const one of next.toReversed()) stack.push(one);
    }
    return true;
  };
}

/** A schema, and a value that it is applied to. */
type Reached = readonly [located: Located, value: JsonValue];

/** Keywords of unions. */
export const UNIONS: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

/** Unions of more branches are written without those that the value is refused by at a glance. */
const MANY_BRANCHES = 16;

/** The schemas that a keyword applies, each with the value it is applied to. */
export function reached(keyword: string, held: unknown, value: JsonValue): readonly (readonly [unknown, JsonValue])[] {
  const members = isObject(value) ? (Object.entries(value) as [string, JsonValue][]) : [];
  const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [];
  const each = (schema: unknown, values: readonly JsonValue[]): (readonly [unknown, JsonValue])[] =>
    values.map((at) => [schema, at] as const);
  switch (keyword) {
    case "allOf":
    case "anyOf":
    case "oneOf":
      return Array.isArray(held) ? held.map((schema) => [schema, value] as const) : [];
    case "not":
    case "if":
    case "then":
    case "else":
      return [[held, value]];
    case "properties":
      return members.flatMap(([name, at]) => (has(held, name) ? [[held[name], at] as const] : []));
    case "dependentSchemas":
    case "dependencies":
      return members.flatMap(([name]) => (has(held, name) ? [[held[name], value] as const] : []));
    case "patternProperties":
      return isObject(held)
        ? Object.values(held).flatMap((schema) =>
            each(
              schema,
              members.map(([, at]) => at),
            ),
          )
        : [];
    case "additionalProperties":
    case "unevaluatedProperties":
      return each(
        held,
        members.map(([, at]) => at),
      );
    case "propertyNames":
      return each(
        held,
        members.map(([name]) => name),
      );
    case "prefixItems":
    case "items":
      if (Array.isArray(held)) return items.slice(0, held.length).map((at, i) => [held[i], at] as const);
      return each(held, items);
    case "additionalItems":
    case "contains":
    case "unevaluatedItems":
      return each(held, items);
    default:
      return [];
  }
}

const has = (held: unknown, name: string): held is Record<string, unknown> =>
  isObject(held) && Object.hasOwn(held, name);
