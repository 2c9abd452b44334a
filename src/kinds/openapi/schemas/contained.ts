import { canonicalJson, isObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import { addressOf, child, elements, members, type Node } from "../node.ts";
import { isAnnotation, roleBelow } from "../roles.ts";
import { describesAll, isAnything, type Outlines } from "./described.ts";
import type { SchemaObject } from "./edit.ts";
import { isEndless } from "./endless.ts";
import type { Judge } from "./judge.ts";
import { type Hop, type Opposite, type Outline, outlineOf } from "./outline.ts";
import { fail, type Pair, pairThat } from "./pair.ts";

/** What containment by structure needs. */
export interface Grounds {
  readonly judge: Judge;
  readonly same: (a: Node | null, b: Node | null, role?: "plain" | "names") => boolean;
  readonly follow: Readonly<Record<Side, (node: Node) => Node>>;
  readonly hop: Readonly<Record<Side, Hop>>;
}

/**
 * Is every value of the writing side's schema one of the other side's? True is proved; false only means: ask the
 * engine. Policies count whose transforms leave the writer less to say, or let the reader take more.
 */
export type Structure = (side: Side, writer: Node, reader: Node, policy: Policy) => boolean;

/** Two schemas taken apart. */
interface Parted {
  readonly outline: Outline;
  readonly differing: readonly string[];
}

/** Pairs by the writing and by the reading schema. */
type Facing = Map<object, Map<object, Pair>>;

type Facings = WeakMap<object, Parted | null>;

/** More schemas beside one about the same value are not followed. */
const ASIDE = 32;

/** More schemas that apply to one value are not looked through. */
const IN_PLACE = 64;

/** More pairs are not looked at: the engine has budgets of its own. */
const MAX_PAIRS = 200_000;

/**
 * Proves containment from part to part: two schemas with the same keywords, whose schemas below are contained in each
 * other one by one, are contained; where keywords differ, the engine is asked about the two without what is below.
 * Each pair is looked at once, so what two large documents share costs nothing, and cycles are taken as contained
 * unless something in them is not: a value is finite, and so is the way its validity is derived.
 */
export function openStructure({ judge, same, follow, hop }: Grounds): Structure {
  const pairs = { before: new Map<string, Facing>(), after: new Map<string, Facing>() };
  const queue: (() => void)[] = [];
  const parts = { before: new WeakMap<object, Facings>(), after: new WeakMap<object, Facings>() };
  let looked = 0;

  /** What says the same means the same, unless each side reads it by another dialect. */
  const means = (before: Node, after: Node): boolean => judge.alike && same(before, after);

  const pairOf = (side: Side, writer: Node, reader: Node, aside: readonly Node[], policy: Policy): Pair => {
    const key = aside.length === 0 ? policyKey(policy) : [policyKey(policy), ...aside.map(addressOf)].join(" ");
    const from = keyOf(writer);
    const to = keyOf(reader);
    const mapped = pairs[side].get(key) ?? new Map<object, Map<object, Pair>>();
    const known = mapped.get(from)?.get(to);
    if (known) return known;
    looked += 1;
    const made: Pair = pairThat(looked <= MAX_PAIRS);
    const facing = mapped.get(from) ?? new Map<object, Pair>();
    pairs[side].set(key, mapped.set(from, facing.set(to, made)));
    if (!made.holds) return made;
    queue.push(() => {
      if (!look(side, writer, reader, aside, policy, made)) fail(made, queue);
    });
    return made;
  };

  /** Looks at one pair; what hangs on other pairs is settled later. */
  const look = (
    side: Side,
    writer: Node,
    reader: Node,
    aside: readonly Node[],
    policy: Policy,
    user: Pair,
  ): boolean => {
    const [before, after] = side === "before" ? [writer, reader] : [reader, writer];
    if (isAnything(reader.value) || writer.value === false || means(before, after)) return true;
    const parted = part(side, writer, reader);
    if (parted === null) return false;
    const { outline, differing } = parted;
    const answer = (): boolean => {
      const branches = outline.below.flatMap(({ at, writer: branch }) => (at === undefined ? [branch] : []));
      const facing = { ...outline, nodes: { writer, reader }, differing };
      return answered(side, facing, [...aside, ...branches], policy);
    };
    const choices = differing.join() === "oneOf" ? paired(side, writer, reader, policy) : null;
    if (choices === null && differing.length > 0 && !answer()) return false;
    const branches = policy.undeclaredNamesAbsent ? branchesOf(writer) : [];
    const alone = aside.length === 0 && branches.length === 0;
    const rests = (opposite: Opposite, dependent: Pair): boolean => {
      const [own, other] = [follow[side](opposite.writer), follow[otherSide(side)](opposite.reader)];
      if (side === "before" ? means(own, other) : means(other, own)) return true;
      const around = policy.undeclaredNamesAbsent && !alone ? besides(side, writer, aside, branches, opposite) : [];
      if (around === null) return false;
      const pair = pairOf(side, own, other, around, policy);
      pair.users.add(dependent);
      return pair.holds;
    };
    if (choices !== null) {
      const exact = policy.undeclaredNamesAbsent ? { ...policy, undeclaredNamesAbsent: false } : policy;
      const all = pairThat(true, answer);
      all.users.add(user);
      if (!choices.every((choice) => rests(choice, all) && isBack(side, choice, exact, all))) fail(all, queue);
    }
    return outline.below.every((opposite) => rests(opposite, user));
  };

  /** Is the opposite of a choice no wider than the choice? What is none of the choices is none of their opposites then. */
  const isBack = (side: Side, { writer, reader }: Opposite, policy: Policy, user: Pair): boolean => {
    const [own, other] = [follow[side](writer), follow[otherSide(side)](reader)];
    if (side === "before" ? means(own, other) : means(other, own)) return true;
    const pair = pairOf(otherSide(side), other, own, [], policy);
    pair.users.add(user);
    return pair.holds;
  };

  /**
   * The branches of two `oneOf` one by one. A value of one branch alone is one of its opposite, and of no other
   * opposite if each is within its branch: for readers that forgive nothing, as these take more than the branch. Null
   * where they do not pair up, or where a value may lead back to the same question about itself.
   */
  const paired = (side: Side, writer: Node, reader: Node, policy: Policy): readonly Opposite[] | null => {
    if (policy.ignoreUnknownProperties || policy.extensibleEnums !== "off") return null;
    if (child(writer, "discriminator") ?? child(reader, "discriminator")) return null;
    const [left, right] = [elements(child(writer, "oneOf")), elements(child(reader, "oneOf"))];
    const both = left.flatMap((node, index) => (right[index] ? [{ writer: node, reader: right[index] }] : []));
    if (left.length === 0 || both.length !== left.length || left.length !== right.length) return null;
    return isEndless(writer, hop[side]) || isEndless(reader, hop[otherSide(side)]) ? null : both;
  };

  /** The outlines of two schemas, which no policy changes; null where they are not to be taken apart. */
  const part = (side: Side, writer: Node, reader: Node): Parted | null => {
    const facing = parts[side].get(keyOf(writer)) ?? new WeakMap<object, Parted | null>();
    parts[side].set(keyOf(writer), facing);
    const known = facing.get(keyOf(reader));
    if (known !== undefined) return known;
    const hops = { writer: hop[side], reader: hop[otherSide(side)] };
    const isReference = hops.writer(writer) !== null || hops.reader(reader) !== null;
    const outline = isReference ? null : outlineOf(writer, reader, { hop: hops, takes: () => true });
    const made = outline && {
      outline,
      differing: differences(outline.writer, outline.reader, side, writer, reader),
    };
    facing.set(keyOf(reader), made);
    return made;
  };

  /** The keywords of the two outlines that do not say the same; where the dialects differ, what names them. */
  const differences = (w: SchemaObject, r: SchemaObject, side: Side, writer: Node, reader: Node): readonly string[] => {
    if (!judge.alike) return ["$schema"];
    const keys = new Set([...Object.keys(w), ...Object.keys(r)].filter((key) => !isAnnotation("plain", key)));
    return [...keys].filter((key) => {
      if (SILENT.has(key)) return false;
      const [left, right] = [partOf(writer, w, key), partOf(reader, r, key)];
      const role = roleBelow("plain", key);
      if (left === null || right === null) return left !== right; // null itself is a value of data
      if (role === "data") return canonicalJson(left.value) !== canonicalJson(right.value);
      return !(side === "before"
        ? same(left, right, role === "names" ? "names" : "plain")
        : same(right, left, role === "names" ? "names" : "plain"));
    });
  };

  /**
   * Decides about the outlines, at sight or by the engine. What else the writing side declares for the value is declared
   * there too.
   */
  const answered = (side: Side, outline: Outlines, aside: readonly Node[], policy: Policy): boolean => {
    const declared = policy.undeclaredNamesAbsent ? namesOf(side, aside) : new Set<string>();
    if (declared === null) return false;
    const hops = { writer: hop[side], reader: hop[otherSide(side)] };
    const seen = describesAll(outline, { hops, policy, declared });
    if (seen !== null) return seen;
    const own = isObject(outline.writer.properties) ? outline.writer.properties : {};
    const more = [...declared].filter((name) => !Object.hasOwn(own, name));
    const widened =
      more.length === 0
        ? outline.writer
        : { ...outline.writer, properties: { ...Object.fromEntries(more.map((name) => [name, {}])), ...own } };
    const made = (node: Node, value: SchemaObject): Node => ({ ...node, value, made: "outline" });
    const decision = judge.decide(
      { side, node: made(outline.nodes.writer, widened) },
      { side: otherSide(side), node: made(outline.nodes.reader, outline.reader) },
      policy,
    );
    return decision.answer === "contained";
  };

  /** Other schemas of the writing side about the value of an opposite; null where they cannot be told. */
  const besides = (
    side: Side,
    writer: Node,
    aside: readonly Node[],
    branches: readonly Node[],
    opposite: Opposite,
  ): readonly Node[] | null => {
    if (opposite.at === undefined) {
      const own: Node = { ...writer, value: withoutBranches(writer), made: `${writer.made ?? ""} alone` };
      const others = branches.filter((branch) => branch.pointer !== opposite.writer.pointer);
      return bounded([...aside, ...(declares(own) ? [own] : []), ...others.map(follow[side])]);
    }
    const found: Node[] = [];
    const others = inPlace(side, [...aside, ...branches]);
    if (others === null) return null;
    for (const node of others) {
      if (DEEP.some((keyword) => child(node, keyword) !== null)) return null;
      const name = opposite.at;
      const below =
        name === null ? child(node, "items") : (child(child(node, "properties"), name) ?? child(node, OTHERS));
      if (below !== null && isObject(below.value)) found.push(follow[side](below));
      if (name === "*") found.push(...members(child(node, "properties")).map(([, member]) => follow[side](member)));
    }
    return bounded(found);
  };

  /** The schemas that apply to the same value through references and branches; null where there are too many. */
  const inPlace = (side: Side, nodes: readonly Node[]): readonly Node[] | null => {
    const found = new Map<string, Node>();
    const waiting = [...nodes];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const target = follow[side](node);
      if (found.has(addressOf(target))) continue;
      found.set(addressOf(target), target);
      if (found.size > IN_PLACE || hop[side](target) !== null) return null;
      waiting.push(...branchesOf(target));
    }
    return [...found.values()];
  };

  /** Every name that the schemas beside declare for the value; null where they leave it open, or cannot be told. */
  const namesOf = (side: Side, aside: readonly Node[]): ReadonlySet<string> | null => {
    const names = new Set<string>();
    const all = inPlace(side, aside);
    if (all === null) return null;
    for (const node of all) {
      if (OPEN.some((keyword) => child(node, keyword) !== null)) return null;
      for (const [name] of members(child(node, "properties"))) names.add(name);
    }
    return names;
  };

  return (side, from, to, policy) => {
    if (policy.strictServer || policy.nullAsAbsent || policy.discriminatorSelects) return false;
    const pair = pairOf(side, follow[side](from), follow[otherSide(side)](to), [], policy);
    for (let work = queue.pop(); work !== undefined; work = queue.pop()) work();
    return pair.holds;
  };
}

