import type { JsonValue } from "../../core/json.ts";
import { ANY, isNegated, KIND, kindOf, type Lit, type Mask, not, scopeOf } from "./node.ts";
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
    case "and": {
      const masks = node.of.map((part) => store.may(negated ? not(part) : part));
      return negated ? masks.reduce((all, mask) => all | mask, 0) : masks.reduce((all, mask) => all & mask, ANY);
    }
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

function kindsOfList(values: ReadonlyMap<string, JsonValue>, negated: boolean): Mask {
  if (!negated) return [...values.values()].reduce<Mask>((all, value) => all | kindOf(value), 0);
  const full = (values.has("null") ? KIND.null : 0) | (values.has("true") && values.has("false") ? KIND.boolean : 0);
  return ANY & ~full;
}
