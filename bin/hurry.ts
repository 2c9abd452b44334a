import { setFlagsFromString } from "node:v8";
import FLAGS from "./v8-flags.json" with { type: "json" };

/**
 * Settles V8 for a program that ends in seconds (docs/benchmarks.md): code is optimised only once it runs truly often,
 * regular expressions are compiled once and not twice, the heap may grow at once, and nobody takes it to pieces when all
 * is done and written. A server lives long enough for the defaults. From then on V8 refuses code that was kept for other
 * flags, that of Node's own modules too.
 */
export function hurry(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
  let failed = false;
  process.once("uncaughtExceptionMonitor", () => {
    failed = true; // Node says what it was after the last "exit"
  });
  process.on("exit", () => failed || process.exit());
}
