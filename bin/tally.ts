#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { COMMANDS } from "../src/commands/index.ts";
import { compiledCommands } from "./compiled.ts";
import FLAGS from "./v8-flags.json" with { type: "json" };

// A command ends in seconds (docs/benchmarks.md): code is optimised only once it runs truly often, regular expressions
// are compiled once and not twice, and the heap may grow at once. A server lives long enough for the defaults.
const [word] = process.argv.slice(2);
const isLocal = COMMANDS.some(({ name }) => name === word);
if (isLocal) for (const flag of FLAGS) setFlagsFromString(flag);

const { run } = (isLocal && compiledCommands()) || (await import("./main.ts"));
await run();
