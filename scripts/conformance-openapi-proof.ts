import { DEFAULT_LOAD } from "../src/core/kind.ts";
import { otherSide } from "../src/core/place.ts";
import type { Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { buildApi } from "../src/kinds/openapi/build.ts";
import { readAt, sentAt } from "../src/kinds/openapi/compare/carried.ts";
import type { Comparison, OperationPair } from "../src/kinds/openapi/compare/comparison.ts";
import { nameOf } from "../src/kinds/openapi/compare/comparison.ts";
import { directionOf, SIDES } from "../src/kinds/openapi/compare/flow.ts";
import { lookThrough } from "../src/kinds/openapi/compare/operations.ts";
import type { SchemaPair } from "../src/kinds/openapi/compare/schemas.ts";
import { loadDocuments } from "../src/kinds/openapi/load.ts";
import { concreteType } from "../src/kinds/openapi/media.ts";
import type { Operation } from "../src/kinds/openapi/model.ts";
import { policyFor } from "../src/kinds/openapi/schemas/judge.ts";

/** Why nothing breaks at one place of one operation. */
export interface Proof {
  readonly operation: string;
  /** `request.body`, `parameter.query.limit`, `response.200.body`, `response`. */
  readonly element: string;
  /** False where nothing was proved: the difference breaks, or it is open. */
  readonly proved: boolean;
  readonly lines: readonly string[];
}

/** Everything that differs between two documents, and why it breaks no old peer: one proof for each place. */
export async function proveUnbroken(base: Source, revision: Source): Promise<readonly Proof[]> {
  const [before, after] = await Promise.all([loadDocuments(base, DEFAULT_LOAD), loadDocuments(revision, DEFAULT_LOAD)]);
  const apis = { before: buildApi(before), after: buildApi(after) };
  const { comparison } = lookThrough(apis.before, apis.after, { tolerances: DEFAULT_IN_FORCE.tolerances });
  const pairs = new Map(comparison.schemas.map(({ operations }) => [nameOf(operations), operations]));
  for (const pair of operationPairs(comparison)) pairs.set(nameOf(pair), pair);
  return [
    ...comparison.schemas.map((schemas) => proveSchemas(comparison, schemas)),
    ...[...pairs.values()].flatMap((pair) => [...proveBody(pair), ...proveStatuses(pair), ...proveUncarried(pair)]),
  ];
}

function operationPairs({ before, after }: Comparison): readonly OperationPair[] {
  const next = new Map(after.operations.map((operation) => [operation.key, operation]));
  return before.operations.flatMap((operation) => {
    const other = next.get(operation.key);
    return other === undefined ? [] : [{ before: operation, after: other, reversed: false }];
  });
}

/** Old peers write requests and read answers; in webhooks and callbacks it is the other way round. */
function proveSchemas(comparison: Comparison, schemas: SchemaPair): Proof {
  const writer = SIDES.find((side) => directionOf(schemas.flow, side) === "backward") ?? "before";
  const policy = policyFor(schemas.flow.message);
  const [own, other] = [sentAt(schemas, writer), readAt(comparison, schemas, writer)];
  const decision = comparison.judge.decide(own, other, policy);
  const sides = writer === "before" ? "old (A) in new (B)" : "new (A) in old (B)";
  const at = { operation: nameOf(schemas.operations), element: schemas.element };
  const head = `${schemas.what} of ${at.operation}, ${sides}:`;
  if (decision.answer === "contained") {
    const why = comparison.judge.explain(own, other, policy);
    return { ...at, proved: true, lines: [`${head} contained`, ...why] };
  }
  const says = decision.answer === "undecided" ? decision.reason.detail : `not for ${JSON.stringify(decision.witness)}`;
  return { ...at, proved: false, lines: [`${head} ${decision.answer}, ${says}`] };
}

/** Media types and presence of a request body: what old peers send is still read. */
function proveBody(pair: OperationPair): readonly Proof[] {
  const [own, other] = pair.reversed ? [pair.after, pair.before] : [pair.before, pair.after];
  const [from, to] = [own?.body ?? null, other?.body ?? null];
  if (from === null || to === null || (to.required && !from.required)) return [];
  const readable = to.contents.map(({ type }) => type);
  const covered = from.contents.every(({ type }) => concreteType(type, readable) === null);
  const at = { operation: nameOf(pair), element: "request.body", proved: true };
  const types = `${from.contents.map(({ type }) => type).join(", ")} is sent, ${readable.join(", ")} is read`;
  const differ = from.contents.some(({ type }) => !readable.includes(type));
  return [
    ...(covered && differ ? [{ ...at, lines: [types] }] : []),
    ...(from.required && !to.required
      ? [{ ...at, lines: [`${own?.name} always has a body, and need not have one`] }]
      : []),
  ];
}

/** Statuses: what may be answered now might have been answered before. */
function proveStatuses({ before, after }: OperationPair): readonly Proof[] {
  const keys = (operation: Operation | null) => (operation?.answers ?? []).map(({ status }) => status);
  const [old, next] = [keys(before), keys(after)];
  const covers = (status: string): boolean =>
    old.includes(status) || old.includes(`${status.slice(0, 1)}XX`) || old.includes("default");
  if (old.join(" ") === next.join(" ") || !next.every(covers)) return [];
  const line = `statuses of ${before?.name}: ${next.join(", ")} may be answered now, and each might be answered before (${old.join(", ")})`;
  return [{ operation: before?.name ?? "", element: "response", proved: true, lines: [line] }];
}

/** Path parameters that no path names. */
function proveUncarried(pair: OperationPair): readonly Proof[] {
  return SIDES.flatMap((side) => {
    const [operation, other] = [pair[side], pair[otherSide(side)]];
    if (operation === null || other === null || side === "after") return [];
    const unnamed = operation.parameters.filter(
      ({ in: place, name }) => place === "path" && !operation.path.includes(`{${name}}`),
    );
    return unnamed.map(({ name }) => ({
      operation: operation.name,
      element: `parameter.path.${name}`,
      proved: true,
      lines: [`${operation.path} does not name path parameter ${name}: no request carries it, so none can be refused`],
    }));
  });
}
