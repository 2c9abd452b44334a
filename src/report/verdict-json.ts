import type { VerdictFormat } from "./verdict-report.ts";

/** The verdict itself, as docs/schemas/verdict.schema.json describes it. */
export const verdictJson: VerdictFormat = {
  name: "json",
  summary: "the whole answer for machines (docs/schemas/verdict.schema.json)",
  render: ({ verdict }) => `${JSON.stringify(verdict, null, 2)}\n`,
};
