import { isObject } from "../../../core/json.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import { child, type Node } from "../node.ts";
import { isAnnotation } from "../roles.ts";
import type { SchemaObject } from "./edit.ts";
import { type Hop, isMarked } from "./outline.ts";

/** Two outlines, the nodes they were made of, and the keywords that do not say the same in both. */
export interface Outlines {
  readonly writer: SchemaObject;
  readonly reader: SchemaObject;
  readonly nodes: Readonly<Record<"writer" | "reader", Node>>;
  readonly differing: readonly string[];
}

/** How the outlines are read; `declared`: names that other schemas about the value declare on the writing side. */
export interface Reading {
  readonly hops: Readonly<Record<"writer" | "reader", Hop>>;
  readonly policy: Policy;
  readonly declared: ReadonlySet<string>;
}

/** Keywords that may differ. */
const NAMES: readonly string[] = ["properties", "required"];

/** Keywords that give names a meaning that their own description does not have. */
const OTHERS = ["unevaluatedProperties", "discriminator"];

/** Keywords that may declare names elsewhere. */
const BESIDE = [
  ...["allOf", "anyOf", "oneOf", "then", "else", "dependentSchemas", "dependencies", "patternProperties"],
  ...["$ref", "$dynamicRef", "$recursiveRef"],
];

/**
 * Are two outlines that differ in nothing but which properties they describe and require contained in each other? A
 * description of the writing side that the other lacks is one demand less. One that only the reading side has asks for
 * nothing where the writing side never sends the name, else it is taken for a demand. Null where that takes the engine.
 */
export function describesAll(outlines: Outlines, reading: Reading): boolean | null {
  const { writer, reader, differing } = outlines;
  if (!differing.every((key) => NAMES.includes(key)) || OTHERS.some((key) => writer[key] !== undefined)) return null;
  const { additionalProperties: rest } = writer;
  if (rest !== undefined && rest !== true) return null;
  const [own, other] = [writer.properties ?? {}, reader.properties ?? {}];
  if (!isObject(own) || !isObject(other)) return null;
  const [sent, asked] = [demanded(outlines, "writer", reading), demanded(outlines, "reader", reading)];
  if (sent === null || asked === null || asked.some((name) => !sent.includes(name))) return null;
  const fresh = Object.keys(other).filter((name) => !Object.hasOwn(own, name) && !isAnything(other[name]));
  if (fresh.length === 0) return true;
  const { policy, declared } = reading;
  if (!policy.undeclaredNamesAbsent) return false;
  const closed =
    rest === undefined &&
    Object.keys(own).length + declared.size > 0 &&
    !BESIDE.some((key) => writer[key] !== undefined);
  return closed && !fresh.some((name) => declared.has(name)) ? true : null;
}

/** The names that a value must have, those left out that such messages do not carry; null where that cannot be told. */
function demanded(
  { nodes, ...outlines }: Outlines,
  role: "writer" | "reader",
  { hops, policy }: Reading,
): readonly string[] | null {
  const { required = [], properties } = outlines[role];
  if (!Array.isArray(required) || policy.view === null) return null;
  const mark = policy.view === "request" ? "readOnly" : "writeOnly";
  const described = child(nodes[role], "properties");
  return required.filter((name: unknown): name is string => {
    const property = typeof name === "string" && isObject(properties) ? child(described, name) : null;
    return typeof name === "string" && (property === null || !isMarked(property, mark, hops[role]));
  });
}

/** Does a schema take every value? */
export const isAnything = (value: unknown): boolean =>
  value === true || (isObject(value) && Object.keys(value).every((key) => isAnnotation("plain", key)));
