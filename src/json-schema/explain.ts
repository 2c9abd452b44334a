import { type Rational, toText } from "./decimal.ts";
import { isNegated, KIND, type Lit, type NameSet, type Node, NUMBER, not } from "./model/node.ts";
import type { Store } from "./model/store.ts";
import type { Outcome } from "./solve/outcome.ts";

/** Lines of an explanation; the rest is counted. */
const MAX_LINES = 60;

/** Longest text shown for one list of values. */
const MAX_TEXT = 60;

/** Asks one question, and says how many steps it took. */
type Ask = (lits: readonly Lit[]) => { readonly outcome: Outcome; readonly steps: number };

/**
 * Why every value of the writer is one of the reader: one line for each thing that the reader demands, with the rule
 * that discharged it. Only for pairs that were decided to be contained.
 */
export function explainContained(store: Store, writer: Lit, reader: Lit, ask: Ask): readonly string[] {
  if (ask([writer]).outcome.is === "empty") return ["A has no value at all, so nothing can be refused"];
  const demanded = partsOf(store, store.follow(reader));
  const given = new Set(partsOf(store, store.follow(writer)));
  const lines = demanded.slice(0, MAX_LINES).map((part) => {
    const text = describe(store, part);
    if (given.has(part)) return `${text}: A demands the same`;
    if ((store.may(writer) & store.may(not(part))) === 0) return `${text}: A has no value of a kind that could fail it`;
    const { steps } = ask([writer, not(part)]);
    return `${text}: "A and not this" was searched and has no value (${steps} steps)`;
  });
  return demanded.length > MAX_LINES ? [...lines, `and ${demanded.length - MAX_LINES} more, each proved so`] : lines;
}

function partsOf(store: Store, lit: Lit): readonly Lit[] {
  const node = store.node(lit);
  return node.kind === "and" && !isNegated(lit) ? node.of : [lit];
}

/** A literal in a few words. */
function describe(store: Store, lit: Lit): string {
  const text = words(store, store.node(lit));
  return isNegated(lit) ? `not (${text})` : text;
}

function words(store: Store, node: Node): string {
  switch (node.kind) {
    case "true":
      return "anything";
    case "type":
      return `type ${kindNames(node.mask).join(" or ")}`;
    case "and":
      return node.of.every(isNegated) ? `none of ${node.of.length} alternatives` : `all of ${node.of.length} demands`;
    case "oneOf":
      return `exactly one of ${node.of.length} alternatives`;
    case "ref":
      return "a referenced schema";
    case "values":
      return `one of ${shorten([...node.values.keys()].join(", "))}`;
    case "lower":
      return `${node.strict ? "more than" : "at least"} ${numberText(node.at)}`;
    case "upper":
      return `${node.strict ? "less than" : "at most"} ${numberText(node.at)}`;
    case "multiple":
      return `a multiple of ${numberText(node.of)}`;
    case "pattern":
      return `pattern ${shorten(node.source)}`;
    case "format":
      return `format ${node.name}`;
    case "each":
      return `${nameText(node.names)}: ${describe(store, node.lit)}`;
    case "required":
      return `property ${JSON.stringify(node.name)} present`;
    case "names":
      return `every name: ${describe(store, node.lit)}`;
    case "item":
      return `item ${node.index}: ${describe(store, node.lit)}`;
    case "items":
      return `items from ${node.from}: ${describe(store, node.lit)}`;
    case "contains":
      return `at least ${node.count} items: ${describe(store, node.lit)}`;
    case "unique":
      return "items all different";
    case "opaque":
      return shorten(node.text);
    default:
      return `${node.kind} ${node.count}`;
  }
}

const shorten = (text: string): string => (text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text);

const numberText = (value: Rational): string => toText(value) ?? `${value.num}/${value.den}`;

function nameText(names: NameSet): string {
  if (names.one !== undefined) return `property ${JSON.stringify(names.one)}`;
  if (names.all.length > 0) return `properties named like ${shorten(names.all.join(" and "))}`;
  return names.butNames.length + names.butPatterns.length > 0 ? "other properties" : "all properties";
}

function kindNames(mask: number): readonly string[] {
  const names = (Object.keys(KIND) as (keyof typeof KIND)[]).filter((name) => (mask & KIND[name]) !== 0);
  return (mask & NUMBER) === NUMBER
    ? [...names.filter((name) => name !== "integer" && name !== "fraction"), "number"]
    : names;
}
