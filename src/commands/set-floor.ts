import { LENIENCIES } from "../core/leniency.ts";
import { DEFAULT_IN_FORCE, TOLERANCES } from "../core/verdict.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { DIRECTION_WORDS, directionsIn, flag, needed, OUTPUT, texts } from "./options.ts";
import { answered } from "./printing.ts";

/** `tally set-floor`: the least that an environment demands, whatever the question and the application say. */
export const setFloor: Command = {
  name: "set-floor",
  summary: "set the least that an environment demands of every version",
  options: [
    { flags: "--environment <name>", help: "the environment" },
    { flags: "--direction <name>", help: "what blocks there at least", choices: DIRECTION_WORDS },
    {
      flags: "--surface <name>",
      help: "surface that blocks there (repeatable)",
      choices: DEFAULT_IN_FORCE.surfaces,
      repeatable: true,
    },
    {
      flags: "--strict <tolerance>",
      help: "tolerance that is off for everybody there, or leniency that nobody is granted (repeatable)",
      choices: [...TOLERANCES, ...LENIENCIES],
      repeatable: true,
    },
    { flags: "--undo", help: "demand nothing any more" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: [
    "tally set-floor --environment production --direction full",
    "tally set-floor --environment production --undo",
  ],
  async run(input, io) {
    const environment = needed(input, "environment", "--environment NAME");
    const floor = {
      directions: directionsIn(input),
      surfaces: [...new Set(texts(input, "surface"))],
      strict: [...new Set(texts(input, "strict"))],
    };
    const undo = flag(input, "undo");
    const { body } = await clientFor(input, io).call({
      method: undo ? "DELETE" : "PUT",
      path: ["api", "environments", environment, "floor"],
      ...(!undo && { body: floor }),
    });
    const words = [...floor.directions, ...floor.surfaces, ...floor.strict.map((one) => `no ${one}`)].join(", ");
    return answered(input, io, body, `${environment} demands at least: ${undo || words === "" ? "nothing" : words}.\n`);
  },
};
