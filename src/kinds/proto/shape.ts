import type { Level } from "../../core/finding.ts";
import { otherSide, type Side } from "../../core/place.ts";
import type { Sides } from "./compare-graph.ts";
import { type Effect, effectsOf, type Flow } from "./effects.ts";
import { enumMisfits } from "./effects-enum.ts";
import { valueField } from "./fit-wire.ts";
import type { MessageSeed } from "./seed.ts";
import { isMessageType, underSameKey } from "./wire/schema.ts";

/** Pairs of types looked at in one comparison of two versions before giving up: far more than real ones need. */
const PAIR_LIMIT = 200_000;

/** What was found out so far between two versions, and what it cost. */
interface Ledger {
  readonly known: Map<string, ShapeFit>;
  visits: number;
}

const ledgers = new WeakMap<Sides, Ledger>();

function ledgerOf(sides: Sides): Ledger {
  const ledger = ledgers.get(sides) ?? { known: new Map(), visits: 0 };
  ledgers.set(sides, ledger);
  return ledger;
}

/** How two shapes part: the worst level met, and what shows it best. */
export interface Parting {
  readonly level: Level;
  readonly seed: MessageSeed | null;
}

/** `fits`, or how the shapes part; `open` where the types are too large to be decided. */
export type ShapeFit = "fits" | "open" | Parting;

const LEVELS: readonly Level[] = ["safe", "risky", "undecided", "breaking"];

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
  const waiting: Readonly<Record<Side, string>>[] = [flow.types];
  let found: (Parting & { readonly weight: number }) | null = null;
  const note = (rule: string, level: Level, seed: MessageSeed): void => {
    const worst = found && LEVELS.indexOf(found.level) > LEVELS.indexOf(level) ? found.level : level;
    const better = found === null || weightOf(rule) > found.weight;
    found = better
      ? { level: worst, seed, weight: weightOf(rule) }
      : { ...(found as Parting & { weight: number }), level: worst };
  };
  for (let types = waiting.pop(); types; types = waiting.pop()) {
    const key = `${types.before}>${types.after}`;
    if (seen.has(key) || (types.before === types.after && types.before.startsWith("google.protobuf."))) continue;
    if (ledger.visits >= PAIR_LIMIT) return "open";
    ledger.visits += 1;
    seen.add(key);
    const here = { ...flow, types };
    for (const effect of effectsOf(here)) noteEffect(here, effect, note);
    waiting.push(...enter(here, note));
  }
  return found ?? "fits";
}

type Note = (rule: string, level: Level, seed: MessageSeed) => void;

const seedAt = (
  { types, writer, surface }: Flow,
  probe: Partial<MessageSeed> & Pick<MessageSeed, "focus">,
): MessageSeed => ({
  type: "message",
  ...types,
  producer: writer,
  encoding: surface === "wire" ? "binary" : "json",
  ...probe,
});

function noteEffect(flow: Flow, { rule, level, inside, probe }: Effect, note: Note): void {
  if (!inside && probe) note(rule, level, seedAt(flow, probe));
}

/** The pairs of message types one step further in; enums are compared on the spot. */
function enter(flow: Flow, note: Note): readonly Readonly<Record<Side, string>>[] {
  const { sides, writer, surface, types } = flow;
  const reader = otherSide(writer);
  const [from, to] = [sides.views[writer].message(types[writer]), sides.views[reader].message(types[reader])];
  return from.fields.flatMap((field) => {
    const partner = surface === "wire" ? to.byNumber.get(field.number) : underSameKey(to, field);
    const met = partner && valueField({ field: partner, view: sides.views[reader] }, field);
    if (field.ref === undefined || met?.ref === undefined) return [];
    if (isMessageType(field.type) !== isMessageType(met.type)) return [];
    const [before, after] = writer === "before" ? [field.ref, met.ref] : [met.ref, field.ref];
    if (isMessageType(field.type)) return [{ before, after }];
    for (const { rule, level, number, shown } of enumMisfits({ ...flow, types: { before, after } })) {
      if (shown) note(rule, level, seedAt(flow, { focus: [field.number], values: [number] }));
    }
    return [];
  });
}
