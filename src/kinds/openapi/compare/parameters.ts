import { canonicalJson } from "../../../core/json.ts";
import { pair } from "../../../core/pair.ts";
import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import type { Operation, Parameter, Serialization } from "../model.ts";
import { anything, child, elements, type Node } from "../node.ts";
import { policyFor } from "../schemas/judge.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { defaultOf } from "./defaults.ts";
import { REQUEST } from "./flow.ts";
import { compareHeirs } from "./heirs.ts";
import { type Farewell, farewellOf } from "./lifecycle.ts";
import { comparePromises } from "./promises.ts";
import { compareRest } from "./rest.ts";
import type { SchemaPair } from "./schema-pair.ts";
import { compareSchemas } from "./schemas.ts";
import { describeSerialization } from "./serialization.ts";
import { shown } from "./shown.ts";
import { writesAlike } from "./writes-alike.ts";

/** A parameter on both sides. */
interface Kept {
  readonly before: Parameter;
  readonly after: Parameter;
}

/** Keys of a parameter or header object that are judged. */
export const JUDGED: ReadonlySet<string> = new Set([
  "name",
  "in",
  "required",
  "schema",
  "content",
  "style",
  "explode",
  "allowReserved",
  "allowEmptyValue",
  "deprecated",
  "x-sunset",
  "x-stability-level",
  "collectionFormat",
  "type",
  "format",
  "items",
  "default",
  "maximum",
  "exclusiveMaximum",
  "minimum",
  "exclusiveMinimum",
  "maxLength",
  "minLength",
  "pattern",
  "maxItems",
  "minItems",
  "uniqueItems",
  "enum",
  "multipleOf",
  "nullable",
]);

/** Compares the parameters of an operation that both sides have. */
export function compareParameters(comparison: Comparison, operations: OperationPair): void {
  const { added, removed, kept } = pair(
    operations.before?.parameters ?? [],
    operations.after?.parameters ?? [],
    (parameter) => parameter.key,
  );
  for (const parameter of removed) gone(comparison, operations, parameter, "before");
  for (const parameter of added) gone(comparison, operations, parameter, "after");
  for (const [before, after] of kept) {
    if (before.node === after.node) continue;
    compareKept(comparison, operations, { before, after });
  }
}

/** `query parameter limit`. */
export const nameOfParameter = (parameter: Parameter): string =>
  parameter.in === "cookie" ? `cookie ${parameter.name}` : `${parameter.in} parameter ${parameter.name}`;

/** A parameter that only `owner` knows: the other side does not read it, and asks for it if it is required. */
function gone(comparison: Comparison, operations: OperationPair, parameter: Parameter, owner: Side): void {
  const shared = {
    flow: { ...REQUEST, reversed: operations.reversed },
    pair: operations,
    element: elementOf(parameter),
    before: owner === "before" ? parameter.node : (operations.before?.node ?? null),
    after: owner === "after" ? parameter.node : (operations.after?.node ?? null),
    what: nameOfParameter(parameter),
    fragments: {
      before: owner === "before" ? parameter.node.value : null,
      after: owner === "after" ? parameter.node.value : null,
    },
  } as const;
  const farewell = farewellOf(parameter.node, comparison.options);
  const promised = farewell === "early" || farewell === "unreadable";
  comparison.emit({
    ...shared,
    rule: "parameter.removed",
    writer: owner,
    level: promised && owner === "before" ? "breaking" : "risky",
    focus: { type: "parameter-lost", key: parameter.key },
    peers: {
      buf: [],
      oasdiff: [owner === "before" ? REMOVED[farewell] : addedName(comparison, operations, parameter)],
    },
  });
  if (!parameter.required) return;
  comparison.emit({
    ...shared,
    rule: "parameter.required-added",
    writer: otherSide(owner),
    level: "breaking",
    peers: {
      buf: [],
      oasdiff: [owner === "before" ? REMOVED.unannounced : addedName(comparison, operations, parameter)],
    },
    focus: { type: "parameter-missing", key: parameter.key },
  });
}

/** oasdiff's names; what was promised until a day and goes before it breaks that promise. */
const REMOVED: Readonly<Record<Farewell, string>> = {
  unannounced: "request-parameter-removed",
  deprecated: "request-parameter-removed-with-deprecation",
  due: "request-parameter-removed-with-deprecation",
  early: "request-parameter-removed-before-sunset",
  unreadable: "request-parameter-sunset-parse",
};

/** oasdiff's name: what a path item adds to each of its operations has one of its own. */
function addedName({ after: { documents } }: Comparison, { after }: OperationPair, parameter: Parameter): string {
  const { in: place, required, node } = parameter;
  if (place === "path") return "new-request-path-parameter";
  const shared = elements(child(after?.item ?? null, "parameters")).map(documents.deref);
  const isShared = shared.some(({ value }) => value === node.value);
  const kind = `new-${required ? "required" : "optional"}-request`;
  return isShared ? `${kind}-default-parameter-to-existing-path` : `${kind}-parameter`;
}

const elementOf = (parameter: Parameter): string => `parameter.${parameter.in}.${parameter.name}`;

function compareKept(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  compareRequired(comparison, operations, kept);
  compareSerialization(comparison, operations, kept);
  compareDefaults(comparison, operations, kept);
  comparePromises(comparison, operations, {
    owner: "parameter",
    before: kept.before.node,
    after: kept.after.node,
    what: nameOfParameter(kept.after),
    element: elementOf(kept.after),
  });
  if (isNamed(operations.before, kept.before) || isNamed(operations.after, kept.after)) {
    compareValues(comparison, operations, kept);
  } else emitUnsent(comparison, operations, kept);
  compareRest(
    comparison,
    { before: kept.before.node, after: kept.after.node },
    operations,
    JUDGED,
    elementOf(kept.after),
  );
}

