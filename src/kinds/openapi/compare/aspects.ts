import type { Level } from "../../../core/finding.ts";
import { canonicalJson, isObject } from "../../../core/json.ts";
import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import { isDefinedFormat } from "../../../json-schema/model/compile.ts";
import { addressOf, anything, child, elements, type Node } from "../node.ts";
import { peersOfEdit } from "../rules/schemas.ts";
import { policyFor } from "../schemas/judge.ts";
import { behind, below } from "./below.ts";
import { type Comparison, hopIn } from "./comparison.ts";
import { defaultOf } from "./defaults.ts";
import { mirrored } from "./mirrored.ts";
import { compareNames } from "./names.ts";
import { comparePromises } from "./promises.ts";
import type { Step } from "./schema-focus.ts";
import { elementOf, type SchemaPair } from "./schema-pair.ts";
import { shown } from "./shown.ts";
import { type Aspect, joined, said, type Twin, type Way } from "./twin.ts";
import { aside, compareUnknown, type Lookup } from "./unknown.ts";

/** More pairs of schemas below one are only told of if no other place led to them. */
const REACH = 3_000;

/** Keywords that say something about a value without restricting it; each has rules of its own. */
const MEANINGS = [
  ["default", "default"],
  ["discriminator", "discriminator"],
  ["contentEncoding", "content-encoding"],
  ["contentMediaType", "content-media-type"],
  ["contentSchema", "content-schema"],
  ["x-extensible-enum", "extensible-enum"],
] as const;

/** Two twins, what differs between them, and the twins below; empty until they are looked at. */
interface Knot {
  readonly aspects: Aspect[];
  readonly links: { readonly knot: Knot; readonly label: string; readonly step: Step | null | "unknown" }[];
  readonly users: Knot[];
  /** True when something differs here or further down. */
  live: boolean;
  isKnown: boolean;
}

/** Every knot by its key. */
type Knots = Map<string, Knot>;

/** What differs in meaning without changing which values are valid: for all schemas at once, each pair looked at once. */
export function compareMeanings(comparison: Comparison, all: readonly SchemaPair[]): void {
  const knots: Knots = new Map();
  const roots = all.map((schemas) => ({ schemas, knot: explore(comparison, schemas, knots) }));
  for (const knot of knots.values()) for (const link of knot.links) link.knot.users.push(knot);
  const live = [...knots.values()].filter((knot) => knot.aspects.length > 0);
  for (let knot = live.pop(); knot !== undefined; knot = live.pop()) {
    if (knot.live) continue;
    knot.live = true;
    live.push(...knot.users);
  }
  const told = new Set<Knot>();
  const found = new Map<Knot, readonly Told[]>();
  for (const { schemas, knot } of roots) {
    const known = found.get(knot) ?? tell(knot, told);
    found.set(knot, known);
    for (const [aspect, way] of known) aspect(schemas, way);
  }
}

/** What is to be said of a root, and the way to where it is so. */
type Told = readonly [aspect: Aspect, way: Way];

/**
 * Follows the live knots from a root on, and lets each speak once, by the shortest way to it. Beyond many, only those
 * speak that never did: each is told of in one place at least.
 */
function tell(root: Knot, told: Set<Knot>): readonly Told[] {
  const found: Told[] = [];
  const queue: { knot: Knot; way: Way }[] = [{ knot: root, way: { label: "", steps: [] } }];
  const seen = new Set<Knot>();
  for (const { knot, way } of queue) {
    if (!knot.live || seen.has(knot) || (seen.size >= REACH && told.has(knot))) continue;
    seen.add(knot);
    told.add(knot);
    for (const aspect of knot.aspects) found.push([aspect, way]);
    for (const link of knot.links)
      if (link.knot.live && !seen.has(link.knot)) queue.push({ knot: link.knot, way: further(way, link) }); // met below
  }
  return found;
}

function further({ label, steps }: Way, link: Knot["links"][number]): Way {
  const next = link.step === "unknown" || steps === null ? null : link.step === null ? steps : [...steps, link.step];
  return { label: joined(label, link.label), steps: next };
}

