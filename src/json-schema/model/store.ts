import { canonicalJson, type JsonValue } from "../../core/json.ts";
import type { UndecidedCode } from "../answer.ts";
import type { Rational } from "../decimal.ts";
import { conjoin, inOrder, onlyOne } from "./conjunction.ts";
import { hasUnknownReference } from "./loops.ts";
import { kindsOf } from "./masks.ts";
import {
  ANY,
  FALSE,
  isNegated,
  KIND,
  keyOfNames,
  type Lit,
  type Mask,
  type NameSet,
  type Node,
  not,
  scopeOf,
  TRUE,
} from "./node.ts";
import { openTargets } from "./targets.ts";
import { openWords } from "./words.ts";

/** Schemas that one question may compile: unevaluated members inside each other can double the work at each level. */
const COMPILE_BUDGET = 300_000;

/** The visits that some work may take are used up. */
export class OutOfWork extends Error {}

/** A reference by its key: what stands for it, once that is known. */
interface Named {
  lit: Lit | null;
  /** Did it come back to itself while it was compiled? */
  circular: boolean;
}

const keyOfRational = (value: Rational): string => `${value.num}/${value.den}`;

/**
 * All nodes of a session, each once: equal schemas get equal numbers, whatever document they come from. Nodes are
 * built bottom-up with the obvious simplifications, so that equality of numbers already proves much.
 */
export class Store {
  readonly nodes: Node[] = [{ kind: "true" }];
  readonly words = openWords();
  /** Nodes that values were judged by so far: the measure of work that is not searching. */
  visits = 0;
  /** The visits at which work is to end. */
  most = Number.POSITIVE_INFINITY;
  /** The visits at which the judgement at hand began. */
  begun = 0;
  /** References inside each other that it is following. */
  depth = 0;
  /** What it found of a value, once it takes long: true, false, or null for not known. */
  readonly found = new Map<JsonValue, Map<Lit, boolean | null>>();
  /** Schemas that were too much to compile so far: what holds one of them is not to be kept. */
  cuts = 0;
  private readonly ids = new Map<string, Lit>();
  private readonly targets = openTargets(this);
  private readonly named = new Map<string, Named>();
  private readonly mayCache = new Map<Lit, Mask>();

  /** Schemas that may still be compiled for the question at hand. */
  private left = COMPILE_BUDGET;

  /** Does some work that may take so many visits, less where less is left already; `over` where that is not enough. */
  within<T>(visits: number, work: () => T, over: T): T {
    const { most } = this;
    this.most = Math.min(most, this.visits + visits);
    try {
      return work();
    } catch (error) {
      if (error instanceof OutOfWork) return over;
      throw error;
    } finally {
      this.most = most;
    }
  }

  /** Starts a question with a full budget for compiling. */
  refill(): void {
    this.left = COMPILE_BUDGET;
  }

  /** Counts one schema to compile; false when the budget is used up. */
  spend(): boolean {
    this.left -= 1;
    return this.left >= 0;
  }

  /** The node of a literal, its sign aside. */
  node(lit: Lit): Node {
    const node = this.nodes[lit >> 1];
    if (node === undefined) throw new Error(`no node ${lit}`);
    return node;
  }

  private intern(key: string, make: (lit: Lit) => Node): Lit {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const lit = this.nodes.length * 2;
    this.nodes.push(make(lit));
    this.ids.set(key, lit);
    return lit;
  }

  /** Values of these kinds, and all of them. */
  type(mask: Mask): Lit {
    if ((mask & ANY) === ANY) return TRUE;
    if ((mask & ANY) === 0) return FALSE;
    return this.intern(`t${mask}`, () => ({ kind: "type", mask }));
  }

  /** What meets every one of these. */
  and(lits: readonly Lit[]): Lit {
    const only = onlyOne(this, lits);
    if (only !== null) return only;
    const made = conjoin(this, lits);
    if (made === null) return FALSE;
    const { mask, parts, listed } = made;
    const kinds = listed || (mask & ANY) === ANY ? TRUE : this.type(mask);
    const of = kinds === TRUE || parts.includes(kinds) ? parts : inOrder([...parts, kinds]);
    const [first] = of;
    if (first === undefined) return TRUE;
    return of.length === 1 ? first : this.intern(`a${of.join(",")}`, () => ({ kind: "and", of }));
  }

  /** What meets at least one of these. */
  or(lits: readonly Lit[]): Lit {
    return not(this.and(lits.map(not)));
  }

  /** What meets exactly one of these; the same one twice can never be that one. */
  oneOf(lits: readonly Lit[]): Lit {
    const listed = lits.map((lit) => this.node(lit));
    if (lits.every((lit, index) => !isNegated(lit) && listed[index]?.kind === "values")) return this.oneValue(listed);
    const counts = new Map<Lit, number>();
    for (const lit of lits) if (lit !== FALSE) counts.set(lit, (counts.get(lit) ?? 0) + 1);
    const single = [...counts].filter(([, count]) => count === 1).map(([lit]) => lit);
    const never = [...counts].filter(([, count]) => count > 1).map(([lit]) => not(lit));
    const sorted = single.sort((left, right) => left - right);
    const [first, second] = sorted;
    let one: Lit;
    if (first === undefined) one = FALSE;
    else if (second === undefined) one = first;
    else if (sorted.includes(TRUE)) one = this.and(sorted.filter((lit) => lit !== TRUE).map(not));
    else one = this.intern(`1${sorted.join(",")}`, () => ({ kind: "oneOf", of: sorted }));
    return this.and([one, ...never]);
  }

