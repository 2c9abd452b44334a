import { createRequire } from "node:module";
import type { AST } from "@eslint-community/regexpp";
import { ANY, type Charset, complement, DIGITS, EVERY, intersect, SPACES, union, WORD, without } from "./charset.ts";
import type { ParsedPattern, Unsupported } from "./source.ts";
import type { Term, Terms } from "./term.ts";

/**
 * What came before a place, as far as an assertion may ask: nothing at all, or a character of one class. Without
 * word boundaries and lookbehinds there is one class.
 */
type Before = "start" | number;

/** What follows a place: the rest of the text as a term, given what came before. */
interface Rest {
  /** Does it depend on what came before? */
  readonly looksBack: boolean;
  term(before: Before): Term;
}

class NotRegular extends Error {
  override readonly name = "NotRegular";
}

/** Loops whose body looks around are written out up to this many times. */
const MAX_UNROLL = 24;

/**
 * The language of a pattern under JSON Schema's search semantics: the texts in which it is found somewhere.
 * Assertions become intersections and complements of what follows (lookaheads, `$`, the right side of `\b`) or a
 * case distinction on the character before (`^`, `\b`, one-character lookbehinds). Backreferences are unsupported.
 */
export function termOfPattern(terms: Terms, { pattern }: ParsedPattern): Term | Unsupported {
  try {
    const classes = classesBefore(pattern);
    return createCompiler(terms, classes).search(pattern.alternatives);
  } catch (error) {
    if (error instanceof NotRegular) return { unsupported: error.message };
    throw error;
  }
}

interface Compiler {
  search(alternatives: readonly AST.Alternative[]): Term;
}

