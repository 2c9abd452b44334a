import { canonicalJson, isObject, jsonObject } from "../../../core/json.ts";
import { leadsTo, nameOf } from "../../../json-schema/discriminator.ts";
import { child, elements, members, type Node, refOf } from "../node.ts";
import {
  type Below,
  type Edit,
  type Facing,
  madeBy,
  readerOf,
  type SchemaObject,
  withKeywords,
  writerOf,
} from "./edit.ts";
import type { Schema } from "./judge.ts";
import { editOf } from "./scalar-edits.ts";

/** Keywords that hold schemas and are exchanged whole: `one` schema, a `map` of them, a `list`, or plain `data`. */
const WHOLE = [
  ["items", "items", "one"],
  ["contains", "contains", "one"],
  ["not", "not", "one"],
  ["propertyNames", "property-names", "one"],
  ["unevaluatedProperties", "unevaluated-properties", "one"],
  ["unevaluatedItems", "unevaluated-items", "one"],
  ["patternProperties", "pattern-properties", "map"],
  ["dependentSchemas", "dependent-schemas", "map"],
  ["dependentRequired", "dependent-required", "data"],
  ["prefixItems", "prefix-items", "list"],
] as const;

/** Differences in keywords that apply schemas. */
export function appliedEdits(facing: Facing): readonly Edit[] {
  return [
    ...WHOLE.flatMap(([keyword, id, holds]) => wholeEdit(facing, keyword, id, holds)),
    ...conditionEdits(facing),
    ...allOfEdits(facing),
    ...choiceEdits(facing, "anyOf", "any-of"),
    ...choiceEdits(facing, "oneOf", "one-of"),
    ...discriminatorEdit(facing),
  ];
}

/** Schemas on both sides that apply to the same value or to its elements. */
export function appliedBelow(facing: Facing): readonly Below[] {
  const [writer, reader] = [child(facing.writer, "items"), child(facing.reader, "items")];
  const items: readonly Below[] =
    writer && reader && isObject(writer.value) && isObject(reader.value)
      ? [{ writer, reader, step: { type: "items" }, label: "[]" }]
      : [];
  return [...items, ...referenceBelow(facing), ...branchesBelow(facing)];
}

/** A reference with conditions beside it (OpenAPI 3.1) holds like one more branch of allOf. */
function referenceBelow(facing: Facing): readonly Below[] {
  const [own, other] = [facing.w.$ref, facing.r.$ref];
  if (typeof own !== "string" || typeof other !== "string") return [];
  const bare = (node: Node): Node => facing.follow.writer({ ...node, value: { $ref: own }, made: "reference" });
  const far = (node: Node): Node => facing.follow.reader({ ...node, value: { $ref: other }, made: "reference" });
  return [{ writer: bare(facing.writer), reader: far(facing.reader), step: null, label: "" }];
}

function branchesBelow(facing: Facing): readonly Below[] {
  const all = matched(facing, "allOf").pairs.map(([writer, reader]) => ({ writer, reader, step: null, label: "" }));
  const some = (["anyOf", "oneOf"] as const).flatMap((keyword) =>
    matched(facing, keyword).pairs.map(([writer, reader]) => ({
      writer,
      reader,
      step: null,
      label: "",
      within: facing.reader,
    })),
  );
  return [...all, ...some];
}

interface Matched {
  /** Branches that say the same. */
  readonly twins: readonly (readonly [Node, Node])[];
  readonly pairs: readonly (readonly [Node, Node])[];
  readonly writerOnly: readonly Node[];
  readonly readerOnly: readonly Node[];
}

/** Branches that say the same are set aside; the rest is matched by reference name, then by kind, then in order. */
function matched(facing: Facing, keyword: string): Matched {
  const rest = withoutTwins(facing, elements(child(facing.writer, keyword)), elements(child(facing.reader, keyword)));
  let { writers, readers } = rest;
  const pairs: (readonly [Node, Node])[] = [];
  for (const mark of [nameMark, kindMark, () => ""]) {
    const step = pairBy(mark, writers, readers);
    pairs.push(...step.pairs);
    ({ writers, readers } = step);
  }
  const some = <T>(nodes: readonly T[]): readonly T[] => nodes.slice(0, BRANCHES);
  return { twins: rest.twins, pairs: some(pairs), writerOnly: some(writers), readerOnly: some(readers) };
}

/** At most this many differing branches are explained one by one; beyond, the schemas are judged as wholes. */
const BRANCHES = 200;

/** At most this many branches are compared with each other; beyond, only those at the same position. */
const TWIN_SEARCH = 40_000;

