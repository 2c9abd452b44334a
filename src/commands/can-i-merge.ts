import type { Command } from "./command.ts";
import { GATE_OPTIONS, runGate } from "./gate.ts";

/** `tally can-i-merge`. */
export const canIMerge: Command = {
  name: "can-i-merge",
  summary: "ask whether a version fits what is on the main branches",
  options: GATE_OPTIONS,
  examples: ["tally can-i-merge -a orders -e 1.2.3"],
  run: (input, io) => runGate(input, io, { type: "main-branch" }),
};
