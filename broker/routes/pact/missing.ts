import { TallyError } from "../../../src/core/errors.ts";

/** The value, or E_NOT_FOUND with the words for what is missing. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new TallyError("E_NOT_FOUND", `${what} not found`);
  return value;
}