/** What a pair is known by: a part of a document is one object. */
const keyOf = ({ value }: Node): object => (typeof value === "object" && value !== null ? value : { value });

const OTHERS = "additionalProperties";

/** Keywords that hold schemas about the same value. */
const BRANCHES = ["allOf", "anyOf", "oneOf"] as const;
const CONDITIONS = ["if", "then", "else", "not"] as const;

/** Keywords that reach members in ways that are not followed here. */
const DEEP = [
  ...["patternProperties", "unevaluatedProperties", "unevaluatedItems", "prefixItems", "contains"],
  ...["dependentSchemas", "dependencies"],
];

/** Keywords that no value is refused for. */
const SILENT: ReadonlySet<string> = new Set(["default", "deprecated", "xml"]);

/** Keywords that let an object have names that it does not list. */
const OPEN = [OTHERS, "unevaluatedProperties", "patternProperties", "$dynamicRef", "$recursiveRef"];

const branchesOf = (node: Node): readonly Node[] => [
  ...BRANCHES.flatMap((keyword) => elements(child(node, keyword))),
  ...CONDITIONS.flatMap((keyword) => child(node, keyword) ?? []),
];

/** The schema object without its branches. */
function withoutBranches({ value }: Node): unknown {
  if (!isObject(value)) return value;
  const branches: readonly string[] = [...BRANCHES, ...CONDITIONS];
  return Object.fromEntries(Object.entries(value).filter(([key]) => !branches.includes(key)));
}

