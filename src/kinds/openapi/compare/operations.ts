import { isObject } from "../../../core/json.ts";
import type { CompareOptions, Draft } from "../../../core/kind.ts";
import { pair } from "../../../core/pair.ts";
import { type Api, METHODS, type Operation } from "../model.ts";
import { child, type Node } from "../node.ts";
import { erased, pathNames } from "../paths.ts";
import { isAnnotation } from "../roles.ts";
import type { Seed } from "../seed.ts";
import { xmlRoots } from "../xml-roots.ts";
import { compareAnswers } from "./answers.ts";
import { compareMeanings } from "./aspects.ts";
import { compareBodies } from "./bodies.ts";
import { type Comparison, type OperationPair, startComparison } from "./comparison.ts";
import { REQUEST } from "./flow.ts";
import { heirsDiffer } from "./heirs.ts";
import { withImplied } from "./implied.ts";
import { compareLifecycle, type Farewell, farewellOf } from "./lifecycle.ts";
import { compareParameters } from "./parameters.ts";
import { compareLongNumbers, compareRest, emitUnjudged } from "./rest.ts";
import { compareSchemes } from "./schemes.ts";
import { compareSecurity } from "./security.ts";
import { compareServers } from "./servers.ts";
import { compareShadows, shadowedBy } from "./shadows.ts";
import { announced } from "./sunset.ts";
import { compareFolded, unfolded } from "./unfolded.ts";
import { movedInto, samePlaces } from "./whereabouts.ts";

/** Compares two interfaces: every difference as a draft, in both directions. */
export const compareApis = async (before: Api, after: Api, options: CompareOptions): Promise<readonly Draft<Seed>[]> =>
  lookThrough(before, after, options).finish();

/** Looks at everything that differs; what was compared stays at hand for whoever asks why nothing breaks. */
export function lookThrough(
  before: Api,
  after: Api,
  options: CompareOptions,
): { readonly comparison: Comparison; finish(): readonly Draft<Seed>[] } {
  const { comparison, finish } = startComparison(before, after, options);
  const named = pair(before.operations, after.operations, (operation) => operation.key);
  const moved = samePlaces(named.removed, named.added, { before: before.operations, after: after.operations });
  const placed = new Set(moved.flatMap((each) => [each.before, each.after]));
  const removed = named.removed.filter((operation) => !placed.has(operation));
  const added = named.added.filter((operation) => !placed.has(operation));
  const left = new Set(after.operations.map(({ path }) => erased(path)));
  for (const operation of removed) {
    if (shadowedBy(comparison, operation, "after") === null) emitRemoved(comparison, operation, left);
  }
  for (const operation of added)
    if (shadowedBy(comparison, operation, "before") === null) emitAdded(comparison, operation);
  for (const [old, next] of named.kept) comparePair(comparison, { before: old, after: next, reversed: false });
  for (const { before: old, after: next, at } of moved) {
    const whole = { before: movedInto(old, at.before), after: movedInto(next, at.after), reversed: false };
    comparePair(comparison, whole, { before: old, after: next, reversed: false });
  }
  compareShadows(comparison, added, removed);
  compareCalls(comparison, before.webhooks, after.webhooks, "webhook");
  compareSchemes(comparison);
  compareRest(comparison, { before: before.root, after: after.root });
  compareLongNumbers(comparison);
  compareMeanings(comparison, comparison.schemas);
  return { comparison, finish };
}

/** Says that an operation is gone; `left`: the paths that are still there, without the names in them. */
function emitRemoved(comparison: Comparison, operation: Operation, left: ReadonlySet<string>): void {
  const farewell = farewellOf(announced(operation, comparison.before.documents), comparison.options);
  const gone = !left.has(erased(operation.path));
  comparison.emit({
    rule: "operation.removed",
    writer: "before",
    flow: REQUEST,
    level: farewell === "due" ? "risky" : "breaking",
    pair: { before: operation, after: null, reversed: false },
    element: operation.key,
    before: operation.node,
    after: null,
    what: operation.name,
    peers: { buf: [], oasdiff: [removedName(farewell, gone)] },
    focus: { type: "route" },
  });
}

const HOW: Readonly<Record<Exclude<Farewell, "unreadable">, string>> = {
  unannounced: "removed-without-deprecation",
  deprecated: "removed-with-deprecation",
  due: "removed-with-deprecation",
  early: "removed-before-sunset",
};

const removedName = (farewell: Farewell, wholePath: boolean): string =>
  farewell === "unreadable" ? "api-path-sunset-parse" : `api-${wholePath ? "path-" : ""}${HOW[farewell]}`;

