import type { Level } from "../core/finding.ts";

const CODES = {
  breaking: "31;1",
  undecided: "33;1",
  risky: "33",
  safe: "32",
  dim: "2",
  bold: "1",
  compatible: "32;1",
} as const;

/** Paints text for a terminal, or leaves it as it is. */
export type Paint = (style: keyof typeof CODES | Level, text: string) => string;

/** Colours on, or off. */
export const painter = (colour: boolean): Paint =>
  colour ? (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m` : (_style, text) => text;