const declares = (node: Node): boolean =>
  ["properties", "items", ...OPEN].some((keyword) => child(node, keyword) !== null);

/** Does the schema speak of names, members or items, itself or through others? Whatever else it asks for, nothing is declared there. */
const speaks = ({ value }: Node): boolean => isObject(value) && Object.keys(value).some((key) => SPEAKING.has(key));

const SPEAKING: ReadonlySet<string> = new Set([
  ...["$ref", "properties", "items", ...OPEN, ...DEEP],
  ...[...BRANCHES, ...CONDITIONS],
]);

/** Each that matters once, in one order; null for too many. */
function bounded(nodes: readonly Node[]): readonly Node[] | null {
  const once = new Map(nodes.filter(speaks).map((node) => [addressOf(node), node]));
  if (once.size > ASIDE) return null;
  return [...once].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => node);
}

/** What an outline holds under a key: the part of the document itself unless the outline changed it. */
function partOf(node: Node, outline: SchemaObject, key: string): Node | null {
  if (!Object.hasOwn(outline, key)) return null;
  const part = child(node, key);
  return part !== null && part.value === outline[key] ? part : { ...node, value: outline[key], made: `outline ${key}` };
}

const policyKeys = new WeakMap<Policy, string>();

/** The switches of a policy as a text. */
function policyKey(policy: Policy): string {
  const known = policyKeys.get(policy) ?? JSON.stringify(policy);
  policyKeys.set(policy, known);
  return known;
}
