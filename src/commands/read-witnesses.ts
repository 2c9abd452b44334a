import { TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import type { Witness } from "../core/witness.ts";
import type { Io } from "./command.ts";
import { STDIN_LIMIT } from "./source.ts";

/** A witness as it stands in a report. */
export interface NamedWitness {
  /** The finding it belongs to, as far as known. */
  readonly title: string;
  readonly fingerprint: string | null;
  /** `GET /pets/{id}` or `pkg.Service/Method`, as far as known. */
  readonly operation: string | null;
  readonly witness: Witness;
}

/**
 * Every witness in a file (`-`: standard input) that holds a witness, a finding, a comparison, a verdict, or a list of
 * these; nothing is searched below them. Throws E_SYNTAX, and E_INVALID where there is none.
 */
export async function readWitnesses(file: string, io: Io): Promise<readonly NamedWitness[]> {
  const bytes = file === "-" ? await io.stdin(STDIN_LIMIT) : await io.readFile(file);
  const found = collect(parse(bytes, file), { title: "witness", fingerprint: null, operation: null });
  if (found.length === 0) {
    throw new TallyError("E_INVALID", `${file} holds no witness`, {
      hint: "make one: tally diff OLD NEW --format json",
    });
  }
  return found;
}

function parse(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    throw new TallyError("E_SYNTAX", `${file} is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

function collect(value: unknown, known: Omit<NamedWitness, "witness">): readonly NamedWitness[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, known));
  if (!isObject(value)) return [];
  if (isWitness(value)) return [{ ...known, witness: value }];
  const inner =
    typeof value.id === "string"
      ? {
          title: `${value.id} ${String(value.element ?? "")}`.trim(),
          fingerprint: typeof value.fingerprint === "string" ? value.fingerprint : null,
          operation: typeof value.operation === "string" ? value.operation : null,
        }
      : known;
  return [value.witness, value.findings, value.checks].flatMap((part) => collect(part, inner));
}

/** The outer shape; its kind checks the context when it replays. */
function isWitness(value: Record<string, unknown>): value is Record<string, unknown> & Witness {
  return (
    typeof value.kind === "string" &&
    isObject(value.payload) &&
    typeof value.producer === "string" &&
    "context" in value
  );
}
