import { type Finding, fingerprint, type Surface } from "../../../core/finding.ts";
import type { BufAnnotation } from "./report.ts";
import { categoriesOf } from "./rules.ts";

/** Where a rule of buf says that it hurts: by the strongest of its categories. */
function surfaceOf({ rule }: BufAnnotation): Surface {
  const categories = categoriesOf(rule, "v2") ?? [];
  if (rule.startsWith("RPC_")) return "rpc";
  if (categories.includes("WIRE")) return "wire";
  return categories.includes("WIRE_JSON") ? "json" : "source";
}

/**
 * The findings of the buf view in the common shape, so that every report can show them. They carry no witness: buf's
 * rules compare names and categories, not effects.
 */
export const toFindings = (annotations: readonly BufAnnotation[]): readonly Finding[] =>
  annotations.map((annotation) => {
    const { rule, path, startLine, startColumn, endLine, endColumn, message } = annotation;
    const surface = surfaceOf(annotation);
    const common = { id: `buf.${rule}`, direction: "backward", surface, operation: null, element: message } as const;
    return {
      ...common,
      fingerprint: fingerprint({ ...common, fragments: { before: null, after: path } }),
      level: "breaking",
      before: null,
      after: path === null ? null : { file: path, line: startLine, column: startColumn, endLine, endColumn },
      message,
      witness: null,
      noWitness: "reported as buf reports it, by its rules alone; leave --ruleset out for the effects and payloads",
      peers: { buf: [rule], oasdiff: [] },
    };
  });