/** Looks at the twins below a root that are not known yet; gives the root's own knot. */
function explore(comparison: Comparison, schemas: SchemaPair, knots: Knots): Knot {
  const xml = "media" in schemas.spot && schemas.spot.media.includes("xml");
  const mode = `${schemas.flow.message} ${schemas.position} ${xml}`;
  const hops = { before: hopIn(comparison.before), after: hopIn(comparison.after) };
  const followed = ({ before, after, excluded }: Lookup): Lookup => ({
    before: comparison.before.documents.follow(before),
    after: comparison.after.documents.follow(after),
    excluded,
  });
  const knotOf = ({ before, after, excluded }: Lookup): Knot => {
    const key = `${mode} ${excluded} ${addressOf(before)} ${addressOf(after)}`;
    const knot = knots.get(key) ?? { aspects: [], links: [], users: [], live: false, isKnown: false };
    knots.set(key, knot);
    return knot;
  };
  const first = followed({ ...schemas, excluded: false });
  const queue: Lookup[] = [first];
  for (let twin = queue.pop(); twin !== undefined; twin = queue.pop()) {
    const knot = knotOf(twin);
    if (knot.isKnown) continue;
    knot.isKnown = true;
    const { excluded } = twin;
    const next = [
      ...[...behind(twin, hops), ...below(twin)].map((link) => ({ ...link, excluded })),
      ...aside(comparison, twin),
    ]
      .filter((link) => !(comparison.alike && comparison.same(link.before, link.after)))
      .map(({ label, step, ...link }) => ({ twin: followed(link), label, step }));
    for (const { twin: inner, label, step } of next) knot.links.push({ knot: knotOf(inner), label, step });
    if (!excluded) compareTwin(comparison, schemas, twin, knot.aspects);
    compareUnknown(comparison, twin, xml && !excluded, knot.aspects);
    queue.push(...next.map((link) => link.twin));
  }
  return knotOf(first);
}

function compareTwin(comparison: Comparison, schemas: SchemaPair, twin: Twin, aspects: Aspect[]): void {
  if (!isObject(twin.before.value) || !isObject(twin.after.value)) return;
  for (const [keyword, id] of MEANINGS) {
    if (keyword === "discriminator" && isDecided(comparison, twin)) continue;
    compareKeyword(comparison, schemas, twin, keyword, id, aspects);
  }
  compareVisibility(comparison, schemas, twin, aspects);
  compareNulls(comparison, twin, aspects);
  compareVendorEnums(comparison, twin, aspects);
  compareFormats(comparison, twin, aspects);
  if (promisesDiffer(comparison, twin)) {
    aspects.push((at, { label }) =>
      comparePromises(comparison, at.operations, {
        owner: "property",
        before: twin.before,
        after: twin.after,
        what: label === "" ? at.what : label,
        element: elementOf(at, label),
        message: at.flow.message,
      }),
    );
  }
  compareNames(comparison, schemas, twin, aspects);
}

/** Where branches are selected, what a discriminator says of a union is part of which values it takes. */
const isDecided = ({ judge }: Comparison, { before, after }: Twin): boolean =>
  judge.selects && [before, after].every((node) => child(node, "oneOf") !== null || child(node, "anyOf") !== null);

const promisesDiffer = (comparison: Comparison, twin: Twin): boolean =>
  ["deprecated", "x-sunset", "x-stability-level"].some((key) => {
    const { before, after } = said(comparison, twin, key);
    return before?.value !== after?.value;
  });

function compareKeyword(
  comparison: Comparison,
  schemas: SchemaPair,
  twin: Twin,
  keyword: string,
  id: string,
  aspects: Aspect[],
): void {
  const nodes = said(comparison, twin, keyword);
  if (comparison.same(nodes.before, nodes.after)) return;
  const parameter = keyword === "default" && schemas.position === "parameter";
  for (const writer of SIDES) {
    const [own, other] = [nodes[writer], nodes[otherSide(writer)]];
    const verb = own === null ? "added" : other === null ? "removed" : "changed";
    const level = levelOf(comparison, schemas, twin, keyword, writer);
    if (level === null) continue;
    aspects.push((at, { label }) => {
      const told = parameter && label === "" && isDefault(comparison, at, nodes);
      if (!told) emitMeaning(comparison, at, twin, label, writer, `${id}-${verb}`, nodes, level);
    });
  }
}

/** Is it what leaving out a parameter means, which is judged with the parameter? */
const isDefault = (comparison: Comparison, at: SchemaPair, nodes: Readonly<Record<Side, Node | null>>): boolean =>
  SIDES.some((side) => {
    const [here, whole] = [nodes[side], defaultOf(comparison[side], at[side])];
    return here !== null && whole !== null && addressOf(here) === addressOf(whole);
  });

/** What a text stands for once it is decoded, and which values of an open list are understood, no validator checks. */
function levelOf(
  comparison: Comparison,
  { flow, position }: SchemaPair,
  twin: Twin,
  keyword: string,
  writer: Side,
): Level | null {
  const own = child(twin[writer], keyword);
  const other = child(twin[otherSide(writer)], keyword);
  const both = own !== null && other !== null;
  if (keyword === "contentEncoding" || keyword === "contentMediaType") return both ? "breaking" : "risky";
  if (keyword === "contentSchema") return contentLevel(comparison, twin, writer, flow.message);
  if (keyword !== "x-extensible-enum" || (position !== "request" && position !== "parameter")) return "risky";
  const known = new Set(elements(other).map(({ value }) => canonicalJson(value)));
  const listed = elements(own).map(({ value }) => canonicalJson(value));
  return both && listed.some((value) => !known.has(value)) ? "breaking" : "risky";
}