function createCompiler(terms: Terms, classes: readonly Charset[]): Compiler {
  const { all, none, empty } = terms;
  const anything: Rest = { looksBack: false, term: () => all };
  const pasts: readonly Before[] = ["start", ...classes.keys()];
  const signature = classes.join("/");
  const wordAhead = terms.cat(terms.set(WORD), all);

  const memo = (looksBack: boolean, make: (before: Before) => Term): Rest => {
    const known = new Map<Before, Term>();
    return {
      looksBack,
      term(before) {
        const key = looksBack ? before : "start";
        const term = known.get(key) ?? make(key);
        known.set(key, term);
        return term;
      },
    };
  };

  const choice = (alternatives: readonly AST.Alternative[], rest: Rest): Rest => {
    const options = alternatives.map((alternative) => sequence(alternative.elements, rest));
    const [only] = options;
    if (options.length === 1 && only) return only;
    return memo(
      options.some((option) => option.looksBack),
      (before) => terms.or(options.map((option) => option.term(before))),
    );
  };

  const sequence = (elements: readonly AST.Element[], rest: Rest): Rest =>
    elements.reduceRight((following, element) => single(element, following), rest);

  const single = (element: AST.Element, rest: Rest): Rest => {
    switch (element.type) {
      case "Assertion":
        return assertion(element, rest);
      case "Group":
      case "CapturingGroup":
        if (element.type === "Group" && element.modifiers) throw new NotRegular("inline flags");
        return rest.looksBack || looksAround(element)
          ? choice(element.alternatives, rest)
          : consume(plain(element), rest);
      case "Quantifier":
        return looksAround(element.element) ? unroll(element, rest) : consume(plain(element), rest);
      default:
        return consume(plain(element), rest);
    }
  };

  /** A term without assertions, then the rest; split by the last character read where the rest looks back. */
  const consume = (head: Term, rest: Rest): Rest => {
    if (!rest.looksBack) return memo(false, () => terms.cat(head, rest.term("start")));
    return memo(head.nullable, (before) => {
      const ways = classes.map((chars, index) => terms.cat(endingIn(head, chars), rest.term(index)));
      return terms.or(head.nullable ? [rest.term(before), ...ways] : ways);
    });
  };

  const endingIn = (head: Term, chars: Charset): Term => {
    if (head.kind === "set") return terms.set(intersect(head.set, chars));
    return terms.and([head, terms.cat(all, terms.set(chars))]);
  };

  const assertion = (node: AST.Assertion, rest: Rest): Rest => {
    switch (node.kind) {
      case "start":
        return memo(true, (before) => (before === "start" ? rest.term(before) : none));
      case "end":
        return memo(rest.looksBack, (before) => terms.and([empty, rest.term(before)]));
      case "word":
        return memo(true, (before) => {
          const wordBefore = before !== "start" && within(before, WORD);
          const ahead = wordBefore === node.negate ? wordAhead : terms.not(wordAhead);
          return terms.and([ahead, rest.term(before)]);
        });
      case "lookahead": {
        const inner = choice(node.alternatives, anything);
        return memo(inner.looksBack || rest.looksBack, (before) => {
          const ahead = inner.term(before);
          return terms.and([node.negate ? terms.not(ahead) : ahead, rest.term(before)]);
        });
      }
      case "lookbehind": {
        const chars = lookbehindSet(node);
        return memo(true, (before) => {
          const holds = before !== "start" && within(before, chars);
          return holds !== node.negate ? rest.term(before) : none;
        });
      }
    }
  };

  const within = (before: number, chars: Charset): boolean => intersect(classes[before] ?? [], chars).length > 0;

  /** A loop over a body that looks around: written out, with an open end as a term that refers to itself. */
  const unroll = (node: AST.Quantifier, rest: Rest): Rest => {
    const body = (following: Rest): Rest => single(node.element, following);
    const fixed = node.max === Number.POSITIVE_INFINITY ? node.min : node.max;
    if (fixed > MAX_UNROLL) throw new NotRegular(`a lookaround repeated ${fixed} times`);
    let after = node.max === Number.POSITIVE_INFINITY ? forever(node, rest) : rest;
    for (let i = fixed; i > 0; i--) after = i > node.min ? optional(body(after), rest) : body(after);
    return after;
  };

  const optional = (more: Rest, rest: Rest): Rest =>
    memo(more.looksBack || rest.looksBack, (before) => terms.or([more.term(before), rest.term(before)]));

  const forever = (node: AST.Quantifier, rest: Rest): Rest => {
    if (leastWidth(node.element) === 0) throw new NotRegular("an open loop over a lookaround that may read nothing");
    const endings = pasts.map((before) => rest.term(before));
    const ends = endings.map((end) => end.id).join();
    // An iteration may change what came before, and so which of the endings is left to read.
    const min = Math.min(...endings.map((end) => end.min));
    const knot: Rest = {
      looksBack: true,
      term(before) {
        if (min === Number.POSITIVE_INFINITY) return none;
        const end = rest.term(before);
        const unfold = (): Term => terms.or([end, again.term(before)]);
        return terms.rec(`${before},${ends},${signature},${node.raw}`, { nullable: end.nullable, min }, unfold);
      },
    };
    const again = single(node.element, knot);
    return knot;
  };

  const plain = (node: AST.Element): Term => {
    switch (node.type) {
      case "Group":
      case "CapturingGroup":
        if (node.type === "Group" && node.modifiers) throw new NotRegular("inline flags");
        return terms.or(node.alternatives.map((each) => plainSequence(each.elements)));
      case "Quantifier":
        return terms.loop(plain(node.element), node.min, node.max);
      case "Character":
      case "CharacterSet":
      case "CharacterClass":
        return terms.set(charsetOf(node));
      case "Backreference":
        throw new NotRegular("a backreference");
      default:
        throw new NotRegular(`${node.type} in this place`);
    }
  };

  const plainSequence = (elements: readonly AST.Element[]): Term =>
    elements.reduceRight((following: Term, element) => terms.cat(plain(element), following), empty);

  return {
    search(alternatives) {
      const found = choice(alternatives, anything);
      if (!found.looksBack) return terms.cat(all, found.term("start"));
      const later = classes.map((chars, index) => terms.cat(terms.cat(all, terms.set(chars)), found.term(index)));
      return terms.or([found.term("start"), ...later]);
    },
  };
}