/** Leaves out the branches that say the same on both sides. */
function withoutTwins(facing: Facing, from: readonly Node[], to: readonly Node[]) {
  const readers: (Node | null)[] = [...to];
  const twins: (readonly [Node, Node])[] = [];
  const wide = from.length * to.length <= TWIN_SEARCH;
  const isTwin = (writer: Node, reader: Node | null | undefined): boolean =>
    reader != null && facing.same(...ordered(facing, writer, reader));
  const writers = from.filter((writer, index) => {
    const at = isTwin(writer, readers[index])
      ? index
      : wide
        ? readers.findIndex((reader) => isTwin(writer, reader))
        : -1;
    const twin = readers[at];
    if (twin == null) return true;
    twins.push([writer, twin]);
    readers[at] = null;
    return false;
  });
  return { twins, writers, readers: readers.filter((reader) => reader !== null) };
}

/** Pairs branches with equal marks, in order. */
function pairBy(mark: (node: Node) => string | null, writers: readonly Node[], readers: readonly Node[]) {
  const waiting = new Map<string, Node[]>();
  for (const reader of readers) {
    const name = mark(reader);
    if (name === null) continue;
    const queue = waiting.get(name) ?? [];
    queue.push(reader);
    waiting.set(name, queue);
  }
  for (const queue of waiting.values()) queue.reverse();
  const taken = new Set<Node>();
  const pairs: (readonly [Node, Node])[] = [];
  const left = writers.filter((writer) => {
    const reader = waiting.get(mark(writer) ?? "\u0000")?.pop();
    if (reader === undefined) return true;
    taken.add(reader);
    pairs.push([writer, reader]);
    return false;
  });
  return { pairs, writers: left, readers: readers.filter((reader) => !taken.has(reader)) };
}

const ordered = (facing: Facing, writer: Node, reader: Node): readonly [Node, Node] =>
  facing.side === "before" ? [writer, reader] : [reader, writer];

const nameMark = (node: Node): string | null =>
  isObject(node.value) && typeof node.value.$ref === "string" ? (node.value.$ref.split("/").at(-1) ?? null) : null;

/** A branch that no reference names, as the message says it that one came or went: not the whole union did. */
const NAMELESS = "with this branch";

const kindMark = (node: Node): string | null =>
  isObject(node.value) && node.value.type !== undefined ? JSON.stringify(node.value.type) : null;

/** The schemas under a keyword of the reader, as they can be built into the writer's schema; null where they cannot. */
function embedded(facing: Facing, keyword: string, holds: "one" | "map" | "list" | "data"): unknown {
  const node = child(facing.reader, keyword);
  if (node === null) return null;
  const embed = (inner: Node) => facing.judge.embed(readerOf(facing, inner));
  if (holds === "data") return node.value;
  if (holds === "one") return typeof node.value === "boolean" ? node.value : embed(node);
  const entries = members(node).map(([name, inner]) => [name, embed(inner)] as const);
  const list = elements(node).map(embed);
  if (entries.some(([, value]) => value === null) || list.includes(null)) return null;
  return holds === "map" ? Object.fromEntries(entries) : list;
}

function wholeEdit(
  facing: Facing,
  keyword: string,
  id: string,
  holds: "one" | "map" | "list" | "data",
): readonly Edit[] {
  const [writer, reader] = [child(facing.writer, keyword), child(facing.reader, keyword)];
  if (
    reader === null ||
    (writer !== null && facing.same(...ordered(facing, writer, reader), holds === "map" ? "names" : "plain"))
  )
    return [];
  if (keyword === "items" && writer !== null && isObject(writer.value) && isObject(reader.value)) return [];
  const value = embedded(facing, keyword, holds);
  // schemas of elements that differ are looked at as such: here one side takes every element, or none
  const verb = writer === null || keyword === "items" ? "added" : "changed";
  return value === null ? [] : [editOf(facing, `${id}-${verb}`, keyword, { [keyword]: value })];
}

const CONDITION = ["if", "then", "else"] as const;

/** `if`, `then` and `else` mean something together only: where several of them differ they are exchanged at once. */
function conditionEdits(facing: Facing): readonly Edit[] {
  const differ = CONDITION.filter((keyword) => {
    const [own, other] = [child(facing.writer, keyword), child(facing.reader, keyword)];
    return facing.side === "before" ? !facing.same(own, other) : !facing.same(other, own);
  });
  const [first = "if", ...others] = differ;
  if (differ.length === 0 || child(facing.reader, "if") === null) return [];
  if (others.length === 0) return wholeEdit(facing, first, first, "one");
  const changes = CONDITION.map((keyword) => [keyword, embedded(facing, keyword, "one") ?? undefined] as const);
  if (changes.some(([keyword, value]) => value === undefined && child(facing.reader, keyword) !== null)) return [];
  const verb = child(facing.writer, first) === null ? "added" : "changed";
  return [editOf(facing, `${first}-${verb}`, first, Object.fromEntries(changes))];
}