function emitAdded(comparison: Comparison, operation: Operation): void {
  comparison.emit({
    rule: "operation.removed",
    writer: "after",
    flow: REQUEST,
    level: "breaking",
    pair: { before: null, after: operation, reversed: false },
    element: operation.key,
    before: null,
    after: operation.node,
    what: operation.name,
    focus: { type: "route" },
  });
}

/** Compares one operation that both sides have; `declared`: as the documents spell its path, for where calls go. */
function comparePair(comparison: Comparison, operations: OperationPair, declared = operations): void {
  const { before, after } = operations;
  if (before === null || after === null) return;
  const [old, next] = [comparison.before.documents, comparison.after.documents];
  const isAlike =
    comparison.alike && !heirsDiffer(comparison) && pathNames(before.path).join() === pathNames(after.path).join();
  const same =
    isAlike && comparison.same(before.node, after.node) && sameBesideOperations(comparison, before.item, after.item);
  const named = (before.isNodeAll && after.isNodeAll) || typesOf(before) === typesOf(after);
  if (!same || !named || xmlRoots(before, old) !== xmlRoots(after, next)) {
    if (!isAlike || !sameParameters(comparison, before, after)) compareAllParameters(comparison, operations);
    compareBodies(comparison, operations);
    compareAnswers(comparison, operations);
    compareLifecycle(comparison, operations);
    compareRest(comparison, { before: before.node, after: after.node }, operations);
    compareRest(comparison, { before: before.item, after: after.item }, operations, IN_ITEMS, "path");
    if (operations.reversed) compareOwnSecurity(comparison, operations);
    compareCalls(comparison, before.callbacks, after.callbacks, "callback");
  }
  if (!operations.reversed) compareSecurity(comparison, operations);
  compareServers(comparison, declared);
}

function compareAllParameters(comparison: Comparison, operations: OperationPair): void {
  const parameters = unfolded(comparison, withImplied(operations));
  compareParameters(comparison, parameters);
  compareFolded(comparison, parameters);
}

/** Do two operations of one version describe the same parameters, themselves and for the whole path? */
const sameParameters = ({ same }: Comparison, before: Operation, after: Operation): boolean =>
  same(child(before.node, "parameters"), child(after.node, "parameters")) &&
  same(child(before.item, "parameters"), child(after.item, "parameters"));

/** Do two path items say the same beside their operations? */
const sameBesideOperations = ({ same }: Comparison, before: Node, after: Node): boolean =>
  [...new Set([before, after].flatMap(({ value }) => (isObject(value) ? Object.keys(value) : [])))].every(
    (key) => METHODS.includes(key) || isAnnotation("plain", key) || same(child(before, key), child(after, key)),
  );

/** Keys of a path item that are judged elsewhere. */
const IN_ITEMS: ReadonlySet<string> = new Set([...METHODS, "parameters", "servers", "$ref"]);

/** Whom a receiver lets in is its own matter unless a webhook or callback says it: then nobody knows what callers bring. */
function compareOwnSecurity(comparison: Comparison, operations: OperationPair): void {
  const [before, after] = [operations.before?.node ?? null, operations.after?.node ?? null];
  if (before === null || after === null) return;
  const nodes = { before: child(before, "security"), after: child(after, "security") };
  if (!comparison.same(nodes.before, nodes.after)) {
    emitUnjudged(comparison, operations, nodes, { before, after }, "security");
  }
}

/** Every media type of an operation: Swagger 2.0 may name them for the whole document. */
const typesOf = ({ body, answers }: Operation): string =>
  [body, ...answers].map((holder) => holder?.contents.map(({ type }) => type).join()).join("\n");

/** Callbacks and webhooks: the provider sends the request, so every direction is turned round. */
function compareCalls(
  comparison: Comparison,
  before: readonly Operation[],
  after: readonly Operation[],
  what: "callback" | "webhook",
): void {
  const { added, removed, kept } = pair(before, after, (operation) => operation.key);
  for (const [old, next] of kept) comparePair(comparison, { before: old, after: next, reversed: true });
  const gone = (operation: Operation, writer: "before" | "after"): void =>
    comparison.emit({
      rule: "webhook.removed",
      writer,
      flow: REQUEST,
      level: "breaking",
      pair: {
        before: writer === "before" ? operation : null,
        after: writer === "after" ? operation : null,
        reversed: true,
      },
      element: what === "callback" ? "" : `${what} ${operation.key}`,
      before: writer === "before" ? operation.node : null,
      after: writer === "after" ? operation.node : null,
      what: `the ${what} ${operation.name}${operation.owner === null ? "" : ` of ${operation.owner}`}`,
      focus: null,
    });
  for (const operation of removed) gone(operation, "before");
  for (const operation of added) gone(operation, "after");
}
