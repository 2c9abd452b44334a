import type { JsonValue } from "../../core/json.ts";
import { ANY, isNegated, KIND, kindOf, type Lit, type Mask, not, scopeOf, TRUE } from "./node.ts";
import type { Store } from "./store.ts";

/** Kinds of values that may meet a literal, judged by its own node and the kinds of its parts. */
export function kindsOf(store: Store, lit: Lit): Mask {
  const node = store.node(lit);
  const negated = isNegated(lit);
  switch (node.kind) {
    case "true":
      return negated ? 0 : ANY;
    case "type":
      return ANY & (negated ? ~node.mask : node.mask);
    case "and":
      return negated ? kindsOfAny(store, node.of) : kindsOfAll(store, node.of);
    case "oneOf":
      return negated ? ANY : node.of.reduce((all, part) => all | store.may(part), 0);
    case "ref":
      return store.may(store.follow(lit));
    case "values":
      return kindsOfList(node.values, negated);
    case "opaque":
      return negated ? node.mask : ANY;
    default:
      return negated ? scopeOf(node) : ANY;
  }
}

function kindsOfAll(store: Store, parts: readonly Lit[]): Mask {
  let mask = ANY;
  for (let at = 0; at < parts.length && mask !== 0; at += 1) mask &= store.may(parts[at] ?? TRUE);
  return mask;
}

/** Kinds of values that may fail one of these. */
function kindsOfAny(store: Store, parts: readonly Lit[]): Mask {
  let mask = 0;
  for (let at = 0; at < parts.length && mask !== ANY; at += 1) mask |= store.may(not(parts[at] ?? TRUE));
  return mask;
}

function kindsOfList(values: ReadonlyMap<string, JsonValue>, negated: boolean): Mask {
  if (!negated) return [...values.values()].reduce<Mask>((all, value) => all | kindOf(value), 0);
  const full = (values.has("null") ? KIND.null : 0) | (values.has("true") && values.has("false") ? KIND.boolean : 0);
  return ANY & ~full;
}