function allOfEdits(facing: Facing): readonly Edit[] {
  const own: readonly unknown[] = Array.isArray(facing.w.allOf) ? facing.w.allOf : [];
  return matched(facing, "allOf").readerOnly.flatMap((node) => {
    const branch = facing.judge.embed(readerOf(facing, node));
    return branch === null ? [] : [branchEdit(facing, "all-of-added", { allOf: [...own, branch] }, node)];
  });
}

function branchEdit(facing: Facing, change: string, changes: SchemaObject, node: Node): Edit {
  return {
    change,
    writer: writerOf(facing),
    reader: madeBy(facing, withKeywords(facing, changes), `${facing.side} ${change} ${node.pointer}`),
    places: { writer: facing.writer, reader: node },
    label: "",
    wrote: "",
    reads: nameMark(node) ?? NAMELESS,
  };
}

/** Branches that only one side has: the writer's may be refused by the whole reader, the reader's may overlap. */
function choiceEdits(facing: Facing, keyword: "anyOf" | "oneOf", id: string): readonly Edit[] {
  const { writerOnly, readerOnly } = matched(facing, keyword);
  const own: readonly unknown[] = Array.isArray(facing.w[keyword]) ? facing.w[keyword] : [];
  if (own.length === 0 && readerOnly.length > 0) {
    const value = embedded(facing, keyword, "list");
    return value === null ? [] : [editOf(facing, `${id}-added`, keyword, { [keyword]: value })];
  }
  const gone = writerOnly.map(
    (node): Edit => ({
      change: `${id}-removed`,
      writer: selectedBranch(facing, keyword, node),
      reader: readerOf(facing),
      places: { writer: node, reader: child(facing.reader, keyword) ?? facing.reader },
      label: "",
      wrote: nameMark(node) ?? NAMELESS,
      reads: "",
    }),
  );
  if (keyword === "anyOf") return gone;
  const fresh = readerOnly.flatMap((node) => {
    const branch = facing.judge.embed(readerOf(facing, node));
    return branch === null
      ? []
      : [branchEdit(facing, "one-of-added", { oneOf: [...own, branch], ...tellers(facing) }, node)];
  });
  return [...gone, ...fresh];
}

/** One branch of the writer's union, as its discriminator selects it. */
function selectedBranch(facing: Facing, keyword: "anyOf" | "oneOf", node: Node): Schema {
  const { discriminator } = facing.w;
  if (!facing.judge.selects || discriminator === undefined) return writerOf(facing, node);
  return madeBy(facing, { [keyword]: [node.value], discriminator }, `${facing.side} selected ${node.pointer}`);
}

/** A new branch comes with the reader's discriminator, which says what selects it. */
const tellers = (facing: Facing): SchemaObject =>
  facing.judge.selects && facing.r.discriminator !== undefined ? { discriminator: facing.r.discriminator } : {};

/** Other values select the same branches. */
function discriminatorEdit(facing: Facing): readonly Edit[] {
  const [own, other] = [child(facing.writer, "discriminator"), child(facing.reader, "discriminator")];
  if (!facing.judge.selects || (own === null && other === null)) return [];
  const unions = (["anyOf", "oneOf"] as const).map((keyword) => matched(facing, keyword));
  if (unions.some(({ writerOnly, readerOnly }) => writerOnly.length + readerOnly.length > 0)) return [];
  const pairs = unions.flatMap(({ twins, pairs: some }) => [...twins, ...some]).map((pair) => pair.map(refOf));
  const [was, is] = [inWords(own, pairs, 0), inWords(other, pairs, 1)];
  if (canonicalJson(was ?? null) === canonicalJson(is ?? null)) return [];
  const verb = own === null ? "added" : other === null ? "removed" : "changed";
  return [editOf(facing, `discriminator-${verb}`, "discriminator", { discriminator: is })];
}

/**
 * What a discriminator says, in the words of the writer: what its mapping leads to is called as the branches are there, and
 * so is what a branch is called by that no mapping leads to. Pairs of branches, the writer's first; `at`: whose it is.
 */
function inWords(node: Node | null, pairs: readonly (readonly (string | null)[])[], at: 0 | 1): unknown {
  if (node === null || !isObject(node.value)) return node?.value;
  const branches = pairs.flatMap((pair) => {
    const [ref = null, own = null] = [pair[0], pair[at]];
    return ref === null || own === null ? [] : [{ ref, own }];
  });
  const listed = Object.entries(isObject(node.value.mapping) ? node.value.mapping : {});
  const mapping = listed.map(([key, target]) => {
    const branch = branches.find(({ own }) => leadsTo(target, own));
    return [key, branch?.ref ?? target] as const;
  });
  const names = branches
    .filter(({ own }) => !listed.some(([, target]) => leadsTo(target, own)))
    .map(({ own, ref }) => [nameOf(own), ref] as const);
  return { ...node.value, mapping: jsonObject<unknown>([...names, ...mapping]) };
}