/** The schema of what a text holds (2020-12 Validation, 8.5); null where all that is sent is read. */
function contentLevel(comparison: Comparison, twin: Twin, writer: Side, view: "request" | "response"): Level | null {
  const [own, other] = [child(twin[writer], "contentSchema"), child(twin[otherSide(writer)], "contentSchema")];
  if (other === null) return null;
  const decision = comparison.judge.decide(
    { side: writer, node: own ?? anything(twin[writer]) },
    { side: otherSide(writer), node: other },
    policyFor(view),
  );
  if (decision.answer === "contained") return null;
  return decision.answer === "not-contained" ? "breaking" : "undecided";
}

function emitMeaning(
  comparison: Comparison,
  schemas: SchemaPair,
  twin: Twin,
  label: string,
  writer: Side,
  change: string,
  nodes: { readonly before: Node | null; readonly after: Node | null },
  level: Level = "risky",
): void {
  const old = writer === "before" ? change : mirrored(change);
  comparison.emit({
    rule: `${schemas.position}.${change}`,
    writer,
    flow: schemas.flow,
    level,
    pair: schemas.operations,
    element: elementOf(schemas, label),
    before: nodes.before ?? twin.before,
    after: nodes.after ?? twin.after,
    what: label === "" ? schemas.what : label,
    mark: "",
    part: schemas.part,
    old: nodes.before === null ? "" : shown(nodes.before.value),
    next: nodes.after === null ? "" : shown(nodes.after.value),
    weak: true,
    focus: null,
    get peers() {
      return { buf: [], oasdiff: peersOfEdit(schemas.position, old, label !== "", nodes) };
    },
    fragments: { before: nodes.before?.value, after: nodes.after?.value },
  });
}

/** readOnly hides a property from requests, writeOnly from responses. */
function compareVisibility(comparison: Comparison, schemas: SchemaPair, twin: Twin, aspects: Aspect[]): void {
  const keyword = schemas.flow.message === "request" ? "readOnly" : "writeOnly";
  const nodes = said(comparison, twin, keyword);
  const [was, is] = [nodes.before?.value === true, nodes.after?.value === true];
  if (was === is) return;
  const id = keyword === "readOnly" ? "read-only" : "write-only";
  for (const writer of SIDES) {
    const own = writer === "before" ? was : is;
    const change = `${id}-${own ? "removed" : "added"}`;
    aspects.push((at, { label }) => emitMeaning(comparison, at, twin, label, writer, change, nodes));
  }
}

/** `x-nullable` lets null in by agreement only, so that no validator can show it. */
function compareNulls(comparison: Comparison, twin: Twin, aspects: Aspect[]): void {
  const nodes = said(comparison, twin, "x-nullable");
  for (const writer of SIDES) {
    if (nodes[writer]?.value !== true || nodes[otherSide(writer)]?.value === true) continue;
    aspects.push((at, { label }) => emitMeaning(comparison, at, twin, label, writer, "null-refused", nodes));
  }
}

/** `x-ms-enum` says whether a list of values may grow, as `x-extensible-enum` does; the rest of it is for generators. */
function compareVendorEnums(comparison: Comparison, twin: Twin, aspects: Aspect[]): void {
  const marks = said(comparison, twin, "x-ms-enum");
  const nodes = { before: child(marks.before, "modelAsString"), after: child(marks.after, "modelAsString") };
  const [was, is] = [nodes.before?.value === true, nodes.after?.value === true];
  if (was === is) return;
  for (const writer of SIDES) {
    const change = `extensible-enum-${(writer === "before") === is ? "added" : "removed"}`;
    aspects.push((at, { label }) => emitMeaning(comparison, at, twin, label, writer, change, nodes));
  }
}

/** A format that nobody defines asks for nothing, as far as validators know; those who write it mean something. */
function compareFormats(comparison: Comparison, twin: Twin, aspects: Aspect[]): void {
  const nodes = said(comparison, twin, "format");
  const names = SIDES.map((side) => nodes[side]?.value);
  if (names[0] === names[1] || !names.some((name) => typeof name === "string" && !isDefinedFormat(name))) return;
  for (const writer of SIDES) {
    if (nodes[otherSide(writer)] === null) continue; // whoever expects no format takes any
    const change = `format-${nodes[writer] === null ? "added" : "changed"}`;
    aspects.push((at, { label }) => emitMeaning(comparison, at, twin, label, writer, change, nodes));
  }
}
