import { runCli } from "../src/cli.ts";
import { COMMANDS } from "../src/commands/index.ts";
import type { ExitCode } from "../src/core/errors.ts";
import { hurry } from "./hurry.ts";
import { processIo } from "./io.ts";
import { runProcess } from "./run.ts";

/** Is this first word a command that needs no store? */
export const knows = (word: string | undefined): boolean => COMMANDS.some(({ name }) => name === word);

/** The process as a command that needs no store. */
export function run(): Promise<void> {
  const answered = runProcess(COMMANDS);
  hurry(); // what of Node writes to standard output is loaded by now
  return answered;
}

/** Answers some words without printing: what that takes is compiled from then on. */
export function rehearse(words: readonly string[]): Promise<ExitCode> {
  const silent = { out: () => undefined, talk: () => undefined, env: {} };
  return runCli(words, COMMANDS, { ...processIo(), ...silent });
}
