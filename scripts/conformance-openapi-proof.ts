import { DEFAULT_LOAD } from "../src/core/kind.ts";
import { SIDES } from "../src/core/place.ts";
import type { Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { buildApi } from "../src/kinds/openapi/build.ts";
import { readAt, sentAt } from "../src/kinds/openapi/compare/carried.ts";
import type { Comparison, OperationPair } from "../src/kinds/openapi/compare/comparison.ts";
import { callOf } from "../src/kinds/openapi/compare/comparison.ts";
import { directionOf } from "../src/kinds/openapi/compare/flow.ts";
import { lookThrough } from "../src/kinds/openapi/compare/operations.ts";
import type { SchemaPair } from "../src/kinds/openapi/compare/schema-pair.ts";
import { loadDocuments } from "../src/kinds/openapi/load.ts";
import { concreteType } from "../src/kinds/openapi/media.ts";
import type { Content, Operation } from "../src/kinds/openapi/model.ts";
import { child } from "../src/kinds/openapi/node.ts";
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
  const pairs = new Map(comparison.schemas.map(({ operations }) => [callOf(operations), operations]));
  for (const pair of operationPairs(comparison)) pairs.set(callOf(pair), pair);
  return [
    ...comparison.schemas.map((schemas) => proveSchemas(comparison, schemas)),
    ...[...pairs.values()].flatMap((pair) => [
      ...proveBody(pair),
      ...proveTypes(pair),
      ...proveStatuses(pair),
      ...provePromises(pair),
      ...proveUncarried(pair),
    ]),
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
  const at = { operation: callOf(schemas.operations), element: schemas.element };
  const head = `${schemas.what} of ${at.operation}, ${sides}:`;
  if (decision.answer === "contained") {
    const why = comparison.judge.explain(own, other, policy);
    return { ...at, proved: true, lines: [`${head} contained`, ...why] };
  }
  const says = decision.answer === "undecided" ? decision.reason.detail : `not for ${JSON.stringify(decision.witness)}`;
  return { ...at, proved: false, lines: [`${head} ${decision.answer}, ${says}`] };
}

/** A media type as the document writes it. */
const spelled = ({ node }: Content): string =>
  (node.pointer.split("/").at(-1) ?? "").replaceAll("~1", "/").replaceAll("~0", "~");

/** Media types and presence of a request body: what old peers send is still read. */
function proveBody(pair: OperationPair): readonly Proof[] {
  const [own, other] = pair.reversed ? [pair.after, pair.before] : [pair.before, pair.after];
  const [from, to] = [own?.body ?? null, other?.body ?? null];
  if (from === null || to === null || (to.required && !from.required)) return [];
  const readable = to.contents.map(({ type }) => type);
  const covered = from.contents.every(({ type }) => concreteType(type, readable) === null);
  const at = { operation: callOf(pair), element: "request.body", proved: true };
  const [sent, taken] = [from.contents.map(spelled), to.contents.map(spelled)];
  const types = `${sent.join(", ")} is sent, ${taken.join(", ")} is read`;
  const differ = sent.some((type) => !taken.includes(type));
  return [
    ...(covered && differ ? [{ ...at, lines: [types] }] : []),
    ...(from.required && !to.required
      ? [{ ...at, lines: [`${own?.name} always has a body, and need not have one`] }]
      : []),
  ];
}

/** Media types of answers: what may come now is of a type that old peers read. */
function proveTypes({ before, after }: OperationPair): readonly Proof[] {
  return (after?.answers ?? []).flatMap((next) => {
    const old = before?.answers.find(({ status }) => status === next.status);
    if (before === null || old === undefined || old.contents.length === 0) return [];
    const readable = old.contents.map(({ type }) => type);
    const [sent, taken] = [next.contents.map(spelled), old.contents.map(spelled)];
    if (sent.length === 0 || sent.join() === taken.join()) return [];
    if (next.contents.some(({ type }) => concreteType(type, readable) !== null)) return [];
    const line = `${sent.join(", ")} may come as ${next.status} of ${before.name}, ${taken.join(", ")} is read`;
    return [{ operation: before.name, element: `response.${next.status}.body`, proved: true, lines: [line] }];
  });
}

const PROMISES = ["x-stability-level", "x-sunset"] as const;

/** Promises that nobody can read, and that did not change. */
function provePromises({ before, after }: OperationPair): readonly Proof[] {
  if (before === null || after === null) return [];
  const next = new Map(after.parameters.map((parameter) => [parameter.key, parameter.node]));
  const things = [
    [before.name, before.node, after.node] as const,
    ...before.parameters.map(({ key, name, node }) => [`${name} of ${before.name}`, node, next.get(key)] as const),
  ];
  const lines = things.flatMap(([name, old, now]) =>
    PROMISES.flatMap((key) => {
      const [was, is] = [child(old, key)?.value, child(now ?? null, key)?.value];
      return was === undefined || was !== is ? [] : [`${key} of ${name} is ${JSON.stringify(was)} on both sides`];
    }),
  );
  return lines.length === 0 ? [] : [{ operation: before.name, element: "promise", proved: true, lines }];
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
function proveUncarried({ before, after }: OperationPair): readonly Proof[] {
  if (before === null || after === null) return [];
  const { name: operation, path, parameters } = before;
  const unnamed = parameters.filter(({ in: place, name }) => place === "path" && !path.includes(`{${name}}`));
  return unnamed.map(({ name }) => ({
    operation,
    element: `parameter.path.${name}`,
    proved: true,
    lines: [`${path} does not name path parameter ${name}: no request carries it, so none can be refused`],
  }));
}
