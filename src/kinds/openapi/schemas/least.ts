import { isObject } from "../../../core/json.ts";
import type { Side } from "../../../core/place.ts";
import { child, type Node } from "../node.ts";
import { polish } from "../proof/polish.ts";
import { isAnnotation } from "../roles.ts";
import { type Judge, policyFor, type Schema } from "./judge.ts";
import { type Hop, isMarked } from "./outline.ts";

/** A small value of a schema. That there is one is known; it is put together when it is wanted. */
export interface Least {
  readonly value: unknown;
  readonly isObject: boolean;
  /** True where every name in it is known to be declared by the schema. */
  readonly declared: boolean;
}

/** Finds small values of schemas, each once; null where none is found. */
export type Leasts = (schema: Schema, view: "request" | "response") => Least | null;

/** What finding values needs. */
export interface Ground {
  readonly judge: Judge;
  readonly follow: Readonly<Record<Side, (node: Node) => Node>>;
  readonly hop: Readonly<Record<Side, Hop>>;
}

/** The schema of nothing: what is not contained in it is any value at all. */
const NOTHING: Node = { value: { not: {} }, file: "", pointer: "", made: "nothing" };

/** Keywords under which an object of the required properties alone is a value; those of others do not matter then. */
const OBJECT: ReadonlySet<string> = new Set([
  ...["type", "properties", "required", "additionalProperties", "nullable"],
  ...["readOnly", "writeOnly", "default", "deprecated", "xml"],
]);

/** Keywords under which the simplest value of the type is one. */
const SIMPLE: ReadonlySet<string> = new Set([
  ...["type", "nullable", "items", "maxItems", "uniqueItems", "maxLength", "format"],
  ...["readOnly", "writeOnly", "default", "deprecated", "xml"],
]);

const SIMPLEST: Readonly<Record<string, unknown>> = { string: "", integer: 0, number: 0, boolean: false, array: [] };

/** Formats that leave the simplest value of a type as it is. */
const FREE = ["int32", "int64", "float", "double", "password", "binary", "unix-time"];

/** Properties inside each other; deeper, the engine is asked. */
const DEPTH = 40;

/** Opens a finder. */
export function openLeasts({ judge, follow, hop }: Ground): Leasts {
  const known = new Map<string, WeakMap<object, Least | null>>();
  const open = new Set<object>();

  const least: Leasts = (schema, view) => {
    const node = follow[schema.side](schema.node);
    const { value } = node;
    if (!isObject(value)) return asked({ ...schema, node }, view);
    const key = `${schema.side} ${view}`;
    const kept = known.get(key) ?? new WeakMap<object, Least | null>();
    known.set(key, kept);
    const old = kept.get(value);
    if (old !== undefined) return old;
    if (open.has(value) || open.size > DEPTH) return asked({ ...schema, node }, view);
    open.add(value);
    const made =
      objectOf({ ...schema, node }, view) ?? simpleOf({ ...schema, node }, view) ?? asked({ ...schema, node }, view);
    open.delete(value);
    kept.set(value, made);
    return made;
  };

  /** The required properties, each as small as can be. */
  const objectOf = ({ side, node }: Schema, view: "request" | "response"): Least | null => {
    const properties = child(node, "properties");
    if (textOf(node, "type") !== "object" && (child(node, "type") !== null || properties === null)) return null;
    if (!onlyHas(node, OBJECT)) return null;
    const hidden = view === "request" ? "readOnly" : "writeOnly";
    const entries: (readonly [string, Least])[] = [];
    let declared = true;
    for (const name of requiredOf(node)) {
      const property = child(properties, name);
      if (property === null) return null;
      if (isMarked(property, hidden, hop[side])) continue;
      const value = least({ side, node: property }, view);
      if (value === null) return null;
      declared &&= value.declared;
      entries.push([name, value]);
    }
    const whole = () => Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
    return madeOf(whole, { isObject: true, declared });
  };

  const simpleOf = ({ side, node }: Schema, view: "request" | "response"): Least | null => {
    const type = child(node, "type")?.value;
    const names: readonly unknown[] = Array.isArray(type) ? type.filter((name) => name !== "null") : [type];
    const [name] = names;
    const format = child(node, "format")?.value;
    if (names.length !== 1 || typeof name !== "string" || !Object.hasOwn(SIMPLEST, name) || !onlyHas(node, SIMPLE))
      return null;
    if (name !== "string" && format !== undefined && !FREE.includes(String(format))) return null;
    const value = SIMPLEST[name];
    const polished = () => (typeof value === "string" ? nicer({ side, node }, value, view) : value);
    const made = madeOf(polished, { isObject: false, declared: true });
    return format === undefined || judge.accepts({ side, node }, made.value, policyFor(view)) === true ? made : null;
  };

  const nicer = (schema: Schema, value: unknown, view: "request" | "response"): unknown =>
    polish(value, schema.node, follow[schema.side], (next) => judge.accepts(schema, next, policyFor(view)) === true);

  const asked = (schema: Schema, view: "request" | "response"): Least | null => {
    const decision = judge.decide(schema, { side: schema.side, node: NOTHING }, policyFor(view));
    if (decision.answer !== "not-contained") return null;
    const { witness } = decision;
    const declared = typeof witness !== "object" || witness === null;
    return madeOf(() => nicer(schema, witness, view), { isObject: isObject(witness), declared });
  };

  return least;
}

/** A value that is put together once, when it is wanted. */
function madeOf(make: () => unknown, known: Pick<Least, "isObject" | "declared">): Least {
  let made: { readonly value: unknown } | null = null;
  return {
    ...known,
    get value() {
      made ??= { value: make() };
      return made.value;
    },
  };
}

const textOf = (node: Node, key: string): unknown => child(node, key)?.value;

const onlyHas = (node: Node, keywords: ReadonlySet<string>): boolean =>
  isObject(node.value) && Object.keys(node.value).every((key) => keywords.has(key) || isAnnotation("plain", key));

const requiredOf = (node: Node): readonly string[] => {
  const required = child(node, "required")?.value;
  return Array.isArray(required) ? required.filter((name) => typeof name === "string") : [];
};
