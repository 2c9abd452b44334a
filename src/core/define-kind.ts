import { TallyError } from "./errors.ts";
import { plainEvents } from "./events.ts";
import { refuseUnknownEvents } from "./events-room.ts";
import { type Finding, fingerprint, placeOf } from "./finding.ts";
import type { Draft, Interface, InterfacePair, Kind, NoWitness, SchemaKind } from "./kind.ts";
import { sortedBy } from "./order.ts";
import type { Rule } from "./rule.ts";
import type { Source } from "./source.ts";
import type { Witness } from "./witness.ts";

/**
 * Closes a kind over its model. Every witness is replayed here: one that does not reproduce turns its
 * finding into `undecided`; a break with neither witness nor waiver does too (promise 1).
 */
export function defineKind<Model, Seed>(kind: SchemaKind<Model, Seed>): Kind {
  const models = new WeakMap<Interface, Model>();
  const rows = new Map(kind.rules.map((rule) => [rule.id, rule]));
  const modelOf = (value: Interface): Model => {
    const model = models.get(value);
    if (model === undefined) throw new TallyError("E_KIND", `${value.label} is ${value.kind}, not ${kind.name}`);
    return model;
  };
  const close = (source: Source, loaded: Model): Interface => {
    const events = plainEvents(source.events);
    const model = events && kind.events ? kind.events.declare(loaded, events) : loaded;
    let identity: string | null = null;
    let operations: readonly string[] | null = null;
    const closed: Interface = {
      kind: kind.name,
      label: source.label,
      get identity() {
        identity ??= kind.identity(model);
        return identity;
      },
      get operations() {
        operations ??= kind.operations(model);
        return operations;
      },
      get deprecated() {
        return kind.deprecated?.(model) ?? [];
      },
      notices: kind.notices?.(model) ?? [],
      version: kind.version?.(model) ?? null,
      text: (file) => kind.text(model, file),
      events,
      async bundle() {
        return { ...(await kind.bundle(model)), ...(events && { events }) };
      },
    };
    models.set(closed, model);
    return closed;
  };
  const settleAll = async (drafts: readonly Draft<Seed>[], before: Model, after: Model): Promise<Finding[]> => {
    const findings: Finding[] = [];
    for (const draft of drafts) {
      const rule = rows.get(draft.rule);
      if (!rule) throw new Error(`no rule row for ${draft.rule}`);
      findings.push(await settle(kind, draft, rule, before, after));
    }
    return sortedBy(findings, order);
  };
  const { retirement } = kind;
  const closeBoth = (before: readonly [Source, Model], after: readonly [Source, Model]): InterfacePair => {
    refuseUnknownEvents(kind.title, kind.events, [before, after]);
    return { before: close(...before), after: close(...after) };
  };
  return {
    name: kind.name,
    title: kind.title,
    rules: kind.rules,
    ...(retirement && {
      retirement: {
        retired: (before, after) => retirement.retired(modelOf(before), modelOf(after)),
        adds: (before, after) => retirement.adds(modelOf(before), modelOf(after)),
        reused: (numbers, after) => {
          const model = modelOf(after);
          return settleAll(retirement.reused(numbers, model), model, model);
        },
      },
    }),
    replay: (witness) => kind.replay(witness),
    forgivable: (finding, before, after) => kind.forgivable?.(finding, modelOf(before), modelOf(after)) ?? [],
    async load(source, options) {
      const model = await kind.load(source, options);
      refuseUnknownEvents(kind.title, kind.events, [[source, model]]);
      return close(source, model);
    },
    async loadPair(before, after, options) {
      if (kind.loadPair) {
        const models = await kind.loadPair(before, after, options);
        return closeBoth([before, models.before], [after, models.after]);
      }
      const [old, next] = await Promise.all([kind.load(before, options), kind.load(after, options)]);
      return closeBoth([before, old], [after, next]);
    },
    async compare(before, after, options) {
      const [old, next] = [modelOf(before), modelOf(after)];
      if (kind.same ? kind.same(old, next) : before.identity === after.identity) return [];
      return settleAll(await kind.compare(old, next, options), old, next);
    },
  };
}

async function settle<Model, Seed>(
  kind: SchemaKind<Model, Seed>,
  draft: Draft<Seed>,
  rule: Rule,
  before: Model,
  after: Model,
): Promise<Finding> {
  const made =
    draft.seed === null
      ? { noWitness: rule.waiver ?? "no payload can show it" }
      : await kind.witness(draft, before, after);
  const proof = "noWitness" in made ? made : await confirm(kind, made);
  const witness = "noWitness" in proof ? null : proof;
  const unproved = draft.level === "breaking" && witness === null && rule.waiver === undefined;
  return {
    id: draft.rule,
    fingerprint: fingerprint({ ...draft, id: draft.rule, operation: draft.operation ?? draft.lead ?? null }),
    level: unproved ? "undecided" : draft.level,
    direction: draft.direction,
    surface: draft.surface,
    operation: draft.operation,
    ...(draft.operations && { operations: draft.operations }),
    element: draft.element,
    before: draft.before,
    after: draft.after,
    message: draft.message,
    witness,
    ...("noWitness" in proof && { noWitness: proof.noWitness }),
    ...(draft.tolerance && { tolerance: draft.tolerance }),
    ...(draft.languages && { languages: draft.languages }),
    ...(draft.alsoTolerances && { alsoTolerances: draft.alsoTolerances }),
    ...(draft.marked && { marked: draft.marked }),
    peers: draft.peers ?? rule.peers,
  };
}

async function confirm<Model, Seed>(kind: SchemaKind<Model, Seed>, witness: Witness): Promise<Witness | NoWitness> {
  const replay = await kind.replay(witness);
  if (replay.reproduced) return witness;
  const views = replay.views.map((view) => `${view.reader}: ${view.says}`).join("; ");
  return { noWitness: `the readers disagree about the payload that was built (${views})` };
}

/** By place, then by name, so that the same input gives the same bytes. */
const order = (finding: Finding): string => {
  const place = placeOf(finding);
  const number = (value: number) => String(value).padStart(9, "0");
  return [
    place?.file ?? "",
    number(place?.line ?? 0),
    number(place?.column ?? 0),
    finding.element,
    finding.id,
    finding.direction,
    finding.surface,
    finding.fingerprint,
  ].join("\u0000");
};
