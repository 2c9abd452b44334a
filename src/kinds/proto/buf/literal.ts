import type { Place } from "../../../core/place.ts";

/** A part of a text, from its first character to behind its last. */
interface Part {
  readonly start: number;
  readonly end: number;
}

interface Token extends Part {
  readonly text: string;
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[\w.+-]+|\S/g;

const tokensOf = (text: string): readonly Token[] =>
  [...text.matchAll(TOKEN)]
    .filter(([token]) => !/^\/[/*]/.test(token))
    .map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "<": ">", "[": "]" };

/** Index behind the value that starts at a token: a bracketed whole, or words and texts up to what ends them. */
function behindValue(tokens: readonly Token[], first: number): number {
  if (!Object.hasOwn(CLOSING, tokens[first]?.text ?? "")) {
    let next = first + 1;
    while (/^["']/.test(tokens[next]?.text ?? "") && /^["']/.test(tokens[first]?.text ?? "")) next += 1;
    return next;
  }
  const open: string[] = [];
  for (let index = first; index < tokens.length; index += 1) {
    const { text } = tokens[index] as Token; // below the length
    const closing = CLOSING[text];
    if (closing !== undefined) open.push(closing);
    else if (text === open.at(-1)) open.pop();
    if (open.length === 0) return index + 1;
  }
  return tokens.length;
}

/** A field of a message literal, `name: value` or `[extension.name] { ... }`, and where its value starts. */
interface Entry extends Part {
  readonly name: string;
  readonly value: number;
}

function* entriesOf(tokens: readonly Token[], opening: number): Generator<Entry> {
  const last = behindValue(tokens, opening) - 1;
  for (let index = opening + 1; index < last; ) {
    const from = tokens[index] as Token; // below the length
    const named = from.text === "[" ? behindValue(tokens, index) : index + 1;
    const name = tokens.slice(index, named).map(({ text }) => text);
    const value = tokens[named]?.text === ":" ? named + 1 : named;
    const behind = behindValue(tokens, value);
    yield { name: name.join(""), value, start: from.start, end: tokens[Math.min(behind, last) - 1]?.end ?? from.end };
    index = [",", ";"].includes(tokens[behind]?.text ?? "") ? behind + 1 : behind;
  }
}

/**
 * The part of an option's text that sets a field of its message literal, found by the names on the way; the nearest
 * part around it where the literal does not go so deep: at last the name of the option with all of its literal, without
 * the word `option` and the semicolon. Null where there is no literal. Source: the text format of options,
 * https://protobuf.dev/reference/protobuf/textformat-spec/.
 */
export function findInLiteral(text: string, names: readonly string[]): Part | null {
  const tokens = tokensOf(text);
  let opening = tokens.findIndex((token) => token.text === "{");
  const first = tokens[tokens[0]?.text === "option" ? 1 : 0];
  if (opening < 0 || !first) return null;
  let found: Part = { start: first.start, end: tokens[behindValue(tokens, opening) - 1]?.end ?? text.length };
  for (const name of names) {
    if (!["{", "<"].includes(tokens[opening]?.text ?? "")) break;
    const entry = [...entriesOf(tokens, opening)].find((candidate) => candidate.name === name);
    if (!entry) break;
    found = { start: entry.start, end: entry.end };
    opening = entry.value;
  }
  return found;
}

/** The text of a place. */
export const textAt = (lines: readonly string[], { line, column, endLine, endColumn }: Place): string =>
  lines
    .slice(line - 1, endLine)
    .map((text, index, all) =>
      text.slice(index === 0 ? column - 1 : 0, index === all.length - 1 ? endColumn - 1 : undefined),
    )
    .join("\n");

/** The place of a part of the text of another place. */
export function placeWithin(place: Place, text: string, part: Part): Place {
  const point = (offset: number) => {
    const above = text.slice(0, offset).split("\n");
    const column = (above.at(-1) ?? "").length + 1;
    return { line: place.line + above.length - 1, column: above.length === 1 ? place.column - 1 + column : column };
  };
  const [start, end] = [point(part.start), point(part.end)];
  return { ...place, ...start, endLine: end.line, endColumn: end.column };
}
