import { asBuffer } from "../../core/bytes.ts";

/** An import as it stands in a source text. Lines and columns count from 1. */
export interface ScannedImport {
  readonly path: string;
  /** Passed on to whoever imports this file. */
  readonly isPublic: boolean;
  readonly line: number;
  readonly column: number;
}

/** What the head of a .proto text says about where it belongs. */
export interface Scanned {
  /** Empty where there is none. */
  readonly package: string;
  readonly imports: readonly ScannedImport[];
}

// Quoted strings, words with dots, and single signs: all that the head of a file is made of, comments and space left out.
const TOKEN = /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[A-Za-z_][\w.]*|\S/y;
const VISIBLE = /\S/g;

/** A word of a text and its offset there. */
interface Token {
  readonly word: string;
  readonly index: number;
}

/**
 * Reads `package` and `import` statements without parsing the rest: tokens are looked at one statement at a time,
 * so that strings and comments cannot be taken for statements. Time is linear in the length.
 */
export function scan(whole: Uint8Array): Scanned {
  const text = headOf(asBuffer(whole));
  let name = "";
  const imports: ScannedImport[] = [];
  const place = placeIn(text);
  let statement: Token[] = [];
  let depth = 0;
  for (let token = tokenFrom(text, 0); token; token = tokenFrom(text, token.index + token.word.length)) {
    const { word } = token;
    if (word === "{") depth += 1;
    else if (word === "}") depth -= 1;
    else if (word !== ";" && depth === 0 && statement.length < 4) statement.push(token);
    if (word !== ";" && word !== "}") continue;
    if (depth > 0) continue;
    if (statement[0]?.word === "package") name = statement[1]?.word ?? "";
    if (statement[0]?.word === "import") imports.push(...importIn(statement, place));
    statement = [];
  }
  return { package: name, imports };
}

/** The first token from an offset on, outside of comments; null where there is none. */
function tokenFrom(text: string, offset: number): Token | null {
  for (let at = offset; ; ) {
    VISIBLE.lastIndex = at;
    const index = VISIBLE.test(text) ? VISIBLE.lastIndex - 1 : -1;
    if (index < 0) return null;
    const end = text[index] === "/" ? endOfComment(text, index) : 0;
    if (end === 0) {
      TOKEN.lastIndex = index;
      return { word: TOKEN.exec(text)?.[0] ?? "", index };
    }
    at = end;
  }
}

/** Where the comment that may begin at a slash ends; 0 where none begins there, or where it never ends. */
function endOfComment(text: string, start: number): number {
  const next = text[start + 1];
  if (next !== "/" && next !== "*") return 0;
  const end = next === "/" ? text.indexOf("\n", start) : text.indexOf("*/", start + 2);
  if (next === "/") return end < 0 ? text.length : end;
  return end < 0 ? 0 : end + 2;
}

/** The text up to its first brace, where nothing behind it can be an import or a package. */
function headOf(bytes: Buffer): string {
  const brace = bytes.indexOf(OPEN);
  const isWhole = brace < 0 || mayStart(bytes, "import", brace) || mayStart(bytes, "package", brace);
  return bytes.toString("utf8", 0, isWhole ? bytes.length : brace + 1);
}

const OPEN = 123;

/** Does a word stand behind an offset where a statement may start: first on its line, or behind another one? */
function mayStart(bytes: Buffer, word: string, offset: number): boolean {
  for (let at = bytes.indexOf(word, offset, "latin1"); at >= 0; at = bytes.indexOf(word, at + 1, "latin1")) {
    let before = at - 1;
    while (BLANKS.includes(bytes[before] ?? 0)) before -= 1;
    if (before < 0 || STARTS.includes(bytes[before] ?? 0)) return true;
  }
  return false;
}

const BLANKS: readonly number[] = [...Buffer.from(" \t\v\f")];
/** What a statement may stand behind: the end of a line, of another one, of a comment. */
const STARTS: readonly number[] = [...Buffer.from("\n\r;}/")];

type PlaceAt = (offset: number) => Pick<ScannedImport, "line" | "column">;

/** Line and column of offsets that are asked for in rising order: each line is counted once. */
function placeIn(text: string): PlaceAt {
  let [line, start] = [1, 0];
  return (offset) => {
    for (let end = text.indexOf("\n", start); end >= 0 && end < offset; end = text.indexOf("\n", start)) {
      line += 1;
      start = end + 1;
    }
    return { line, column: offset - start + 1 };
  };
}

function importIn(statement: readonly Token[], place: PlaceAt): readonly ScannedImport[] {
  const quoted = statement.find(({ word }) => /^["']/.test(word));
  if (!quoted) return [];
  const isPublic = statement[1]?.word === "public";
  return [{ path: quoted.word.slice(1, -1), isPublic, ...place(quoted.index) }];
}
