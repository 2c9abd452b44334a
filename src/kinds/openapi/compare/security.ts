import { SIDES, type Side } from "../../../core/place.ts";
import type { Alternative, Credential, Operation } from "../model.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { REQUEST } from "./flow.ts";
import { schemePeers } from "./schemes.ts";

/** Credentials that the writing side believes to be enough must be enough for the reading side. */
export function compareSecurity(comparison: Comparison, operations: OperationPair): void {
  const { before, after } = operations;
  if (before === null || after === null) return;
  compareFlows(comparison, operations);
  for (const writer of SIDES) {
    const [from, to] = writer === "before" ? [before, after] : [after, before];
    from.security.forEach((alternative, index) => {
      if (!isEnough(alternative, to)) emitRefused(comparison, operations, writer, alternative, index);
    });
  }
}

/** The same credentials, obtained in another way. */
function compareFlows(comparison: Comparison, operations: OperationPair): void {
  const all = (operation: Operation | null) => new Map(operation?.security.flat().map((each) => [each.name, each]));
  const [before, after] = [all(operations.before), all(operations.after)];
  for (const [name, credential] of before) {
    const next = after.get(name);
    if (!next || next.flows === credential.flows || next.meaning !== credential.meaning) continue;
    for (const writer of SIDES) {
      comparison.emit({
        rule: "security.flow-changed",
        writer,
        flow: REQUEST,
        level: "risky",
        pair: operations,
        element: `security.${name}`,
        before: operations.before?.securityNode ?? null,
        after: operations.after?.securityNode ?? null,
        what: name,
        peers: { buf: [], oasdiff: schemePeers(comparison, name) },
        focus: null,
        fragments: { before: credential.flows, after: next.flows },
      });
    }
  }
}

/** Some alternative of the reader asks for nothing beyond what is given. */
export const isEnough = (given: Alternative, reader: Operation): boolean =>
  reader.security.some((alternative) => alternative.every((asked) => given.some((one) => serves(one, asked))));

const serves = (given: Credential, asked: Credential): boolean =>
  given.meaning === asked.meaning && asked.scopes.every((scope) => given.scopes.includes(scope));

function emitRefused(
  comparison: Comparison,
  operations: OperationPair,
  writer: Side,
  alternative: Alternative,
  index: number,
): void {
  comparison.emit({
    rule: "security.tightened",
    writer,
    flow: { ...REQUEST, reversed: operations.reversed },
    level: "breaking",
    pair: operations,
    element: "security",
    before: operations.before?.securityNode ?? operations.before?.node ?? null,
    after: operations.after?.securityNode ?? operations.after?.node ?? null,
    what: describeAlternative(alternative),
    peers: { buf: [], oasdiff: peerNames(operations, writer) },
    focus: { type: "security", alternative: index },
    // each alternative that is refused is a finding of its own
    fragments: { before: [named(alternative), plain(operations.before)], after: plain(operations.after) },
  });
}

/** oasdiff's names: for the whole document or the operation, for a scheme, its kind or a scope. */
function peerNames(operations: OperationPair, writer: Side): readonly string[] {
  const { before, after } = operations;
  const global = [before, after].every((each) => each?.securityNode?.pointer.startsWith("/security") !== false);
  const prefix = global ? "api-global-security" : "api-security";
  const verb = writer === "before" ? "added" : "removed";
  const all = (operation: Operation | null) => new Map(operation?.security.flat().map((each) => [each.name, each]));
  const [old, next] = [all(before), all(after)];
  const shared = [...old].filter(([name]) => next.has(name));
  const retyped = shared.some(([name, { meaning }]) => next.get(name)?.meaning !== meaning);
  if (retyped) return ["api-security-component-type-changed"];
  return old.size === next.size && shared.length === old.size ? [`${prefix}-scope-${verb}`] : [`${prefix}-${verb}`];
}

const plain = (operation: Operation | null) => operation?.security.map(named);

const named = (alternative: Alternative) => alternative.map(({ meaning, scopes }) => [meaning, ...scopes]);

/** `no credentials`, `bearerAuth`, `oauth (read, write) and apiKey`. */
export function describeAlternative(alternative: Alternative): string {
  if (alternative.length === 0) return "no credentials";
  return alternative
    .map(({ name, scopes }) => (scopes.length > 0 ? `${name} (${scopes.join(", ")})` : name))
    .join(" and ");
}
