#!/usr/bin/env node
import { BROKER_COMMANDS } from "../broker/commands/index.ts";
import { runCli } from "../src/cli.ts";
import { COMMANDS } from "../src/commands/index.ts";
import { processIo } from "./io.ts";

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
});

process.exitCode = await runCli(process.argv.slice(2), [...COMMANDS, ...BROKER_COMMANDS], processIo());
