import { type ProtoRule, row } from "./row.ts";

const WHY =
  "Bytes of that time (stored, queued, or from a client that was never updated) are taken for something else.";

/** Rules about numbers that an earlier deployed version had and a later one gave up. Only the broker remembers them. */
export const RETIRED_RULES: readonly ProtoRule[] = [
  row({
    id: "proto.field.number-reused-after-retirement",
    surfaces: ["wire"],
    meaning: "A field has a number that stood for another field in an earlier deployed version.",
    why: WHY,
    instead: "Give the new field a number that was never used, and reserve the retired one.",
    buf: [],
    say: ({ element, before, after, reader }) =>
      `${element} (${after}) has a retired number, which stood for ${before}: ${reader} takes one for the other`,
  }),
  row({
    id: "proto.enum-value.number-reused-after-retirement",
    surfaces: ["wire"],
    meaning: "An enum value has a number that stood for another value in an earlier deployed version.",
    why: WHY,
    instead: "Give the new value a number that was never used, and reserve the retired one.",
    buf: [],
    say: ({ element, before, after, reader }) =>
      `${element} (${after}) has a retired number, which stood for ${before}: ${reader} takes one for the other`,
  }),
];
