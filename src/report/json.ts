import { spreadJson } from "../core/json.ts";
import type { Format } from "./report.ts";

/** Down to the findings, each of which is a line. */
const LEVELS = 2;

/** The comparison itself, as docs/schemas/diff.schema.json describes it. */
export const json: Format = {
  name: "json",
  summary: "the whole answer for machines (docs/schemas/diff.schema.json)",
  render: ({ comparison }) => `${spreadJson(comparison, LEVELS)}\n`,
};
