import { isObject, type JsonValue } from "../../../core/json.ts";
import { type Documents, isBareReference } from "../documents.ts";
import { addressOf, type Node, refOf } from "../node.ts";
import { isAnnotation, type Role, roleBelow } from "../roles.ts";
import { type Hop, isMarked } from "../schemas/outline.ts";
import { selectedBy, selectorsIn } from "./selectors.ts";

/** Where definitions are kept, and how references to them begin. */
const HOLDER = "definitions";

const UNIONS: readonly string[] = ["oneOf", "anyOf"];

/**
 * A schema with everything it needs and nothing more: annotations are left out, references lead into its own
 * `definitions`, and of properties only those are kept whose name is in `names` (null: all), because a schema for a
 * property that a value does not have says nothing about the value. Properties that the view hides (readOnly in
 * requests, writeOnly in responses) are not required. `selects`: what selects the branches of unions is written into them.
 */
export function bundleSchema(
  node: Node,
  documents: Documents,
  names: ReadonlySet<string> | null,
  view: "request" | "response",
  selects = false,
): JsonValue {
  const definitions = new Map<string, { readonly name: string; value: JsonValue }>();
  const queue: (() => void)[] = [];
  const nameOf = (target: Node): string => {
    const address = addressOf(target);
    const known = definitions.get(address);
    if (known) return known.name;
    const made = { name: `s${definitions.size + 1}`, value: null as JsonValue };
    definitions.set(address, made);
    queue.push(() => {
      made.value = copy(target.value, target.file, "plain");
    });
    return made.name;
  };
  const copy = (value: unknown, file: string, role: Role): JsonValue => {
    if (Array.isArray(value)) return value.map((item) => copy(item, file, role));
    if (!isObject(value)) return value as JsonValue; // documents hold JSON only
    const entries: [string, JsonValue][] = [];
    for (const [key, below] of Object.entries(value)) {
      if (isAnnotation(role, key)) continue;
      const only = role === "plain" && key === "$dynamicRef" ? onlyTarget(String(below), file, documents) : null;
      if (only !== null && value.$ref === undefined) entries.push(["$ref", `#/${HOLDER}/${nameOf(only)}`]);
      else if (role === "plain" && key === "$ref" && typeof below === "string") {
        const target = documents.resolve(below, file);
        if (target !== null) entries.push([key, `#/${HOLDER}/${nameOf(target)}`]);
      } else if (key === "required" && role === "plain" && Array.isArray(below)) {
        const kept = below.filter((name) => !isHidden(value.properties, String(name), file));
        if (kept.length > 0) entries.push([key, kept as JsonValue]); // names
      } else if (role === "plain" && key === "properties") entries.push([key, properties(below, file)]);
      else if (role === "plain" && UNIONS.includes(key) && Array.isArray(below)) {
        const selectors = selects ? selectorsIn({ value, file }, below, documents) : [];
        entries.push([key, below.map((branch, at) => selectedBy(copy(branch, file, "plain"), selectors[at]))]);
      } else entries.push([key, copy(below, file, roleBelow(role, key))]);
    }
    return Object.fromEntries(entries);
  };
  const isHidden = (map: unknown, name: string, file: string): boolean => {
    const value = isObject(map) && Object.hasOwn(map, name) ? map[name] : null;
    return isMarked({ value, file, pointer: "" }, view === "request" ? "readOnly" : "writeOnly", hop);
  };
  const hop: Hop = (node) => {
    const ref = refOf(node);
    return ref === null ? null : documents.resolve(ref, node.file);
  };
  const properties = (value: unknown, file: string): JsonValue => {
    if (!isObject(value)) return {};
    const kept = Object.entries(value).filter(([name]) => names === null || names.has(name));
    return Object.fromEntries(kept.map(([name, below]) => [name, copy(below, file, "plain")]));
  };
  const target = documents.deref(node);
  const root = copy(
    isBareReference(node) ? target.value : node.value,
    isBareReference(node) ? target.file : node.file,
    "plain",
  );
  for (let work = queue.pop(); work !== undefined; work = queue.pop()) work();
  if (!isObject(root) || definitions.size === 0) return root;
  return { ...root, [HOLDER]: Object.fromEntries([...definitions.values()].map(({ name, value }) => [name, value])) };
}

/** The target of a dynamic reference that can have but one. */
export function onlyTarget(ref: string, file: string, documents: Documents): Node | null {
  const [first = null, ...others] = documents.dynamicTargets(ref, file);
  return others.length === 0 ? first : null;
}

/** Every name that an object inside a value has. */
export function namesIn(value: unknown, names: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) namesIn(item, names);
  else if (isObject(value)) {
    for (const [name, below] of Object.entries(value)) {
      names.add(name);
      namesIn(below, names);
    }
  }
  return names;
}
