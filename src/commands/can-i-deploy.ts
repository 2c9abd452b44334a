import type { Command } from "./command.ts";
import { GATE_OPTIONS, runGate } from "./gate.ts";
import { text } from "./options.ts";

/** `tally can-i-deploy`. */
export const canIDeployCommand: Command = {
  name: "can-i-deploy",
  summary: "ask whether versions may go to an environment",
  options: [
    { flags: "--to-environment <name>", help: "where they would go" },
    { flags: "--to <tag>", help: "beside the newest versions with this tag" },
    ...GATE_OPTIONS,
  ],
  examples: [
    "tally can-i-deploy -a orders -e 1.2.3 --to-environment production",
    "tally can-i-deploy -a orders -e 1.2.3 -a web -e 7 --to-environment production",
    "tally can-i-deploy -a orders -e 1.2.3 --to-environment production --facts-out facts.json",
    "tally can-i-deploy --facts facts.json --format json",
  ],
  run: (input, io) => {
    const [environment, tag] = [text(input, "toEnvironment"), text(input, "to")];
    if (environment !== undefined) return runGate(input, io, { type: "environment", name: environment });
    return runGate(input, io, tag === undefined ? "default" : { type: "tag", name: tag });
  },
};
