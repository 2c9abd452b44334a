import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import type { Located, Policy, SchemaWorld } from "../answer.ts";
import { type Selector, selectorsOf } from "../discriminator.ts";
import { also, type SchemaObject } from "./clean.ts";
import { closedAlong } from "./closed.ts";
import { branchesFor, type Reason, refusedAtGlance } from "./glance.ts";
import { holdsOf, ignoresRefSiblings, isAssertion, isForeign } from "./keywords.ts";
import {
  AS_WRITTEN,
  dependencyOf,
  isExtensible,
  isForgiving,
  isOpened,
  notNull,
  orNull,
  SELECTED,
  selectedBy,
  type Transforms,
} from "./transforms.ts";

/** What a bundle is for: the value it must judge, and the view of readOnly and writeOnly it is taken in. */
export interface BundleOptions {
  readonly value: JsonValue;
  readonly view: Policy["view"];
  /** Written into the schema; absent: none. */
  readonly transforms?: Transforms;
}

/** More schema objects than this are not bundled. */
const MAX_PARTS = 5000;

/** A schema object that the value reaches. */
interface Part {
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

/**
 * The part of a schema that judging one value touches, as one self-contained schema: references lead to `$defs` (or
 * `definitions`), cycles stay references, names and annotations are gone. It accepts this value exactly when the whole
 * schema does; of other values it says nothing. Null where a reference is unresolved or dynamic, or too much is touched.
 */
export function bundle(world: SchemaWorld, located: Located, options: BundleOptions): unknown {
  if (!isObject(located.value)) return located.value;
  const parts = new Map<object, Part>();
  const { transforms = AS_WRITTEN, view } = options;
  if (
    !createTouch(world, parts, view === null && !isForgiving(transforms) && !transforms.selects)(located, options.value)
  )
    return null;
  const definitions = world.dialect === "2019-09" || world.dialect.endsWith("1") || world.dialect === "2020-12";
  const holder = definitions ? "$defs" : "definitions";
  const names = new Set<string>();
  const emit = createEmit(world, parts, view, (part, ref, mode) => {
    const name = part.names.get(mode) ?? freshName(ref, names);
    part.names.set(mode, name);
    return `#/${holder}/${name}`;
  });
  const closing = transforms.closed ? closedAlong([located], world, options.value) : null;
  if (closing === undefined) return null;
  const open = emit.value(located.value, transforms);
  const root = closing === null ? open : { allOf: [open, closing] };
  const done = new Map<string, unknown>();
  // Emitting a definition may name further ones.
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const part of parts.values())
      for (const [mode, name] of [...part.names]) if (!done.has(name)) done.set(name, emit.same(part.schema, mode));
  }
  if (done.size === 0 || !isObject(root)) return root;
  const moved = "$ref" in root && ignoresRefSiblings(world.dialect) ? { allOf: [root] } : root;
  return { ...moved, [holder]: jsonObject(done) };
}

function freshName(ref: string, names: Set<string>): string {
  const tail = /([A-Za-z0-9_]+)\W*$/.exec(ref)?.[1] ?? "schema";
  let name = tail;
  for (let i = 2; names.has(name); i++) name = `${tail}${i}`;
  names.add(name);
  return name;
}

type Touch = (located: Located, value: JsonValue) => boolean;

