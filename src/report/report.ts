import type { Place, Side } from "../core/place.ts";
import type { Comparison } from "../core/verdict.ts";

/** What a report is made from. Reports never parse schemas: texts of the two sides are handed in. */
export interface ReportInput {
  readonly comparison: Comparison;
  /** What the user called the two sides. */
  readonly labels: { readonly before: string; readonly after: string };
  /** What else was said of where they come from, as words of a command. */
  readonly options?: readonly string[];
  /** The source text at a place (its lines), or null where the text is not at hand. */
  snippet(side: Side, place: Place): string | null;
  readonly colour: boolean;
}

/** A format: a name and a pure function to text. */
export interface Format {
  readonly name: string;
  readonly summary: string;
  render(input: ReportInput): string;
}
