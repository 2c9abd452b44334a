import { bareOf } from "./tokens.ts";

/** A declaration at the top of a .proto text, as far as its words tell. */
export interface Part {
  /** Keyword and name; for the fields of an extension also what they extend. The same on both sides of a pair. */
  readonly key: string;
  /** Its tokens, comments and white space left out. */
  readonly text: string;
  /** The names under which other files refer to it or to what stands in it (`Outer` for `Outer.Inner`). */
  readonly names: readonly string[];
  /** The messages that it extends, as written. Options of the language itself are left out. */
  readonly extendees: readonly string[];
}

/** A .proto text taken apart without being understood. */
export interface Outline {
  /** What decides how the names in it are found and what its declarations mean: syntax, package, imports, features. */
  readonly head: string;
  /** The imports that are passed on to whoever imports this file. */
  readonly passedOn: string;
  /** The declarations; the other options of the file are one without a name. */
  readonly parts: readonly Part[];
  /** The declarations in which a word stands outside of strings: all that may refer to what is called so. */
  partsWith(word: string): readonly Part[];
}

/** Options that every file may set on its own elements: whoever extends them changes no message that travels. */
const OPTIONS_OF_THE_LANGUAGE = /^\.?google\.protobuf\.\w+$/;

const DECLARATION = /^(?:(?:export|local) )?((?:message|enum|service) (\w+))/;

/**
 * Cuts a text into its declarations: tokens only, so that comments and layout change nothing. Null for a text whose
 * braces do not close: no compiler takes it. Time is linear in the length.
 */
export function outline(text: Uint8Array): Outline | null {
  const bare = bareOf(text);
  if (!bare) return null;
  const head: string[] = [];
  const passedOn: string[] = [];
  const options: string[] = [];
  const parts: Part[] = [];
  const extend = bare.bytes.includes("extend");
  let start = 0;
  for (const end of bare.ends) {
    const statement = bare.bytes.toString("latin1", start, end); // names are ASCII
    start = end;
    const [, key, name] = DECLARATION.exec(statement) ?? [];
    if (key !== undefined && name !== undefined)
      parts.push(partOf(key, statement, [name], extend ? extendeesIn(statement) : []));
    else if (/^extend[ .]/.test(statement)) parts.push(...extensionsIn(statement));
    else if (/^option\b/.test(statement) && !/\bfeatures\b/.test(statement)) options.push(statement);
    else if (statement !== ";") head.push(statement);
    if (/^import public\b/.test(statement)) passedOn.push(statement);
  }
  if (options.length > 0) parts.push(partOf("option", options.join(" "), [], []));
  let index: ReadonlyMap<string, readonly Part[]> | null = null;
  const partsWith = (word: string): readonly Part[] => {
    index ??= indexOf(parts);
    return index.get(word) ?? [];
  };
  return { head: head.join("\n"), passedOn: passedOn.join("\n"), parts, partsWith };
}

/** Strings, to be passed over, and words. */
const STRING_OR_WORD = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\w+/g;

/** By each word the parts that it stands in. */
function indexOf(parts: readonly Part[]): ReadonlyMap<string, readonly Part[]> {
  const index = new Map<string, Part[]>();
  for (const part of parts) {
    for (const word of part.text.match(STRING_OR_WORD) ?? []) {
      if (word.startsWith('"') || word.startsWith("'")) continue;
      const known = index.get(word);
      if (!known) index.set(word, [part]);
      else if (known.at(-1) !== part) known.push(part);
    }
  }
  return index;
}

const partOf = (key: string, text: string, names: readonly string[], extendees: readonly string[]): Part => ({
  key,
  text,
  names,
  extendees,
});

const extendeesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\bextend ?([\w.]+)/g)].flatMap(([, name = ""]) =>
    OPTIONS_OF_THE_LANGUAGE.test(name) ? [] : [name],
  );

const SIGN = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{}[\];]/g;

/** Each field of `extend Message { ... }` is a declaration of its own: files refer to it by its name. */
function extensionsIn(statement: string): readonly Part[] {
  const open = statement.indexOf("{") + 1;
  const head = statement.slice(0, open);
  const extendees = extendeesIn(head);
  const parts: Part[] = [];
  let [start, depth] = [open, 0];
  for (const { 0: sign, index } of statement.matchAll(SIGN)) {
    if (index < open || index === statement.length - 1) continue;
    if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") depth -= 1;
    if (depth !== 0 || (sign !== ";" && sign !== "}")) continue;
    const field = statement.slice(start, index + 1);
    const name = /(\w+)=/.exec(field)?.[1] ?? "";
    start = index + 1;
    // a group declares a message, and a field that is called the same in small letters
    parts.push(partOf(`${head}${name}`, `${head}${field}`, [name, name.toLowerCase()], extendees));
  }
  return parts;
}
