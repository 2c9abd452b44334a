import { EXIT } from "../src/core/errors.ts";

/**
 * Makes a process that fails of something nobody foresaw (a damaged installation, a fault of ours) leave with the exit
 * code for that: Node's own would be 1, which says "breaking". Node still says on stderr what it was.
 */
export function faultsAreNoAnswer(): void {
  process.once("uncaughtExceptionMonitor", () => {
    process.once("exit", () => {
      process.exitCode = EXIT.wrongUse;
    });
  });
}