/** The least number of characters that an element reads. */
function leastWidth(node: AST.Element): number {
  switch (node.type) {
    case "Assertion":
    case "Backreference":
      return 0;
    case "Group":
    case "CapturingGroup":
      return Math.min(
        ...node.alternatives.map((each) => each.elements.reduce((sum, inner) => sum + leastWidth(inner), 0)),
      );
    case "Quantifier":
      return leastWidth(node.element) * node.min;
    default:
      return 1;
  }
}

function looksAround(node: AST.Element): boolean {
  switch (node.type) {
    case "Assertion":
      return true;
    case "Group":
    case "CapturingGroup":
      return node.alternatives.some((each) => each.elements.some(looksAround));
    case "Quantifier":
      return looksAround(node.element);
    default:
      return false;
  }
}

/** Cuts all characters into the classes that the assertions of a pattern can tell apart by looking back. */
function classesBefore(pattern: AST.Pattern): readonly Charset[] {
  let classes: readonly Charset[] = [EVERY];
  const cut = (chars: Charset): void => {
    classes = classes.flatMap((each) => [intersect(each, chars), without(each, chars)]).filter((each) => each.length);
    if (classes.length > 16) throw new NotRegular("too many different lookbehinds");
  };
  const visit = (node: AST.Element): void => {
    if (node.type === "Quantifier") visit(node.element);
    else if (node.type === "Group" || node.type === "CapturingGroup") visitAll(node.alternatives);
    else if (node.type === "Assertion" && node.kind === "lookahead") visitAll(node.alternatives);
    else if (node.type === "Assertion" && node.kind === "lookbehind") cut(lookbehindSet(node));
    else if (node.type === "Assertion" && node.kind === "word") cut(WORD);
  };
  const visitAll = (alternatives: readonly AST.Alternative[]): void => {
    for (const each of alternatives) each.elements.forEach(visit);
  };
  visitAll(pattern.alternatives);
  return classes;
}

function lookbehindSet(node: AST.LookbehindAssertion): Charset {
  let chars: Charset = [];
  for (const { elements } of node.alternatives) {
    const [only] = elements;
    if (elements.length !== 1 || !only || !isCharacters(only)) throw new NotRegular("a lookbehind past one character");
    chars = complement(intersect(complement(chars), complement(charsetOf(only))));
  }
  return chars;
}

type Characters = AST.Character | AST.CharacterSet | AST.CharacterClass;

const isCharacters = (node: AST.Element): node is Characters =>
  node.type === "Character" || node.type === "CharacterSet" || node.type === "CharacterClass";

/** The code points that one character position of a pattern stands for. */
function charsetOf(node: Characters): Charset {
  if (node.type === "Character") return [node.value, node.value];
  if (node.type === "CharacterSet") return namedSet(node);
  const set = union(node.elements.flatMap(partSet), []);
  return node.negate ? complement(set) : set;
}

function partSet(part: AST.CharacterClass["elements"][number]): Charset {
  if (part.type === "Character") return [part.value, part.value];
  if (part.type === "CharacterClassRange") return [part.min.value, part.max.value];
  if (part.type === "CharacterSet") return namedSet(part);
  throw new NotRegular("a class of strings");
}

const NAMED: Readonly<Record<"any" | "digit" | "space" | "word", Charset>> = {
  any: ANY,
  digit: DIGITS,
  space: SPACES,
  word: WORD,
};

function namedSet(node: AST.CharacterSet): Charset {
  if (node.kind === "property") return propertySet(node);
  return node.kind !== "any" && node.negate ? complement(NAMED[node.kind]) : NAMED[node.kind];
}

/** Tables of Unicode properties weigh a megabyte: they are loaded with the first pattern that names a property. */
const load = createRequire(import.meta.url);

function propertySet(node: AST.UnicodePropertyCharacterSet): Charset {
  if (node.strings) throw new NotRegular("a class of strings");
  const { JS }: typeof import("refa") = load("refa");
  return JS.createCharSet([node], { unicode: true }).ranges.flatMap(({ min, max }) => [min, max]);
}