/** A path parameter that the path does not name travels in no request. */
const isNamed = (operation: Operation | null, parameter: Parameter): boolean =>
  parameter.in !== "path" || operation === null || operation.path.includes(`{${parameter.name}}`);

/** Whatever is said of values that no request carries breaks nothing. */
function emitUnsent(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  const [before, after] = [kept.before.schema ?? kept.before.node, kept.after.schema ?? kept.after.node];
  if (comparison.same(before, after)) return;
  comparison.emit({
    rule: "parameter.schema-changed",
    writer: "before",
    flow: { ...REQUEST, reversed: operations.reversed },
    level: "safe",
    pair: operations,
    element: elementOf(kept.after),
    before,
    after,
    what: `${nameOfParameter(kept.after)}, which the path does not name,`,
    focus: null,
  });
}

function compareValues(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  const schemas: SchemaPair = {
    operations,
    flow: { ...REQUEST, reversed: operations.reversed },
    position: "parameter",
    before: kept.before.schema ?? anything(kept.before.node),
    after: kept.after.schema ?? anything(kept.after.node),
    spot: { type: "parameter", key: kept.before.key },
    element: elementOf(kept.after),
    what: nameOfParameter(kept.after),
    part: "",
    text: kept.before.serialization.media === null && kept.after.serialization.media === null,
    serializations: { before: kept.before.serialization, after: kept.after.serialization },
  };
  compareSchemas(comparison, schemas);
  compareHeirs(comparison, schemas, kept);
}

function compareRequired(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  for (const writer of SIDES) {
    const [from, to] = [kept[writer], kept[otherSide(writer)]];
    if (from.required || !to.required) continue;
    comparison.emit({
      rule: "parameter.required",
      writer,
      flow: { ...REQUEST, reversed: operations.reversed },
      level: "breaking",
      pair: operations,
      element: elementOf(kept.after),
      before: kept.before.node,
      after: kept.after.node,
      what: nameOfParameter(kept.after),
      focus: { type: "parameter-missing", key: kept.before.key },
      fragments: { before: kept.before.required, after: kept.after.required },
    });
  }
}

function compareSerialization(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  const [before, after] = [kept.before.serialization, kept.after.serialization];
  if (canonicalJson(unflagged(before)) === canonicalJson(unflagged(after))) {
    compareEmptiness(comparison, operations, kept);
    return;
  }
  for (const writer of SIDES) {
    if (writesAlike(comparison, kept[writer], kept[otherSide(writer)], writer)) continue;
    comparison.emit({
      rule: "parameter.serialization-changed",
      writer,
      flow: { ...REQUEST, reversed: operations.reversed },
      level: "breaking",
      pair: operations,
      element: elementOf(kept.after),
      before: kept.before.node,
      after: kept.after.node,
      what: nameOfParameter(kept.after),
      old: describeSerialization(before),
      next: describeSerialization(after),
      focus: { type: "parameter-text", key: kept.before.key },
      fragments: { before, after },
    });
  }
}

/** Reserved characters are decoded to the same text, encoded or not; empty values are judged apart. */
const unflagged = (serialization: Serialization): Serialization => ({
  ...serialization,
  allowReserved: false,
  allowEmptyValue: false,
});

/** `q=` without a value, which one side allows: what the other makes of it is known only where it takes an empty text. */
function compareEmptiness(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  for (const writer of SIDES) {
    const [from, to] = [kept[writer], kept[otherSide(writer)]];
    if (!from.serialization.allowEmptyValue || to.serialization.allowEmptyValue) continue;
    const reader = { side: otherSide(writer), node: to.schema ?? anything(to.node) };
    if (comparison.judge.accepts(reader, "", policyFor("request")) === true) continue;
    comparison.emit({
      rule: "parameter.serialization-changed",
      writer,
      flow: { ...REQUEST, reversed: operations.reversed },
      level: "undecided",
      pair: operations,
      element: elementOf(kept.after),
      before: kept.before.node,
      after: kept.after.node,
      what: nameOfParameter(kept.after),
      old: describeSerialization(kept.before.serialization),
      next: describeSerialization(kept.after.serialization),
      focus: null,
      fragments: { before: kept.before.serialization, after: kept.after.serialization },
    });
  }
}

/** What leaving a parameter out means. */
function compareDefaults(comparison: Comparison, operations: OperationPair, kept: Kept): void {
  const value = (side: Side): Node | null => {
    const { schema } = kept[side];
    return schema === null ? null : defaultOf(comparison[side], schema);
  };
  const [before, after] = [value("before"), value("after")];
  if (before === null && after === null) return;
  if (before !== null && after !== null && canonicalJson(before.value) === canonicalJson(after.value)) return;
  const rule = before === null ? "default-added" : after === null ? "default-removed" : "default-changed";
  const turned = {
    "default-added": "default-removed",
    "default-removed": "default-added",
    "default-changed": "default-changed",
  };
  for (const writer of SIDES) {
    if (kept[writer].required) continue;
    const name = writer === "before" ? rule : turned[rule];
    comparison.emit({
      rule: `parameter.${name}`,
      writer,
      flow: { ...REQUEST, reversed: operations.reversed },
      level: name === "default-added" ? "risky" : "breaking",
      pair: operations,
      element: elementOf(kept.after),
      before: before ?? kept.before.node,
      after: after ?? kept.after.node,
      what: nameOfParameter(kept.after),
      old: before === null ? "" : shown(before.value),
      next: after === null ? "" : shown(after.value),
      focus: { type: "parameter-default", key: kept.before.key },
      fragments: { before: before?.value, after: after?.value },
    });
  }
}
