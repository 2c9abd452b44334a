import { runCli } from "../src/cli.ts";
import type { CommandEntry } from "../src/commands/command.ts";
import { EXIT } from "../src/core/errors.ts";
import { processIo, talk } from "./io.ts";

/** Runs the words that the process was started with as one of these commands; the exit code says what was found. */
export async function runProcess(commands: readonly CommandEntry[]): Promise<void> {
  // Whoever reads may stop early (`tally diff ... | head`): the exit code still says what was found. An answer that
  // could not be written for another reason is none.
  let unwritten = false;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    unwritten = true;
    talk(`error: the answer could not be written (${error.code ?? error.message})\n`);
  });
  process.on("exit", () => {
    if (unwritten) process.exitCode = EXIT.wrongUse;
  });
  process.exitCode = EXIT.wrongUse; // should nothing be left to wait for before there is an answer
  process.exitCode = await runCli(process.argv.slice(2), commands, processIo());
}
