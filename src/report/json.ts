import type { Format } from "./report.ts";

/** The comparison itself, as docs/schemas/diff.schema.json describes it. */
export const json: Format = {
  name: "json",
  summary: "the whole answer for machines (docs/schemas/diff.schema.json)",
  render: ({ comparison }) => `${JSON.stringify(comparison, null, 2)}\n`,
};
