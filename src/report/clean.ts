// Control characters could move the cursor or recolour the screen, marks of direction show a text in another order.
const HIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

// CI systems obey what they find in a log: `::name::` at the start of a line and `##[name]` (GitHub), `##vso[` (Azure),
// `##teamcity[`.
const COMMAND = /^[^\S\n]*:(?=:)|#(?=#(?:vso|teamcity)?\[)/gim;

/**
 * Text from a document made fit for a terminal and a log: what hides, moves or commands becomes a visible escape. Line
 * feeds and tabs stay.
 */
export const clean = (value: string): string =>
  powerless(value.replaceAll(HIDDEN, (hidden) => (hidden === "\n" || hidden === "\t" ? hidden : escaped(hidden))));

/** The same for a text that has to stay on one line: line feeds and tabs become visible, too. */
export const printable = (value: string): string => powerless(value.replaceAll(HIDDEN, escaped));

const powerless = (value: string): string =>
  value.replaceAll(COMMAND, (start) => start.slice(0, -1) + escaped(start.slice(-1)));

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