/** Marks what a value reaches; false where the bundle cannot be made. */
function createTouch(world: SchemaWorld, parts: Map<object, Part>, glances: boolean): Touch {
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

const UNIONS: ReadonlySet<string> = new Set(["anyOf", "oneOf"]);

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

/** Writes a schema about the value itself, or about a value of its own: a member, an item, the root. */
interface Emit {
  readonly same: (schema: unknown, mode: Transforms) => unknown;
  readonly value: (schema: unknown, mode: Transforms) => unknown;
}

/** Keywords below which a schema is read as it is written. */
const LITERAL: ReadonlySet<string> = new Set(["not", "if", "contains", "propertyNames"]);
const MEMBERS: ReadonlySet<string> = new Set([
  ...["properties", "patternProperties", "additionalProperties", "unevaluatedProperties"],
]);
const ITEMS: ReadonlySet<string> = new Set(["items", "prefixItems", "additionalItems", "unevaluatedItems"]);

/** How a schema is read below these keywords; one object for each way, because they are told apart by identity. */
const literal = ({ selects }: Transforms): Transforms => (selects ? SELECTED : AS_WRITTEN);

/** Writes the touched parts; an untouched schema is `{}` where its keyword must stay, and left out elsewhere. */
function createEmit(
  world: SchemaWorld,
  parts: ReadonlyMap<object, Part>,
  view: Policy["view"],
  nameOf: (part: Part, ref: string, mode: Transforms) => string,
): Emit {
  const literally = new Map<Transforms, Transforms>();
  /** One object for each mode: they are told apart by identity. */
  const withoutNulls = (mode: Transforms): Transforms => {
    const found = literally.get(mode) ?? { ...mode, nulls: false };
    literally.set(mode, found);
    return found;
  };
  const refTo = (part: Part, ref: string, mode: Transforms): SchemaObject | boolean => {
    const target = part.targets.get(ref);
    if (!target || !isObject(target.value)) return target?.value !== false;
    const named = parts.get(target.value);
    return named ? { $ref: nameOf(named, ref, mode) } : {};
  };
  const same: Emit["same"] = (schema, mode) => {
    if (!isObject(schema)) return schema;
    const part = parts.get(schema);
    if (!part) return {};
    const reference = typeof schema.$ref === "string" ? refTo(part, schema.$ref, mode) : null;
    if (reference !== null && ignoresRefSiblings(world.dialect)) return asSchema(reference, world);
    const entries = Object.entries(schema).flatMap(([keyword, held]): [string, unknown][] => {
      if (keyword === "$ref" || !isAssertion(keyword)) return [];
      if (isOpened(keyword, held, mode)) return [[keyword, {}]];
      if (keyword === "required" && view !== null) return [[keyword, seen(part, held, view)]];
      if (isForgiving(mode) && (keyword === "oneOf" || (keyword === "enum" && isExtensible(schema, mode)))) return [];
      const kept = UNIONS.has(keyword) ? emitUnion(keyword, held, part, mode) : emitHeld(keyword, held, mode);
      return kept === undefined ? [] : [[keyword, kept]];
    });
    const extra = isForgiving(mode) ? loosened(schema, mode) : [];
    const own = extra.reduce(also, jsonObject(entries));
    if (reference === null) return own;
    if (typeof reference === "object") return { ...own, ...reference };
    return reference ? own : asSchema(false, world);
  };
  /** What forgiving asks for beside the keywords that stay. */
  const loosened = (schema: SchemaObject, mode: Transforms): readonly SchemaObject[] => {
    const extra: SchemaObject[] = [];
    if (isExtensible(schema, mode)) extra.push({ anyOf: [{ enum: schema.enum }, { type: "string" }] });
    if (Array.isArray(schema.oneOf)) {
      const part = parts.get(schema);
      const branches = (as: Transforms) => ({ oneOf: part && emitUnion("oneOf", schema.oneOf, part, as) });
      extra.push({ anyOf: [branches(mode), branches(literal(mode))] });
    }
    if (!mode.nulls) return extra;
    for (const keyword of ["dependentRequired", "dependencies"])
      if (isObject(schema[keyword]) && !isForeign(keyword, world.dialect))
        for (const [name, needed] of Object.entries(schema[keyword]))
          if (Array.isArray(needed)) extra.push(dependencyOf(name, needed));
    const part = parts.get(schema);
    const required = part && view !== null ? seen(part, schema.required, view) : schema.required;
    return Array.isArray(required) ? [...extra, ...notNull(required)] : extra;
  };
  const value: Emit["value"] = (schema, mode) => {
    if (!mode.nulls || !isObject(schema)) return same(schema, mode);
    return { anyOf: [same(schema, withoutNulls(mode)), same(schema, mode)] };
  };
  const emitHeld = (keyword: string, held: unknown, outer: Transforms): unknown => {
    const mode = LITERAL.has(keyword) ? literal(outer) : outer;
    const item = (schema: unknown): unknown => {
      if (MEMBERS.has(keyword)) return mode.nulls ? orNull(value(schema, mode)) : value(schema, mode);
      return ITEMS.has(keyword) ? value(schema, mode) : same(schema, mode);
    };
    switch (holdsOf(keyword)) {
      case null:
        return held;
      case "list":
        return Array.isArray(held) ? held.map(item) : held;
      case "map":
      case "map-of-schemas-or-names":
        return isObject(held) ? emitMap(held, item) : held;
      default:
        if (Array.isArray(held)) return held.map(item);
        return isObject(held) && !parts.has(held) && keyword !== "contains" ? undefined : item(held);
    }
  };
  const emitUnion = (keyword: string, held: unknown, part: Part, mode: Transforms): unknown => {
    const { refusals, schema, base } = part;
    if (Array.isArray(held) && mode.selects && schema.discriminator !== undefined) {
      const selectors = selectorsOf(schema, held, base, world);
      const branch = (inner: unknown, selector: Selector | null | undefined): unknown =>
        selector ? selectedBy(same(inner, mode), selector) : same(inner, mode);
      return held.map((inner, index) => branch(inner, selectors[index]));
    }
    if (!Array.isArray(held) || refusals.size === 0) return emitHeld(keyword, held, mode);
    const refused = held.filter((branch) => isObject(branch) && !parts.has(branch) && refusals.has(branch));
    const others = new Set(refused);
    const kept = held.filter((branch) => !others.has(branch));
    const reasons = refused.map((branch) => refusals.get(branch) ?? []);
    return [...kept.map((branch) => same(branch, mode)), ...branchesFor(reasons)];
  };
  const emitMap = (held: SchemaObject, item: (schema: unknown) => unknown): SchemaObject =>
    jsonObject(
      Object.entries(held)
        .filter(([, inner]) => !isObject(inner) || parts.has(inner))
        .map(([name, inner]) => [name, Array.isArray(inner) ? inner : item(inner)]),
    );
  const seen = (part: Part, names: unknown, of: "request" | "response"): unknown => {
    const mark = of === "request" ? "readOnly" : "writeOnly";
    const properties = isObject(part.schema.properties) ? part.schema.properties : {};
    const isHidden = (name: unknown): boolean =>
      typeof name === "string" &&
      Object.hasOwn(properties, name) &&
      isMarked({ value: properties[name], base: part.base }, mark, world);
    const kept = Array.isArray(names) ? names.filter((name) => !isHidden(name)) : names;
    return Array.isArray(kept) && kept.length === 0 && world.dialect === "openapi-3.0" ? undefined : kept;
  };
  return { same, value };
}

/** Boolean schemas came with draft 6. */
const asSchema = (schema: SchemaObject | boolean, world: SchemaWorld): unknown => {
  if (typeof schema !== "boolean" || !["draft-04", "openapi-3.0"].includes(world.dialect)) return schema;
  return schema ? {} : { not: {} };
};

/** Does a property's schema, or what it refers to, carry the mark? */
function isMarked(located: Located, mark: "readOnly" | "writeOnly", world: SchemaWorld): boolean {
  let at: Located | null = located;
  for (let step = 0; step < 16 && at && isObject(at.value); step += 1) {
    const schema: SchemaObject = at.value;
    if (schema[mark] === true) return true;
    if (Array.isArray(schema.allOf) && schema.allOf.some((part) => isObject(part) && part[mark] === true)) return true;
    at = typeof schema.$ref === "string" ? world.resolve(schema.$ref, at.base) : null;
  }
  return false;
}
