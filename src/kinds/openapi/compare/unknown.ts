import { isObject } from "../../../core/json.ts";
import { isForeign } from "../../../json-schema/validate/keywords.ts";
import { child } from "../node.ts";
import { isAnnotation } from "../roles.ts";
import type { Link } from "./below.ts";
import type { Comparison } from "./comparison.ts";
import { emitUnjudged } from "./rest.ts";
import { elementOf } from "./schema-pair.ts";
import type { Aspect, Twin } from "./twin.ts";
import { compareXml } from "./xml.ts";

/** Keywords that the containment engine judges, or that tell nothing. */
const KNOWN: ReadonlySet<string> = new Set([
  ...["default", "discriminator", "contentEncoding", "contentMediaType", "contentSchema", "x-extensible-enum"],
  ...["type", "nullable", "enum", "const", "format", "pattern", "multipleOf", "uniqueItems", "required"],
  ...["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "maxItems", "minItems"],
  ...["maxProperties", "minProperties", "maxContains", "minContains", "contains", "items", "prefixItems"],
  ...["additionalItems", "unevaluatedItems", "unevaluatedProperties", "additionalProperties", "patternProperties"],
  ...["properties", "propertyNames", "dependentRequired", "dependentSchemas", "dependencies", "allOf", "anyOf"],
  ...["oneOf", "not", "if", "then", "else", "$ref", "$defs", "definitions", "$id", "$anchor", "$schema"],
  ...["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "id"],
  ...["readOnly", "writeOnly", "deprecated", "xml", "x-nullable", "x-ms-enum", "x-sunset", "x-stability-level"],
]);

/** Twins to look at; `excluded`: what they describe is no value of its own, so that only unknown keywords matter. */
export interface Lookup extends Twin {
  readonly excluded: boolean;
}

/** Schemas of what a value must not be, and of the names of its members. */
const ASIDE: readonly string[] = ["not", "propertyNames"];

/** The twins aside of a value: they describe others. */
export const aside = (
  { after: { dialect } }: Comparison,
  twin: Twin,
): readonly (Lookup & Pick<Link, "label" | "step">)[] =>
  ASIDE.filter((keyword) => !isForeign(keyword, dialect)).flatMap((keyword) => {
    const [before, after] = [child(twin.before, keyword), child(twin.after, keyword)];
    return before && after ? [{ before, after, label: "", step: null, excluded: true }] : [];
  });

/**
 * Keywords that nobody defines in the version of the documents: what they are to mean is not known. Where the versions
 * differ, the engine judges what each of them defines.
 */
export function compareUnknown(comparison: Comparison, twin: Twin, xml: boolean, aspects: Aspect[]): void {
  if (!isObject(twin.before.value) || !isObject(twin.after.value)) return;
  const { dialect } = comparison.after;
  for (const key of new Set([...Object.keys(twin.before.value), ...Object.keys(twin.after.value)])) {
    const isMissing = comparison.judge.alike && isForeign(key, dialect);
    const judged = KNOWN.has(key) ? !(key === "xml" && xml) && !isMissing : key.startsWith("x-");
    if (judged || isAnnotation("plain", key)) continue;
    const nodes = { before: child(twin.before, key), after: child(twin.after, key) };
    if (comparison.same(nodes.before, nodes.after)) continue;
    if (key === "xml") aspects.push((at, way) => compareXml(comparison, at, twin, way));
    else
      aspects.push((at, { label }) => emitUnjudged(comparison, at.operations, nodes, twin, key, elementOf(at, label)));
  }
}
