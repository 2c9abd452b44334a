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

/** Marks what a value reaches; false where the bundle cannot be made. */
export function createTouch(world: SchemaWorld, parts: Map<object, Part>, glances: boolean): Touch {
  const touch: Touch = ({ value: schema, base }, value) => {
    if (!isObject(schema)) return true;
    const found = parts.get(schema);
    const part = found ?? {
      schema,
      base: world.enter?.(schema, base) ?? base,
      values: new Set<string>(),
      targets: new Map<string, Located>(),
      refusals: new Map<object, Reason[]>(),
      names: new Map<Transforms, string>(),
    };
    parts.set(schema, part);
    const text = JSON.stringify(value);
    if (part.values.has(text)) return true;
    part.values.add(text);
    if (parts.size > MAX_PARTS || "$dynamicRef" in schema || "$recursiveRef" in schema) return false;
    if (typeof schema.$ref === "string") {
      const target = world.resolve(schema.$ref, part.base);
      if (target === null || !touch(target, value)) return false;
      part.targets.set(schema.$ref, target);
      if (ignoresRefSiblings(world.dialect)) return true;
    }
    return Object.entries(schema).every(([keyword, held]) => {
      const below = reached(keyword, held, value);
      const isLarge = glances && UNIONS.has(keyword) && below.length > MANY_BRANCHES;
      return below.every(([inner, at]) => {
        const reason = isLarge ? refusedAtGlance({ value: inner, base: part.base }, at, world) : null;
        if (reason === null || !isObject(inner)) return touch({ value: inner, base: part.base }, at);
        part.refusals.set(inner, [...(part.refusals.get(inner) ?? []), reason]);
        return true;
      });
    });
  };
  return touch;
}

/** Keywords of unions. */
export const UNIONS: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

/** Unions of more branches are written without those that the value is refused by at a glance. */
const MANY_BRANCHES = 16;

/** The schemas that a keyword applies, each with the value it is applied to. */
function reached(keyword: string, held: unknown, value: JsonValue): readonly (readonly [unknown, JsonValue])[] {
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
