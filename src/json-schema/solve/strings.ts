import { isNegated, type Lit } from "../model/node.ts";
import { isLanguage, literalOf, type StringLanguage, type Strings } from "../strings/index.ts";
import { accepts, lengthOf } from "./accepts.ts";
import { EMPTY, found, type Outcome, type Reason, type Solver, settle, type Tally, unknown } from "./outcome.ts";

/** What some atoms about strings ask for: lengths and words apart from the languages, which are the dear part. */
interface Demands {
  shortest: number;
  longest: number;
  readonly refused: Set<string>;
  language: StringLanguage | null;
  /** Something that has no language. */
  open: Reason | null;
}

/** Texts longer than this are not built. */
const MAX_LENGTH = 10_000;

/** The shortest text that meets all atoms about strings. */
export function solveString(atoms: readonly Lit[], solver: Solver): Outcome {
  const { strings } = solver.store.words;
  const demands: Demands = {
    shortest: 0,
    longest: Number.POSITIVE_INFINITY,
    refused: new Set(),
    language: null,
    open: null,
  };
  const plain = plainStart(atoms, solver);
  for (const lit of atoms) if (plain === null || lit !== plain.lit) addAtom(demands, lit, solver);
  if (demands.shortest > demands.longest) return EMPTY;
  if (plain !== null && isFree(plain.text, demands)) return found(plain.text);
  if (plain !== null) addAtom(demands, plain.lit, solver);
  const outcome = demands.language ? byLanguage(demands, demands.language, strings, solver) : byLength(demands);
  if (outcome.is === "empty" || !demands.open) return outcome;
  const text = tryWords(atoms, demands, solver);
  return text === null ? { is: "unknown", reason: demands.open } : found(text);
}

/** The text that the one pattern among the atoms asks a text to begin with; null for more, or for other patterns. */
function plainStart(atoms: readonly Lit[], { store }: Solver): { readonly lit: Lit; readonly text: string } | null {
  const [lit, second] = atoms.filter((each) => ["pattern", "format"].includes(store.node(each).kind));
  if (lit === undefined || second !== undefined || isNegated(lit)) return null;
  const node = store.node(lit);
  const literal = node.kind === "pattern" ? literalOf(node.source) : null;
  return literal && { lit, text: literal.text };
}

/** Is it as long as asked for, and not refused? */
function isFree(text: string, { shortest, longest, refused }: Demands): boolean {
  return text.length >= shortest && text.length <= longest && !refused.has(text);
}

/** Texts that often meet what has no language: repeats for backreferences, and mixtures for lookarounds. */
const GUESSES: readonly string[] = [
  ...[
    "",
    "a",
    "aa",
    "aaa",
    "ab",
    "abab",
    "aba",
    "abba",
    "0",
    "1",
    "11",
    "a1",
    "1a",
    "A",
    "aA",
    "aA1",
    "aA1!",
    " ",
    "-",
  ],
  ...[
    "aA1!aA1!",
    "Passw0rd!",
    "a-b",
    "a_b",
    "a.b",
    "a b",
    "/",
    "//",
    "/a",
    "a@b.co",
    "2020-01-01",
    "12:00:00Z",
    "(",
    "a[",
  ],
];

/** Words of the part that has a language, and guesses, judged one by one. */
function tryWords(atoms: readonly Lit[], demands: Demands, solver: Solver): string | null {
  for (const word of [...GUESSES, ...(demands.language?.words(40) ?? [])]) {
    solver.tick();
    if (atoms.every((lit) => accepts(solver.store, lit, word) === true)) return word;
  }
  return null;
}

function addAtom(demands: Demands, lit: Lit, solver: Solver): void {
  const node = solver.store.node(lit);
  const negated = isNegated(lit);
  const { strings } = solver.store.words;
  const atLeast = (count: number): void => {
    demands.shortest = Math.max(demands.shortest, count);
  };
  const atMost = (count: number): void => {
    demands.longest = Math.min(demands.longest, count);
  };
  if (node.kind === "minLength") negated ? atMost(node.count - 1) : atLeast(node.count);
  else if (node.kind === "maxLength") negated ? atLeast(node.count + 1) : atMost(node.count);
  else if (node.kind === "values" && negated) {
    for (const value of node.values.values()) if (typeof value === "string") demands.refused.add(value);
  } else if (node.kind === "pattern" || node.kind === "format") {
    const language = node.kind === "pattern" ? strings.ofPattern(node.source) : strings.ofFormat(node.name);
    if (isLanguage(language)) {
      const part = negated ? language.not() : language;
      demands.language = demands.language ? demands.language.and(part) : part;
    } else if (node.kind === "pattern")
      demands.open = { code: "unsupported-pattern", detail: `${node.source}: ${language.unsupported}` };
    else demands.open = { code: "opaque-format", detail: `format ${node.name}: ${language.unsupported}` };
  }
}

/** Without a pattern: a run of one letter, with another start where that text is refused. */
function byLength(demands: Demands): Outcome {
  const { refused, shortest, longest } = demands;
  if (longest === 0) return refused.has("") ? EMPTY : found("");
  if (shortest > MAX_LENGTH) return unknown("too-large", `a text of ${shortest} characters is needed`);
  for (let length = shortest; length <= Math.min(longest, shortest + 1); length += 1) {
    if (length === 0 && !refused.has("")) return found("");
    if (length === 0) continue;
    // One text more than are refused: one of them is free.
    for (let index = 0; index <= refused.size; index += 1) {
      const text = textOf(index, length);
      if (text === null) return unknown("budget", `${refused.size} texts are ruled out one by one`);
      if (!refused.has(text)) return found(text);
    }
  }
  return EMPTY;
}

/** The text number `index` of a length: letters first, then other characters; null past the last one. */
function textOf(index: number, length: number): string | null {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const first = letters[index] ?? String.fromCodePoint(0x4e00 + index - letters.length);
  return index < 20_000 ? first + "a".repeat(length - 1) : null;
}

function byLanguage(demands: Demands, language: StringLanguage, strings: Strings, solver: Solver): Outcome {
  const tally: Tally = { reason: null };
  const bounded =
    demands.shortest > 0 || demands.longest !== Number.POSITIVE_INFINITY
      ? language.and(strings.ofLength(demands.shortest, demands.longest))
      : language;
  const refused = [...demands.refused].filter((word) => {
    const length = lengthOf(word);
    return length >= demands.shortest && length <= demands.longest;
  });
  const left = refused.length > 0 ? bounded.and(strings.ofWords(refused).not()) : bounded;
  const before = strings.steps();
  const text = left.shortest();
  solver.tick(1 + Math.floor((strings.steps() - before) / 500));
  if (text === "over-budget") tally.reason = { code: "budget", detail: "a question about patterns" };
  else if (text !== null) return found(text);
  return settle(tally);
}
