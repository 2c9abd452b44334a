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

// Comments, quoted strings, words with dots, and single signs: all that the head of a file is made of.
const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[A-Za-z_][\w.]*|[^\s]/g;

/**
 * Reads `package` and `import` statements without parsing the rest: tokens are looked at one statement at a time,
 * so that strings and comments cannot be taken for statements. Time is linear in the length.
 */
export function scan(whole: string): Scanned {
  const text = headOf(whole);
  let name = "";
  const imports: ScannedImport[] = [];
  const place = placeIn(text);
  let statement: RegExpMatchArray[] = [];
  let depth = 0;
  for (const token of text.matchAll(TOKEN)) {
    const word = token[0];
    if (word.startsWith("//") || word.startsWith("/*")) continue;
    if (word === "{") depth += 1;
    else if (word === "}") depth -= 1;
    else if (word !== ";" && depth === 0 && statement.length < 4) statement.push(token);
    if (word !== ";" && word !== "}") continue;
    if (depth > 0) continue;
    if (statement[0]?.[0] === "package") name = statement[1]?.[0] ?? "";
    if (statement[0]?.[0] === "import") imports.push(...importIn(statement, place));
    statement = [];
  }
  return { package: name, imports };
}

/** The text up to its first brace, where nothing behind it can be an import or a package. */
function headOf(text: string): string {
  const brace = text.indexOf("{");
  const isWhole = brace < 0 || mayStart(text, "import", brace) || mayStart(text, "package", brace);
  return isWhole ? text : text.slice(0, brace + 1);
}

/** Does a word stand behind an offset where a statement may start: first on its line, or behind another one? */
function mayStart(text: string, word: string, offset: number): boolean {
  for (let at = text.indexOf(word, offset); at >= 0; at = text.indexOf(word, at + 1)) {
    let before = at - 1;
    while (/[ \t\v\f]/.test(text[before] ?? "")) before -= 1;
    if (/[\n\r;}/]/.test(text[before] ?? "\n")) return true;
  }
  return false;
}

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

function importIn(statement: readonly RegExpMatchArray[], place: PlaceAt): readonly ScannedImport[] {
  const quoted = statement.find((token) => /^["']/.test(token[0]));
  if (!quoted) return [];
  const isPublic = statement[1]?.[0] === "public";
  return [{ path: quoted[0].slice(1, -1), isPublic, ...place(quoted.index ?? 0) }];
}
