import { TallyError } from "../core/errors.ts";
import { firstDeeper } from "../core/json.ts";
import type { Io } from "./command.ts";
import { STDIN_LIMIT } from "./source.ts";

/** The deepest nesting of what tally writes: witnesses carry schemas, which nest. */
const MAX_DEPTH = 1000;

/** The bytes of a file; `-` is standard input. Throws as reading does. */
export const readInput = (file: string, io: Io): Promise<Uint8Array> =>
  file === "-" ? io.stdin(STDIN_LIMIT) : io.readFile(file);

/** What a JSON text says; `label` names it. Throws E_SYNTAX. */
export function parseJson(text: string, label: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TallyError(
      "E_SYNTAX",
      `${label} is not JSON (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

/** The same of a report, a witness or facts. Throws E_TOO_DEEP, E_SYNTAX. */
export function parseWritten(text: string, label: string): unknown {
  if (firstDeeper(text, MAX_DEPTH) < 0) return parseJson(text, label);
  throw new TallyError("E_TOO_DEEP", `${label} nests deeper than ${MAX_DEPTH} levels`);
}
