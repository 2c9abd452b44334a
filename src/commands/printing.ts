import { EXIT, type ExitCode } from "../core/errors.ts";
import { clean, printable } from "../report/clean.ts";
import type { Input, Io } from "./command.ts";

/** Rows as a table with a header, columns two blanks apart. */
export function tableText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows.map((row) => row.map(printable))];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** JSON as it is printed everywhere. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Prints what came of a call: the broker's answer as JSON where that was asked for, else the words for it. */
export function answered(input: Input, io: Io, body: unknown, words: string): ExitCode {
  io.out(input.options.output === "json" ? jsonText(body) : clean(words));
  return EXIT.yes;
}
