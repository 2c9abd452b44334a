/** The tokens of a text in protobuf's text format, one at a time; an empty token is the end. */
export interface Lexer {
  peek(): string;
  next(): string;
  /** Takes the next token where it is one of these. */
  accept(...tokens: readonly string[]): boolean;
  /** An error at the line of the token that was taken last. */
  wrong(why: string): RangeError;
}

const SPACE = /(?:\s|#[^\n]*)*/y;
const TOKEN =
  /"(?:\\[^\n]|[^"\\\n])*"|'(?:\\[^\n]|[^'\\\n])*'|\d[\w.]*(?:(?<=[eE])[+-]\d+[fF]?)?|\.\d\w*|[A-Za-z_]\w*|\S/y;

/** Cuts a text into tokens: texts, numbers, names, single signs. Comments and white space stand between them. */
export function lexer(text: string): Lexer {
  let [position, start] = [0, 0];
  let waiting: string | null = null;
  const peek = (): string => {
    if (waiting !== null) return waiting;
    SPACE.lastIndex = position;
    SPACE.exec(text);
    start = SPACE.lastIndex;
    TOKEN.lastIndex = start;
    waiting = TOKEN.exec(text)?.[0] ?? "";
    position = start + waiting.length;
    return waiting;
  };
  const next = (): string => {
    const token = peek();
    waiting = null;
    return token;
  };
  return {
    peek,
    next,
    accept(...tokens) {
      const isThere = tokens.includes(peek());
      if (isThere) next();
      return isThere;
    },
    wrong: (why) => new RangeError(`line ${text.slice(0, start).split("\n").length}: ${why}`),
  };
}

const ESCAPE = /\\(?:([0-7]{1,3})|[xX]([\da-fA-F]{1,2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g;
const NAMED: Readonly<Record<string, string>> = {
  ...{ a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{ "\\": "\\", "'": "'", '"': '"', "?": "?" },
};

/** The bytes that a quoted token stands for. Throws RangeError for an escape that there is not. */
export function textOf(token: string, lex: Lexer): Buffer {
  const bare = token.slice(1, -1);
  if (token.length < 2 || token.at(-1) !== token[0]) throw lex.wrong("a text does not close");
  const parts: Buffer[] = [];
  let at = 0;
  for (const match of bare.matchAll(ESCAPE)) {
    parts.push(Buffer.from(bare.slice(at, match.index)));
    parts.push(escaped(match, lex));
    at = match.index + match[0].length;
  }
  return Buffer.concat([...parts, Buffer.from(bare.slice(at))]);
}

function escaped([whole, octal, hex, short, long, sign]: RegExpMatchArray, lex: Lexer): Buffer {
  if (octal !== undefined) return Buffer.of(Number.parseInt(octal, 8) & 0xff);
  if (hex !== undefined) return Buffer.of(Number.parseInt(hex, 16));
  const code = short ?? long;
  if (code !== undefined && Number.parseInt(code, 16) <= 0x10ffff)
    return Buffer.from(String.fromCodePoint(Number.parseInt(code, 16)));
  const named = NAMED[sign ?? ""];
  if (named === undefined) throw lex.wrong(`${whole} stands for nothing`);
  return Buffer.from(named);
}
