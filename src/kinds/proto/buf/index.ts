import type { ProtoModel } from "../model.ts";
import { checkDeleted } from "./check-deleted.ts";
import { checkEnums } from "./check-enums.ts";
import { checkFields } from "./check-fields.ts";
import { checkFiles } from "./check-files.ts";
import { checkMessages } from "./check-messages.ts";
import { checkServices } from "./check-services.ts";
import type { BufConfig } from "./config.ts";
import type { BufAnnotation, Run } from "./report.ts";
import { indexModel } from "./schema.ts";

export { type BufConfig, DEFAULT_BUF_CONFIG, parseBufConfig } from "./config.ts";
export type { BufAnnotation } from "./report.ts";
export { BUF_RULES, type BufRule, type BufVersion } from "./rules.ts";

/**
 * What `buf breaking` reports for these two sides under this configuration: the same rules on the same elements at
 * the same spans, sorted as buf sorts them. docs/peers/buf.md lists where we knowingly differ.
 */
export function bufBreaking(before: ProtoModel, after: ProtoModel, config: BufConfig): readonly BufAnnotation[] {
  const run: Run = { before: indexModel(before), after: indexModel(after), config, found: [] };
  checkFiles(run);
  checkDeleted(run);
  checkEnums(run);
  checkMessages(run);
  checkFields(run);
  checkServices(run);
  return unique(run.found.sort(inOrder));
}

const rank = (annotation: BufAnnotation): readonly (string | number)[] => [
  annotation.path ?? "",
  annotation.startLine,
  annotation.startColumn,
  annotation.rule,
  annotation.message,
  annotation.endLine,
  annotation.endColumn,
];

function inOrder(a: BufAnnotation, b: BufAnnotation): number {
  const right = rank(b);
  for (const [index, left] of rank(a).entries()) {
    const other = right[index] ?? 0;
    if (left !== other) return left < other ? -1 : 1;
  }
  return 0;
}

/** The same words at the same place are said once. */
const unique = (sorted: readonly BufAnnotation[]): readonly BufAnnotation[] =>
  sorted.filter((annotation, index) => {
    const last = sorted[index - 1];
    return last === undefined || inOrder(last, annotation) !== 0;
  });