  /** Exactly one of several lists of values: those that are in one list only. */
  private oneValue(lists: readonly Node[]): Lit {
    const counts = new Map<string, number>();
    const values = new Map<string, JsonValue>();
    for (const list of lists)
      if (list.kind === "values")
        for (const [key, value] of list.values) {
          counts.set(key, (counts.get(key) ?? 0) + 1);
          values.set(key, value);
        }
    return this.values(new Map([...values].filter(([key]) => counts.get(key) === 1)));
  }

  /** Exactly these values. */
  values(values: ReadonlyMap<string, JsonValue>): Lit {
    if (values.size === 0) return FALSE;
    const keys = [...values.keys()].sort();
    return this.intern(`v${keys.join(",")}`, () => ({
      kind: "values",
      values: new Map(keys.map((key) => [key, values.get(key) ?? null])),
    }));
  }

  /** Exactly these values, given as a list. */
  enumeration(values: readonly JsonValue[]): Lit {
    return this.values(new Map(values.map((value) => [canonicalJson(value), value])));
  }

  lower(at: Rational, strict: boolean): Lit {
    return this.intern(`l${keyOfRational(at)}${strict ? "!" : ""}`, () => ({ kind: "lower", at, strict }));
  }

  upper(at: Rational, strict: boolean): Lit {
    return this.intern(`u${keyOfRational(at)}${strict ? "!" : ""}`, () => ({ kind: "upper", at, strict }));
  }

  multiple(of: Rational): Lit {
    return this.intern(`m${keyOfRational(of)}`, () => ({ kind: "multiple", of }));
  }

  /** An atom that needs a count of at least one to say anything. */
  atLeast(kind: "minLength" | "minProperties" | "minItems", count: number): Lit {
    return count <= 0 ? TRUE : this.intern(`${kind}${count}`, () => ({ kind, count }));
  }

  atMost(kind: "maxLength" | "maxProperties" | "maxItems", count: number): Lit {
    if (count < 0) return this.type(ANY & ~scopeOf({ kind, count }));
    return this.intern(`${kind}${count}`, () => ({ kind, count }));
  }

  pattern(source: string): Lit {
    return this.intern(`p${source}`, () => ({ kind: "pattern", source }));
  }

  format(name: string): Lit {
    return this.intern(`f${name}`, () => ({ kind: "format", name }));
  }

  each(names: NameSet, lit: Lit): Lit {
    if (lit === TRUE) return TRUE;
    return this.intern(`e${lit}:${keyOfNames(names)}`, () => ({ kind: "each", names, lit }));
  }

  required(name: string): Lit {
    return this.intern(`r${name}`, () => ({ kind: "required", name }));
  }

  names(lit: Lit): Lit {
    if (lit === TRUE) return TRUE;
    return this.intern(`n${lit}`, () => ({ kind: "names", lit }));
  }

  item(index: number, lit: Lit): Lit {
    if (lit === TRUE) return TRUE;
    return this.intern(`i${index}:${lit}`, () => ({ kind: "item", index, lit }));
  }

  items(from: number, lit: Lit): Lit {
    if (lit === TRUE) return TRUE;
    if (lit === FALSE) return this.atMost("maxItems", from);
    return this.intern(`I${from}:${lit}`, () => ({ kind: "items", from, lit }));
  }

  contains(lit: Lit, count: number): Lit {
    if (count <= 0) return TRUE;
    if (lit === TRUE) return this.atLeast("minItems", count);
    if (lit === FALSE) return this.type(ANY & ~KIND.array);
    return this.intern(`c${count}:${lit}`, () => ({ kind: "contains", lit, count }));
  }

  unique(): Lit {
    return this.intern("q", () => ({ kind: "unique" }));
  }

  opaque(code: UndecidedCode, text: string, mask: Mask = ANY): Lit {
    return this.intern(`o${code}:${mask}:${text}`, () => ({ kind: "opaque", code, text, mask }));
  }

  /**
   * What a reference leads to; `key` names the target for good. The target is compiled at once and stands for the
   * reference, so that equal schemas are equal whatever they are called, unless it leads back to itself or `eager`
   * is false: then a node of its own that is followed when needed.
   */
  ref(key: string, compile: () => Lit, eager: boolean): Lit {
    const known = this.named.get(key);
    if (known?.lit != null) return known.lit;
    if (known) known.circular = true;
    if (known || !eager || this.left < COMPILE_BUDGET / 2) return this.refNode(key, compile);
    const entry: Named = { lit: null, circular: false };
    this.named.set(key, entry);
    try {
      const lit = compile();
      entry.lit = entry.circular ? this.refNode(key, () => lit) : lit;
      return entry.lit;
    } finally {
      if (entry.lit === null) this.named.delete(key);
    }
  }

  private refNode(key: string, compile: () => Lit): Lit {
    return this.intern(`R${key}`, (lit) => ({ kind: "ref", ref: this.targets.add(lit, compile) }));
  }

  /** What a `ref` literal stands for. One that leads back to itself without a step into the value is opaque. */
  follow(lit: Lit): Lit {
    const node = this.node(lit);
    if (node.kind !== "ref") return lit;
    const target = this.targets.follow(node.ref);
    return isNegated(lit) ? not(target) : target;
  }

  /** Does a literal, or anything below it, rest on a reference that has no meaning? */
  isLooped(lit: Lit): boolean {
    return this.targets.hasEndless() && hasUnknownReference(this, lit);
  }

  /** Kinds of values that may meet the literal: the others certainly do not. */
  may(lit: Lit): Mask {
    const known = this.mayCache.get(lit);
    if (known !== undefined) return known;
    const mask = kindsOf(this, lit);
    this.mayCache.set(lit, mask);
    return mask;
  }

  /** Kinds all of whose values meet the literal. */
  must(lit: Lit): Mask {
    return ANY & ~this.may(not(lit));
  }
}
