/** One of the two sides of a comparison. */
export type Side = "before" | "after";

/** Both, the old one first. */
export const SIDES: readonly Side[] = ["before", "after"];

/** The other side. */
export const otherSide = (side: Side): Side => (side === "before" ? "after" : "before");

/** What belongs to a side, and what to the other one. */
export const bySide = <T>(side: Side, own: T, other: T): Readonly<Record<Side, T>> =>
  side === "before" ? { before: own, after: other } : { before: other, after: own };

/** Where something stands in a source text. Lines and columns count from 1; the end is exclusive in its column. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** `file:line:column`, the form terminals and editors link. */
export const formatPlace = (place: Place): string => `${place.file}:${place.line}:${place.column}`;
