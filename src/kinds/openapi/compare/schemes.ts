import { canonicalJson, isObject } from "../../../core/json.ts";
import { pair } from "../../../core/pair.ts";
import { SIDES } from "../../../core/place.ts";
import type { Api, Operation } from "../model.ts";
import { child, members, type Node } from "../node.ts";
import type { Comparison, Emission } from "./comparison.ts";
import { REQUEST } from "./flow.ts";

type Named = readonly [name: string, node: Node];

/**
 * Says which security schemes a document declares no longer, newly or otherwise. What an operation asks for is judged with
 * it; a scheme that changed where one asks for it is said there.
 */
export function compareSchemes(comparison: Comparison): void {
  const { before, after } = comparison;
  const { added, removed, kept } = pair(schemesOf(before), schemesOf(after), ([name]) => name);
  const meansOneOf = ([, node]: Named, others: readonly Named[]): boolean =>
    others.some(([, other]) => comparison.same(node, other));
  for (const one of removed) if (!meansOneOf(one, added)) emitGone(comparison, one, "before");
  for (const one of added) {
    if (!removed.some(([, other]) => comparison.same(other, one[1]))) emitGone(comparison, one, "after");
  }
  const asked = new Set(namesAsked(before).filter((name) => namesAsked(after).includes(name)));
  for (const [[name, old], [, next]] of kept) {
    if (!asked.has(name) && !comparison.same(old, next)) emitChanged(comparison, name, old, next);
  }
}

function schemesOf({ root, documents }: Api): readonly Named[] {
  const declared = child(child(root, "components"), "securitySchemes") ?? child(root, "securityDefinitions");
  return members(declared).map(([name, node]) => [name, documents.follow(node)] as const);
}

const namesAsked = ({ operations, webhooks }: Api): readonly string[] => [
  ...new Set(
    [...operations, ...webhooks].flatMap(({ security }: Operation) => security.flat().map(({ name }) => name)),
  ),
];

const shared = (name: string) =>
  ({
    flow: REQUEST,
    level: "safe",
    pair: { before: null, after: null, reversed: false },
    element: `components.securitySchemes.${name}`,
    what: name,
    focus: null,
  }) satisfies Partial<Emission>;

const emitGone = (comparison: Comparison, [name, node]: Named, owner: "before" | "after"): void =>
  comparison.emit({
    ...shared(name),
    rule: "security.scheme-removed",
    writer: owner,
    before: owner === "before" ? node : null,
    after: owner === "after" ? node : null,
  });

function emitChanged(comparison: Comparison, name: string, before: Node, after: Node): void {
  for (const writer of SIDES) {
    comparison.emit({
      ...shared(name),
      rule: "security.scheme-changed",
      writer,
      before,
      after,
      peers: { buf: [], oasdiff: peerNames(before.value, after.value) },
    });
  }
}

/** oasdiff's names for what differs between the two schemes of a name. */
export function schemePeers({ before, after }: Comparison, name: string): readonly string[] {
  const [old, next] = [before, after].map((api) => schemesOf(api).find(([each]) => each === name));
  return peerNames(old?.[1].value, next?.[1].value);
}

function peerNames(before: unknown, after: unknown): readonly string[] {
  const differ = (key: string): boolean => canonicalJson(every(before, key)) !== canonicalJson(every(after, key));
  const scopes = (value: unknown): readonly string[] =>
    every(value, "scopes").flatMap((each) => (isObject(each) ? Object.keys(each) : []));
  const [old, next] = [scopes(before), scopes(after)];
  const names = [
    ...(differ("type") ? ["type-changed"] : []),
    ...(differ("authorizationUrl") ? ["oauth-url-changed"] : []),
    ...(differ("tokenUrl") ? ["oauth-token-url-changed"] : []),
    ...(next.some((scope) => !old.includes(scope)) ? ["oauth-scope-added"] : []),
    ...(old.some((scope) => !next.includes(scope)) ? ["oauth-scope-removed"] : []),
    ...(differ("scopes") && canonicalJson([...old].sort()) === canonicalJson([...next].sort())
      ? ["oauth-scope-changed"]
      : []),
  ];
  return names.map((name) => `api-security-component-${name}`);
}

/** What stands under a key in a scheme or in one of its flows. */
function every(scheme: unknown, key: string): readonly unknown[] {
  if (!isObject(scheme)) return [];
  const flows = isObject(scheme.flows) ? Object.values(scheme.flows).filter(isObject) : [];
  return [scheme, ...flows].flatMap((each) => (Object.hasOwn(each, key) ? [each[key]] : []));
}
