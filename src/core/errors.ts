import type { Place } from "./place.ts";
import { formatPlace } from "./place.ts";

/** Exit codes of the command line; `bufFindings` only where buf's own codes were asked for. */
export const EXIT = { yes: 0, no: 1, wrongUse: 2, unknown: 3, unreachable: 4, bufFindings: 100 } as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Every error a user can meet: code -> HTTP status and exit code. Codes are published: never renamed, never
 * reused. docs/errors.md explains each; a test holds the two together.
 */
export const ERRORS = {
  E_USAGE: { status: 400, exit: EXIT.wrongUse },
  E_NOT_FOUND: { status: 404, exit: EXIT.wrongUse },
  E_UNREADABLE: { status: 400, exit: EXIT.wrongUse },
  E_UNWRITABLE: { status: 500, exit: EXIT.wrongUse },
  E_EMPTY: { status: 400, exit: EXIT.wrongUse },
  E_SYNTAX: { status: 400, exit: EXIT.wrongUse },
  E_TOO_LARGE: { status: 413, exit: EXIT.wrongUse },
  E_TOO_DEEP: { status: 400, exit: EXIT.wrongUse },
  E_KIND: { status: 400, exit: EXIT.wrongUse },
  E_VERSION: { status: 400, exit: EXIT.wrongUse },
  E_IMPORT: { status: 400, exit: EXIT.wrongUse },
  E_REFERENCE: { status: 400, exit: EXIT.wrongUse },
  E_OUTSIDE_ROOT: { status: 400, exit: EXIT.wrongUse },
  E_REMOTE: { status: 400, exit: EXIT.wrongUse },
  E_TOOL: { status: 500, exit: EXIT.wrongUse },
  E_GIT: { status: 400, exit: EXIT.wrongUse },
  E_INVALID: { status: 400, exit: EXIT.wrongUse },
  E_MEDIA_TYPE: { status: 415, exit: EXIT.wrongUse },
  E_UNAUTHORIZED: { status: 401, exit: EXIT.wrongUse },
  E_CONFLICT: { status: 409, exit: EXIT.wrongUse },
  E_STORE: { status: 500, exit: EXIT.wrongUse },
  E_BROKER: { status: 502, exit: EXIT.wrongUse },
  E_UNREACHABLE: { status: 503, exit: EXIT.unreachable },
} as const;

/** Code of an error that a user can meet. */
export type ErrorCode = keyof typeof ERRORS;

/** An error meant for the user: a sentence, a code, and the place when there is one. Never shows a stack. */
export class TallyError extends Error {
  override readonly name = "TallyError";
  readonly code: ErrorCode;
  readonly place: Place | null;
  /** What to do about it, if known: one sentence or a command. */
  readonly hint: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    more: { readonly place?: Place | null; readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.code = code;
    this.place = more.place ?? null;
    this.hint = more.hint ?? null;
  }
}

/** The one-line text of any thrown value: `file:line:column: message` where a place is known. */
export function describeError(error: unknown): string {
  if (error instanceof TallyError && error.place) return `${formatPlace(error.place)}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
