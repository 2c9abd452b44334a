import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import type { Located, Policy, SchemaWorld } from "../answer.ts";
import type { SchemaObject } from "./clean.ts";
import { holdsOf, ignoresRefSiblings, isAssertion } from "./keywords.ts";

/** What a bundle is for: the value it must judge, and the view of readOnly and writeOnly it is taken in. */
export interface BundleOptions {
  readonly value: JsonValue;
  readonly view: Policy["view"];
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
  /** The name under which references reach it. */
  name: string | null;
}

/**
 * The part of a schema that judging one value touches, as one self-contained schema: references lead to `$defs` (or
 * `definitions`), cycles stay references, names and annotations are gone. It accepts this value exactly when the whole
 * schema does; of other values it says nothing. Null where a reference is unresolved or dynamic, or too much is touched.
 */
export function bundle(world: SchemaWorld, located: Located, options: BundleOptions): unknown {
  if (!isObject(located.value)) return located.value;
  const parts = new Map<object, Part>();
  if (!createTouch(world, parts)(located, options.value)) return null;
  const definitions = world.dialect === "2019-09" || world.dialect.endsWith("1") || world.dialect === "2020-12";
  const holder = definitions ? "$defs" : "definitions";
  const names = new Set<string>();
  const emit = createEmit(world, parts, options.view, (part, ref) => {
    part.name ??= freshName(ref, names);
    return `#/${holder}/${part.name}`;
  });
  const root = emit(located.value);
  const done = new Map<string, unknown>();
  // Emitting a definition may name further ones.
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const part of parts.values())
      if (part.name !== null && !done.has(part.name)) done.set(part.name, emit(part.schema));
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
function createTouch(world: SchemaWorld, parts: Map<object, Part>): Touch {
  const touch: Touch = ({ value: schema, base }, value) => {
    if (!isObject(schema)) return true;
    const found = parts.get(schema);
    const part = found ?? {
      schema,
      base: world.enter?.(schema, base) ?? base,
      values: new Set<string>(),
      targets: new Map<string, Located>(),
      name: null,
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
    return Object.entries(schema).every(([keyword, held]) =>
      reached(keyword, held, value).every(([inner, at]) => touch({ value: inner, base: part.base }, at)),
    );
  };
  return touch;
}

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

type Emit = (schema: unknown) => unknown;

/** Writes the touched parts; an untouched schema is `{}` where its keyword must stay, and left out elsewhere. */
function createEmit(
  world: SchemaWorld,
  parts: ReadonlyMap<object, Part>,
  view: Policy["view"],
  nameOf: (part: Part, ref: string) => string,
): Emit {
  const refTo = (part: Part, ref: string): SchemaObject | boolean => {
    const target = part.targets.get(ref);
    if (!target || !isObject(target.value)) return target?.value !== false;
    const named = parts.get(target.value);
    return named ? { $ref: nameOf(named, ref) } : {};
  };
  const emit: Emit = (schema) => {
    if (!isObject(schema)) return schema;
    const part = parts.get(schema);
    if (!part) return {};
    const reference = typeof schema.$ref === "string" ? refTo(part, schema.$ref) : null;
    if (reference !== null && ignoresRefSiblings(world.dialect)) return asSchema(reference, world);
    const entries = Object.entries(schema).flatMap(([keyword, held]): [string, unknown][] => {
      if (keyword === "$ref" || !isAssertion(keyword)) return [];
      if (keyword === "required" && view !== null) return [[keyword, seen(part, held, view)]];
      const kept = emitHeld(keyword, held);
      return kept === undefined ? [] : [[keyword, kept]];
    });
    if (reference === null) return jsonObject(entries);
    if (typeof reference === "object") return jsonObject([...entries, ...Object.entries(reference)]);
    return reference ? jsonObject(entries) : asSchema(false, world);
  };
  const emitHeld = (keyword: string, held: unknown): unknown => {
    switch (holdsOf(keyword)) {
      case null:
        return held;
      case "list":
        return Array.isArray(held) ? held.map(emit) : held;
      case "map":
      case "map-of-schemas-or-names":
        return isObject(held) ? emitMap(held) : held;
      default:
        if (Array.isArray(held)) return held.map(emit);
        return isObject(held) && !parts.has(held) && keyword !== "contains" ? undefined : emit(held);
    }
  };
  const emitMap = (held: SchemaObject): SchemaObject =>
    jsonObject(
      Object.entries(held)
        .filter(([, inner]) => !isObject(inner) || parts.has(inner))
        .map(([name, inner]) => [name, Array.isArray(inner) ? inner : emit(inner)]),
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
  return emit;
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
