import { isObject } from "../../core/json.ts";
import { type Compile, type Context, neutral } from "./context.ts";
import { countOf, floorOf, like, orAbsent } from "./keywords.ts";
import { ANY, KIND, type Lit, not, TRUE } from "./node.ts";
import { followReferences } from "./references.ts";
import { unevaluatedProperties } from "./unevaluated-properties.ts";

/** How schemas below are compiled: those about the same value, and those about the value of a member. */
export interface ObjectCompilers {
  readonly compile: Compile;
  readonly compileValue: Compile;
}

/** The literal of all keywords about objects (2020-12 Validation 6.5, Applicator 10.3.2). */
export function compileObjects(
  schema: Record<string, unknown>,
  base: string,
  context: Context,
  { compile, compileValue }: ObjectCompilers,
): Lit {
  const { store, features } = context;
  const parts: Lit[] = [
    compileMembers(schema, base, context, compileValue),
    compileRequired(schema, base, context),
    compileDependencies(schema, base, context, compile),
  ];
  const least = countOf(schema.minProperties);
  const most = countOf(schema.maxProperties);
  if (least !== null) parts.push(store.atLeast("minProperties", least));
  if (most !== null) parts.push(store.atMost("maxProperties", floorOf(schema.maxProperties)));
  if (features.propertyNames && schema.propertyNames !== undefined)
    parts.push(store.names(compile({ value: schema.propertyNames, base }, neutral(context))));
  if (features.unevaluated && schema.unevaluatedProperties !== undefined)
    parts.push(unevaluatedProperties(schema, base, context, compileValue));
  return store.and(parts);
}

function compileMembers(schema: Record<string, unknown>, base: string, context: Context, compile: Compile): Lit {
  const { store, features } = context;
  const properties = isObject(schema.properties) ? schema.properties : {};
  const patterns = features.patternProperties && isObject(schema.patternProperties) ? schema.patternProperties : {};
  const names = Object.keys(properties);
  const sources = Object.keys(patterns);
  const parts: Lit[] = [];
  const member = (value: unknown): Lit => orAbsent(compile({ value, base }, context), context);
  for (const name of names) parts.push(store.each({ one: name }, member(properties[name])));
  for (const source of sources) parts.push(store.each(like([source], [], []), member(patterns[source])));
  const rest = schema.additionalProperties;
  const opened = context.reading.openUnknown && rest === false;
  if (rest !== undefined && !opened) parts.push(store.each(like([], names, sources), member(rest)));
  return store.and(parts);
}

/** A property that must be there; where null is read as absent, not as null. */
function present(name: string, { store, reading }: Context): Lit {
  const notNull = reading.nullsAbsent ? store.each({ one: name }, store.type(ANY & ~KIND.null)) : TRUE;
  return store.and([store.required(name), notNull]);
}

function compileRequired(schema: Record<string, unknown>, base: string, context: Context): Lit {
  const { store } = context;
  if (!Array.isArray(schema.required)) return TRUE;
  const names = schema.required.filter((name): name is string => typeof name === "string");
  const hidden = context.reading.view === null ? null : context.reading.view === "request" ? "readOnly" : "writeOnly";
  const properties = isObject(schema.properties) ? schema.properties : {};
  const seen = hidden ? names.filter((name) => !isMarked(properties[name], hidden, base, context)) : names;
  return store.and(seen.map((name) => present(name, context)));
}

/** Does a property's schema, or what it refers to, carry `readOnly: true` (or `writeOnly`)? */
function isMarked(value: unknown, mark: "readOnly" | "writeOnly", base: string, context: Context): boolean {
  let schema = value;
  let from = base;
  for (let step = 0; step < 16 && isObject(schema); step += 1) {
    if (schema[mark] === true) return true;
    if (Array.isArray(schema.allOf) && schema.allOf.some((part) => isObject(part) && part[mark] === true)) return true;
    if (typeof schema.$ref !== "string") return false;
    const [next] = followReferences(schema, from, context);
    if (!next || "missing" in next) return false;
    schema = next.target.value;
    from = next.target.base;
  }
  return false;
}

function compileDependencies(schema: Record<string, unknown>, base: string, context: Context, compile: Compile): Lit {
  const { store, features } = context;
  const parts: Lit[] = [];
  const whenPresent = (name: string, then: Lit): void => {
    if (then !== TRUE) parts.push(store.or([not(store.and([store.type(KIND.object), store.required(name)])), then]));
  };
  const needs = (names: readonly unknown[]): Lit =>
    store.and(names.filter((name): name is string => typeof name === "string").map((name) => present(name, context)));
  const entries = (keyword: string, known: boolean): [string, unknown][] => {
    const value = schema[keyword];
    return known && isObject(value) ? Object.entries(value) : [];
  };
  for (const [name, value] of entries("dependencies", features.dependencies))
    whenPresent(name, Array.isArray(value) ? needs(value) : compile({ value, base }, context));
  for (const [name, value] of entries("dependentRequired", features.dependent))
    if (Array.isArray(value)) whenPresent(name, needs(value));
  for (const [name, value] of entries("dependentSchemas", features.dependent))
    whenPresent(name, compile({ value, base }, context));
  return store.and(parts);
}
