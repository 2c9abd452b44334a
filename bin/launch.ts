#!/usr/bin/env node
// What `tally` starts with where the program is built: a CommonJS script, because Node's loader of modules takes longer.
import { compiledCommands } from "./compiled.ts";
import { faultsAreNoAnswer } from "./fault.ts";

faultsAreNoAnswer();

const commands = compiledCommands();
void (commands?.knows(process.argv[2]) ? commands.run() : import("./tally.js"));
