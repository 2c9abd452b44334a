/** What a text is to begin with, or to be as a whole. */
export interface Literal {
  readonly text: string;
  readonly whole: boolean;
}

/** An anchored text without anything that patterns give a meaning to (ECMA-262, 22.2.1). */
const ANCHORED = /^\^([\w/ -]{0,200})(\$?)$/;

/** What a pattern asks for if that is a plain text at the beginning; null for any other pattern. */
export function literalOf(pattern: string): Literal | null {
  const [, text, end] = ANCHORED.exec(pattern) ?? [];
  return text === undefined ? null : { text, whole: end === "$" };
}

/** Does a word begin so, or is it so? */
export const meetsLiteral = ({ text, whole }: Literal, word: string): boolean =>
  whole ? word === text : word.startsWith(text);
