import { canonicalJson, isObject, jsonObject } from "../../core/json.ts";
import type { Located, Policy, SchemaWorld } from "../answer.ts";
import { type Selector, selectorsOf } from "../discriminator.ts";
import { also, type SchemaObject } from "./clean.ts";
import { branchesFor } from "./glance.ts";
import { holdsOf, ignoresRefSiblings, isAssertion, isForeign } from "./keywords.ts";
import { type Part, UNIONS } from "./touch.ts";
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
export function createEmit(
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
      if (keyword === "enum" && Array.isArray(held)) return [[keyword, asked(held, part)]];
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

/** Longer lists of values are written without those that were not asked for: validators read every one. */
const MANY_VALUES = 1_000;

/** The values of a list that the part was applied to, and one where it was applied to none of them. */
function asked(listed: readonly unknown[], { values }: Part): readonly unknown[] {
  if (listed.length <= MANY_VALUES) return listed;
  const wanted = new Set([...values].map((text) => canonicalJson(JSON.parse(text))));
  const kept = listed.filter((each) => wanted.has(canonicalJson(each)));
  return kept.length > 0 ? kept : listed.slice(0, 1);
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
