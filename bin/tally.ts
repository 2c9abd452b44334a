#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { BROKER_COMMANDS } from "../broker/commands/index.ts";
import { runCli } from "../src/cli.ts";
import { COMMANDS } from "../src/commands/index.ts";
import { EXIT } from "../src/core/errors.ts";
import { processIo } from "./io.ts";

// A command ends in seconds: code is optimised only once it runs truly often, which saves up to half of the CPU time
// (docs/benchmarks.md). A server lives long enough for the defaults.
if (!["serve", "demo"].includes(process.argv[2] ?? "")) setFlagsFromString("--interrupt-budget=2000000");

// Whoever reads may stop early (`tally diff ... | head`): the exit code still says what was found. An answer that could
// not be written for another reason is none.
let unwritten = false;
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") return;
  unwritten = true;
  process.stderr.write(`error: the answer could not be written (${error.code ?? error.message})\n`);
});
process.on("exit", () => {
  if (unwritten) process.exitCode = EXIT.wrongUse;
});

process.exitCode = await runCli(process.argv.slice(2), [...COMMANDS, ...BROKER_COMMANDS], processIo());
