import { BROKER_COMMANDS } from "../broker/commands/index.ts";
import { COMMANDS } from "../src/commands/index.ts";
import * as local from "./local.ts";
import { runProcess } from "./run.ts";

/** The process as any command of the product. */
export const run = (): Promise<void> =>
  local.knows(process.argv[2]) ? local.run() : runProcess([...COMMANDS, ...BROKER_COMMANDS]);
