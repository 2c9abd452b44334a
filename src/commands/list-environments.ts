import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { embedded, textAt } from "./hal.ts";
import { OUTPUT } from "./options.ts";
import { answered, tableText } from "./printing.ts";

/** `tally list-environments`. */
export const listEnvironments: Command = {
  name: "list-environments",
  summary: "list the environments",
  options: [OUTPUT, ...BROKER_OPTIONS],
  examples: ["tally list-environments", "tally list-environments -o json"],
  async run(input, io) {
    const { body } = await clientFor(input, io).call({ method: "GET", path: ["environments"] });
    const rows = embedded(body, "environments").map((one) => [
      textAt(one, "name"),
      textAt(one, "displayName"),
      one.production === true ? "yes" : "no",
      textAt(one, "uuid"),
    ]);
    return answered(input, io, body, tableText(["NAME", "DISPLAY NAME", "PRODUCTION", "UUID"], rows));
  },
};
