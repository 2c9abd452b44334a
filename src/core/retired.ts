import type { JsonValue } from "./json.ts";

/** A number of a field or of an enum value that an interface had and a later one no longer has. Plain JSON. */
export interface RetiredNumber {
  readonly what: "field" | "enum-value";
  /** Full name of the message or enum that had it. */
  readonly scope: string;
  readonly number: number;
  /** What the number stood for: the name of the field or value. */
  readonly name: string;
  /** The same as a person would write it: `string note = 5`. */
  readonly type: string;
  /** True where the message or enum is gone as a whole. */
  readonly whole: boolean;
  /** What the kind needs to show that the number was given another meaning; read by the kind alone. */
  readonly memory: JsonValue;
}
