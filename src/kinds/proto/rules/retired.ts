import { type ProtoRule, type RowText, row } from "./row.ts";

const WHY =
  "Bytes of that time (stored, queued, or from a client that was never updated) are taken for something else.";

/** What is retired meets the new version only: the way back leads to versions that are compared on their own. */
const memoryRow = (text: Omit<RowText, "surfaces">): ProtoRule => ({
  ...row({ ...text, surfaces: ["wire"] }),
  directions: ["backward"],
});

/** Rules about numbers that an earlier deployed version had and a later one gave up. Only the broker remembers them. */
export const RETIRED_RULES: readonly ProtoRule[] = [
  memoryRow({
    id: "proto.field.number-reused-after-retirement",
    meaning: "A field has a number that stood for another field in an earlier deployed version.",
    why: WHY,
    instead: "Give the new field a number that was never used, and reserve the retired one.",
    say: ({ element, before, after, reader }) =>
      `${element} (${after}) has a retired number, which stood for ${before}: ${reader} takes one for the other`,
  }),
  memoryRow({
    id: "proto.enum-value.number-reused-after-retirement",
    meaning: "An enum value has a number that stood for another value in an earlier deployed version.",
    why: WHY,
    instead: "Give the new value a number that was never used, and reserve the retired one.",
    say: ({ element, before, after, reader }) =>
      `${element} (${after}) has a retired number, which stood for ${before}: ${reader} takes one for the other`,
  }),
];
