import type { Side } from "../../../core/place.ts";
import { isJson } from "../media.ts";
import type { Parameter, Serialization } from "../model.ts";
import { anything } from "../node.ts";
import { delimiterOf } from "../proof/codec.ts";
import { policyFor } from "../schemas/judge.ts";
import type { Comparison } from "./comparison.ts";
import { made, notNull, SCALAR } from "./wire.ts";

/** Styles that mark even a scalar, or write none. */
const SPECIAL: ReadonlySet<string> = new Set(["label", "matrix", "deepObject"]);

/** Scalars that JSON writes without quotes. */
const UNQUOTED = { anyOf: [{ type: "number" }, { type: "boolean" }] };

/** Values that `simple` writes alike, exploded or not, and the styles of a query all alike where they are exploded. */
const FLAT = { anyOf: [...SCALAR.anyOf, { type: "array" }] };

/**
 * True where two serializations differ and no value of the writing side shows it: most styles write a scalar alike, and
 * a list of one like its element, `simple` writes lists alike whatever `explode` says, a query repeats the name for each
 * element of an exploded one, and JSON writes numbers and booleans as they are.
 */
export function writesAlike(comparison: Comparison, own: Parameter, other: Parameter, writer: Side): boolean {
  const alike = alikeFor(own.serialization, other.serialization);
  if (alike === null) return false;
  const node = notNull(own.schema ?? anything(own.node));
  const sides = [
    { side: writer, node },
    { side: writer, node: made(node, alike, "alike") },
  ] as const;
  return comparison.judge.decide(...sides, policyFor("request")).answer === "contained";
}

/** The values that two serializations write alike; null where they share none. */
function alikeFor(own: Serialization, other: Serialization): Readonly<Record<string, unknown>> | null {
  if (own.allowReserved !== other.allowReserved || own.allowEmptyValue !== other.allowEmptyValue) return null;
  const media = [own, other].flatMap((each) => each.media ?? []);
  if (media.length > 0) return media.every(isJson) && !marks(own) && !marks(other) ? UNQUOTED : null;
  if (marks(own) || marks(other)) return null;
  const repeated = own.explode && other.explode && own.style !== "simple" && other.style !== "simple";
  if (repeated || (own.style === other.style && own.style === "simple")) return FLAT;
  return { anyOf: [...SCALAR.anyOf, { type: "array", maxItems: 1, items: other.explode ? SCALAR : unsplit(other) }] };
}

/** Elements that a reader who splits texts leaves whole. */
const unsplit = (reader: Serialization): Readonly<Record<string, unknown>> => {
  const delimiter = delimiterOf(reader);
  return { anyOf: [...UNQUOTED.anyOf, { type: "string", pattern: `^[^${delimiter === "|" ? "\\|" : delimiter}]*$` }] };
};

const marks = ({ style, media }: Serialization): boolean => media === null && SPECIAL.has(style);
