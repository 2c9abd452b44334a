import { spreadJson } from "../core/json.ts";
import type { VerdictFormat } from "./verdict-report.ts";

/** Down to the findings of each check, each of which is a line. */
const LEVELS = 4;

/** The verdict itself, as docs/schemas/verdict.schema.json describes it. */
export const verdictJson: VerdictFormat = {
  name: "json",
  summary: "the whole answer for machines (docs/schemas/verdict.schema.json)",
  render: ({ verdict }) => `${spreadJson(verdict, LEVELS)}\n`,
};
