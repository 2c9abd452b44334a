import { LEVELS, type Level } from "../../core/finding.ts";
import { oncePer } from "../../core/once.ts";
import { bySide, otherSide } from "../../core/place.ts";
import type { Sides } from "./compare-graph.ts";
import { effectsOf, type Flow, seedOf } from "./effects.ts";
import { enumMisfits } from "./effects-enum.ts";
import { valueField } from "./fit-wire.ts";
import type { MessageSeed } from "./seed.ts";
import { isMessageType, underSameKey, type WireField } from "./wire/schema.ts";

/** Pairs of types looked at in one comparison of two versions before giving up: far more than real ones need. */
const PAIR_LIMIT = 200_000;

/** What was found out so far between two versions, and what it cost. */
interface Ledger {
  readonly known: Map<string, ShapeFit>;
  visits: number;
}

const ledgerOf = oncePer((_: Sides): Ledger => ({ known: new Map(), visits: 0 }));

/** How two shapes part: the worst level met, and what shows it best. */
export interface Parting {
  readonly level: Level;
  readonly seed: MessageSeed | null;
}

/** `fits`, or how the shapes part; `open` where the types are too large to be decided. */
export type ShapeFit = "fits" | "open" | Parting;

/** What is left out weighs least, whoever leaves it out; then what only accessors show; then the rest. */
const WEIGHTS: Readonly<Record<string, number>> = {
  "proto.field.removed": 1,
  "proto.field.added": 1,
  "proto.oneof.case-added": 1,
  "proto.enum-value.removed": 1,
  "proto.enum-value.added": 1,
  "proto.field.presence-changed": 2,
  "proto.field.default-changed": 2,
};

const weightOf = (rule: string): number => WEIGHTS[rule] ?? 3;

/**
 * Do two message types of different names carry the same messages, as one side writes and the other reads them?
 * Coinductive: each pair of types is entered once and taken to fit until a field says otherwise. What shows the
 * difference is chosen by what happens to the message, never by which side is the older one.
 */
export function compareShapes(flow: Flow): ShapeFit {
  const ledger = ledgerOf(flow.sides);
  const key = [flow.types.before, flow.types.after, flow.writer, flow.surface].join(" ");
  const fit = ledger.known.get(key) ?? walk(flow, ledger);
  ledger.known.set(key, fit);
  return fit;
}

function walk(flow: Flow, ledger: Ledger): ShapeFit {
  const seen = new Set<string>();
  const waiting: Flow["types"][] = [flow.types];
  let found: Noted | null = null;
  for (let types = waiting.pop(); types; types = waiting.pop()) {
    const key = `${types.before}>${types.after}`;
    if (seen.has(key) || (types.before === types.after && types.before.startsWith("google.protobuf."))) continue;
    if (ledger.visits >= PAIR_LIMIT) return "open";
    ledger.visits += 1;
    seen.add(key);
    const here = { ...flow, types };
    const held = heldBy(here);
    for (const noted of notedAt(here, held)) found = found ? joined(found, noted) : noted;
    for (const { field, types: inner } of held) if (isMessageType(field.type)) waiting.push(inner);
  }
  return found ? { level: found.level, seed: found.seed } : "fits";
}

/** A difference on the way. */
interface Noted extends Parting {
  readonly rule: string;
}

/** Of two differences the worse level, and what shows best; of equals the first. */
const joined = (one: Noted, other: Noted): Noted => ({
  ...(weightOf(other.rule) > weightOf(one.rule) ? other : one),
  level: LEVELS.indexOf(other.level) < LEVELS.indexOf(one.level) ? other.level : one.level,
});

/** A field of the writer through which two types of one sort meet. */
interface Held {
  readonly field: WireField;
  readonly types: Flow["types"];
}

function heldBy({ sides, writer, surface, types }: Flow): readonly Held[] {
  const reader = otherSide(writer);
  const [from, to] = [sides.views[writer].message(types[writer]), sides.views[reader].message(types[reader])];
  return from.fields.flatMap((field) => {
    const partner = surface === "wire" ? to.byNumber.get(field.number) : underSameKey(to, field);
    const met = partner && valueField({ field: partner, view: sides.views[reader] }, field);
    if (field.ref === undefined || met?.ref === undefined) return [];
    if (isMessageType(field.type) !== isMessageType(met.type)) return [];
    return [{ field, types: bySide(writer, field.ref, met.ref) }];
  });
}

/** What differs between two types themselves, and between the enums that they hold. */
function* notedAt(flow: Flow, held: readonly Held[]): Iterable<Noted> {
  for (const { rule, level, inside, probe } of effectsOf(flow))
    if (!inside && probe) yield { rule, level, seed: seedOf(flow, probe) };
  for (const { field, types } of held) {
    if (isMessageType(field.type)) continue;
    for (const { rule, level, number, shown } of enumMisfits({ ...flow, types }))
      if (shown) yield { rule, level, seed: seedOf(flow, { focus: [field.number], values: [number] }) };
  }
}
