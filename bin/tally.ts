#!/usr/bin/env node
import { compiledCommands } from "./compiled.ts";
import { faultsAreNoAnswer } from "./fault.ts";

faultsAreNoAnswer();

const commands = compiledCommands();
const { run } = commands?.knows(process.argv[2]) ? commands : await import("./main.ts");
await run();
