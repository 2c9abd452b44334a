import { TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import type { Witness } from "../core/witness.ts";
import type { Io } from "./command.ts";
import { parseWritten, readInput } from "./read-json.ts";

/** A witness as it stands in a report. */
export interface NamedWitness {
  /** The finding it belongs to, as far as known. */
  readonly title: string;
  readonly fingerprint: string | null;
  /** `GET /pets/{id}` or `pkg.Service/Method`, as far as known. */
  readonly operation: string | null;
  /** Operations that the finding concerns, each as `operation`. */
  readonly operations: readonly string[];
  readonly witness: Witness;
}

/**
 * Every witness in a file (`-`: standard input) that holds a witness, a finding, a comparison, a verdict, or a list of
 * these; nothing is searched below them. Throws E_SYNTAX, E_TOO_DEEP, and E_INVALID where there is none.
 */
export async function readWitnesses(file: string, io: Io): Promise<readonly NamedWitness[]> {
  const text = Buffer.from(await readInput(file, io)).toString("utf8");
  const found = collect(parseWritten(text, file), {
    title: "witness",
    fingerprint: null,
    operation: null,
    operations: [],
  });
  if (found.length === 0) {
    throw new TallyError("E_INVALID", `${file} holds no witness`, {
      hint: "make one: tally diff OLD NEW --format json",
    });
  }
  const odd = found.find(({ witness }) => !isUsable(witness.payload));
  if (odd) throw new TallyError("E_INVALID", `${file}: the payload of ${odd.title} is not one that tally writes`);
  return found;
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
          operations: Array.isArray(value.operations) ? value.operations.map(String) : [],
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

/** A method, a URL, headers and a body, none of which runs into the next: nothing else is sent or printed. */
function isUsable(payload: unknown): boolean {
  if (!isObject(payload)) return false;
  const { type, method, url, status, headers, body } = payload;
  if (type !== "http-request" && type !== "http-response") return true;
  const lines = isObject(headers) ? Object.entries(headers).flat() : [null];
  if (!lines.every(isLine) || (body !== null && typeof body !== "string")) return false;
  if (type === "http-response") return typeof status === "number";
  return isWord(method) && isLine(url) && url !== "";
}

const isLine = (value: unknown): value is string => typeof value === "string" && !/[\r\n\0]/.test(value);
const isWord = (value: unknown): boolean => isLine(value) && /^\S+$/.test(value);
