import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Selector } from "../../../json-schema/discriminator.ts";
import type { Documents } from "../documents.ts";
import { child, elements, members, type Node } from "../node.ts";
import { isAnnotation } from "../roles.ts";
import { onlyTarget } from "./bundle.ts";
import { selectedBy, selectorsIn } from "./selectors.ts";

/** What specialising one schema needs. */
interface Frame {
  readonly documents: Documents;
  readonly view: "request" | "response";
  /** False where the siblings of a reference do not count (OpenAPI 3.0). */
  readonly siblings: boolean;
  /** True where branches of unions ask for what selects them. */
  readonly selects: boolean;
  readonly depth: number;
}

/** References and applicators followed below each other; real schemas stay far below. */
const DEPTH = 60;

const SAME_VALUE = ["not", "if", "then", "else"] as const;
const SAME_VALUE_LISTS = ["allOf", "anyOf", "oneOf"] as const;
const MEMBERS = ["additionalProperties", "unevaluatedProperties"] as const;
const ELEMENTS = ["items", "contains", "unevaluatedItems", "additionalItems"] as const;

/** A schema is nested too deep for the value it is asked about. */
export class TooDeep extends Error {}

/**
 * The schema without what cannot matter for one value: references are replaced by what they lead to, properties
 * that the value does not have are left out. The value is valid under the result exactly if it is valid under the
 * schema. Throws TooDeep.
 */
export function specialise(
  node: Node,
  value: unknown,
  documents: Documents,
  view: "request" | "response",
  siblings: boolean,
  selects: boolean,
): JsonValue {
  return narrow(node, [value], { documents, view, siblings, selects, depth: 0 });
}

function narrow(node: Node, values: readonly unknown[], outer: Frame): JsonValue {
  if (outer.depth > DEPTH) throw new TooDeep("the schema is nested too deep for this value");
  const frame = { ...outer, depth: outer.depth + 1 };
  const { value } = node;
  if (!isObject(value)) return value as JsonValue; // documents hold JSON only
  if (values.length === 0) return {};
  const plain = typeof value.$ref === "string" ? frame.documents.resolve(value.$ref, node.file) : null;
  if (plain !== null && !frame.siblings) return narrow(plain, values, frame);
  const dynamic = typeof value.$dynamicRef === "string" && plain === null ? value.$dynamicRef : null;
  const target = dynamic === null ? plain : onlyTarget(dynamic, node.file, frame.documents);
  const keys = Object.keys(value).filter((key) => key !== "$dynamicRef" || dynamic === null || target === null);
  const entries = keys.flatMap((key) => narrowKeyword(node, key, values, frame));
  if (target === null) return jsonObject(entries);
  const followed = narrow(target, values, frame);
  const beside = jsonObject(entries);
  if (Object.keys(beside).length === 0) return followed;
  const all = Array.isArray(beside.allOf) ? beside.allOf : [];
  return { ...beside, allOf: [...all, followed] };
}

function narrowKeyword(
  node: Node,
  key: string,
  values: readonly unknown[],
  frame: Frame,
): readonly (readonly [string, JsonValue])[] {
  const inner = child(node, key);
  if (inner === null || key === "$ref" || isAnnotation("plain", key)) return [];
  if (SAME_VALUE.some((each) => each === key)) return [[key, narrow(inner, values, frame)]];
  if (SAME_VALUE_LISTS.some((each) => each === key)) {
    const selectors = frame.selects && key !== "allOf" ? selectorsIn(node, inner.value, frame.documents) : [];
    const branches = elements(inner).flatMap((branch, at) =>
      isSelected(selectors[at], values) ? [selectedBy(narrow(branch, values, frame), selectors[at])] : [],
    );
    return [[key, branches.length === 0 ? [{ not: {} }] : branches]];
  }
  if (MEMBERS.some((each) => each === key)) return [[key, narrow(inner, membersOf(values), frame)]];
  if (ELEMENTS.some((each) => each === key) && !Array.isArray(inner.value)) {
    return [[key, narrow(inner, elementsOf(values), frame)]];
  }
  if (key === "prefixItems" || key === "items") {
    return [[key, elements(inner).map((item) => narrow(item, elementsOf(values), frame))]];
  }
  if (key === "propertyNames") return [[key, narrow(inner, namesOf(values), frame)]];
  if (key === "properties") return [[key, narrowProperties(inner, values, frame)]];
  if (key === "patternProperties") {
    return [[key, jsonObject(members(inner).map(([name, each]) => [name, narrow(each, membersOf(values), frame)]))]];
  }
  if (key === "dependentSchemas") {
    const names = new Set(namesOf(values));
    const kept = members(inner).filter(([name]) => names.has(name));
    return [[key, jsonObject(kept.map(([name, each]) => [name, narrow(each, values, frame)]))]];
  }
  if (key === "required") return requiredEntry(node, inner, frame);
  return key === "$defs" || key === "definitions" || key === "discriminator" ? [] : [[key, inner.value as JsonValue]]; // a part of the document
}

/** False for a branch that none of the values is meant for: it refuses them all, and need not be written down. */
const isSelected = (selector: Selector | null | undefined, values: readonly unknown[]): boolean =>
  !selector ||
  objects(values).some((value) =>
    Object.hasOwn(value, selector.property) ? selector.values.some((each) => each === value[selector.property]) : false,
  );

function narrowProperties(properties: Node, values: readonly unknown[], frame: Frame): JsonValue {
  const names = new Set(namesOf(values));
  const kept = Object.keys(isObject(properties.value) ? properties.value : {}).filter((name) => names.has(name));
  return jsonObject(
    kept.flatMap((name) => {
      const each = child(properties, name);
      return each === null ? [] : [[name, narrow(each, valuesAt(values, name), frame)]];
    }),
  );
}

/** What the view hides (readOnly in requests, writeOnly in responses) need not be there. */
function requiredEntry(node: Node, required: Node, frame: Frame): readonly (readonly [string, JsonValue])[] {
  const hidden = frame.view === "request" ? "readOnly" : "writeOnly";
  const properties = child(node, "properties");
  const kept = elements(required).flatMap(({ value }) => {
    const property = child(properties, String(value));
    const isHidden = property !== null && child(frame.documents.follow(property), hidden)?.value === true;
    return isHidden ? [] : [String(value)];
  });
  return kept.length === 0 ? [] : [["required", kept]];
}

const objects = (values: readonly unknown[]) => values.filter(isObject);

const membersOf = (values: readonly unknown[]): readonly unknown[] =>
  objects(values).flatMap((value) => Object.values(value));

const namesOf = (values: readonly unknown[]): readonly string[] =>
  objects(values).flatMap((value) => Object.keys(value));

const elementsOf = (values: readonly unknown[]): readonly unknown[] =>
  values.flatMap((value): readonly unknown[] => (Array.isArray(value) ? value : []));

const valuesAt = (values: readonly unknown[], name: string): readonly unknown[] =>
  objects(values).flatMap((value) => (Object.hasOwn(value, name) ? [value[name]] : []));
