import { otherSide, type Side } from "../../../core/place.ts";
import type { Decision, Policy } from "../../../json-schema/answer.ts";
import { without } from "../schemas/constrain.ts";
import type { Traced } from "../schemas/explain.ts";
import { forgivingPolicy } from "../schemas/forgive.ts";
import { looselyAt, readAt } from "./carried.ts";
import type { Comparison } from "./comparison.ts";
import type { SchemaPair } from "./schema-pair.ts";

/** Do whole values travel as they are, and not as texts? */
export const isWhole = ({ text, fields }: SchemaPair): boolean => text !== true && fields !== true;

/** Proved part by part; false only means that the engine has to be asked about the whole. */
export const isContained = (
  comparison: Pick<Comparison, "explainer">,
  schemas: SchemaPair,
  writer: Side,
  policy: Policy,
): boolean =>
  schemas.text !== true && comparison.explainer.contained(writer, schemas[writer], schemas[otherSide(writer)], policy);

/** Forgiven, or in a property that such a message should not carry. */
export const isExcused = (traced: Traced): boolean =>
  traced.core.forgiven !== null || traced.hidden !== null || isOneSided(traced);

/** What is said beside a property that such a message should not carry: why it is a risk only; empty for any other. */
export function noteOf({ flow }: SchemaPair, { hidden }: Traced): string {
  if (hidden === null) return "";
  return flow.message === "request" ? " (readOnly: no part of requests)" : " (writeOnly: no part of responses)";
}

/** A discriminator that one side has and the other has not may have been meant all along. */
const isOneSided = ({ core }: Traced): boolean => /^discriminator-(added|removed)$/.test(core.edit.change);

/** What was found between two schemas, and what was said of it. */
export interface Said {
  readonly traced: readonly Traced[];
  readonly said: readonly Traced[];
}

/** What was decided of edits that are excused each; many operations share two schemas, and hence the edits between them. */
const excused = new WeakMap<readonly Traced[], { readonly decision: Decision | null }>();

/** Is everything but what is excused read? Null where that is proved part by part. */
export function excusedAll(
  comparison: Comparison,
  schemas: SchemaPair,
  writer: Side,
  { traced, said }: Said,
): Decision | null {
  const isShared = isWhole(schemas) && said.length === traced.length;
  const known = isShared ? excused.get(traced) : undefined;
  const decision = known ? known.decision : decideExcused(comparison, schemas, writer, said);
  if (isShared) excused.set(traced, { decision });
  return decision;
}

function decideExcused(
  comparison: Comparison,
  schemas: SchemaPair,
  writer: Side,
  said: readonly Traced[],
): Decision | null {
  const ways = said.flatMap(({ hidden }) => (hidden === null ? [] : [hidden]));
  const forgiven = said.flatMap(({ core, hidden }) => (hidden === null && core.forgiven ? [core.forgiven] : []));
  const node = ways.reduce((inner, steps) => without(inner, steps), looselyAt(schemas, writer).node);
  const other = readAt(comparison, schemas, writer);
  const policy = forgivingPolicy(forgiven, schemas.flow.message);
  const by = said.some(isOneSided) ? comparison.plain : comparison;
  if (ways.length === 0 && isContained(by, schemas, writer, policy)) return null;
  return by.judge.decide({ side: writer, node }, other, policy);
}
