import type { JsonValue } from "../../core/json.ts";
import type { UndecidedCode } from "../answer.ts";
import type { Rational } from "../decimal.ts";

/**
 * A literal: a node or its negation. The number of the node, doubled, plus one when negated; so `lit ^ 1` negates,
 * and two equal schemas are one number.
 */
export type Lit = number;

/** The literal that every value meets. */
export const TRUE: Lit = 0;

/** The literal that no value meets. */
export const FALSE: Lit = 1;

/** Negation. */
export const not = (lit: Lit): Lit => lit ^ 1;

/** True for a negated literal. */
export const isNegated = (lit: Lit): boolean => (lit & 1) === 1;

/** The kinds of JSON values, as bits; numbers are split into integers and the rest. */
export const KIND = { null: 1, boolean: 2, integer: 4, fraction: 8, string: 16, array: 32, object: 64 } as const;

/** Bits of `KIND`, joined. */
export type Mask = number;

/** All kinds. */
export const ANY: Mask = 127;

/** Both kinds of numbers. */
export const NUMBER: Mask = KIND.integer | KIND.fraction;

/** The kind of a JSON value. */
export function kindOf(value: JsonValue): Mask {
  if (value === null) return KIND.null;
  if (typeof value === "boolean") return KIND.boolean;
  if (typeof value === "number") return Number.isInteger(value) ? KIND.integer : KIND.fraction;
  if (typeof value === "string") return KIND.string;
  return Array.isArray(value) ? KIND.array : KIND.object;
}

/** A set of property names: one name, or all that match every pattern of `all` and are not excluded. */
export type NameSet =
  | { readonly one: string }
  | {
      readonly one?: undefined;
      readonly all: readonly string[];
      readonly butNames: readonly string[];
      readonly butPatterns: readonly string[];
    };

/**
 * A node of the intermediate form. `and` joins; "or" is the negation of an `and` of negations. Every other node
 * but `oneOf` and `ref` is an atom; atoms about one kind of value hold for all values of other kinds.
 */
export type Node =
  | { readonly kind: "true" }
  | { readonly kind: "type"; readonly mask: Mask }
  | { readonly kind: "and"; readonly of: readonly Lit[] }
  | { readonly kind: "oneOf"; readonly of: readonly Lit[] }
  | { readonly kind: "ref"; readonly ref: number }
  /** One of these values; keys are their canonical texts. */
  | { readonly kind: "values"; readonly values: ReadonlyMap<string, JsonValue> }
  | { readonly kind: "lower"; readonly at: Rational; readonly strict: boolean }
  | { readonly kind: "upper"; readonly at: Rational; readonly strict: boolean }
  | { readonly kind: "multiple"; readonly of: Rational }
  | { readonly kind: "minLength"; readonly count: number }
  | { readonly kind: "maxLength"; readonly count: number }
  | { readonly kind: "pattern"; readonly source: string }
  | { readonly kind: "format"; readonly name: string }
  /** Every property whose name is in the set meets `lit`. */
  | { readonly kind: "each"; readonly names: NameSet; readonly lit: Lit }
  | { readonly kind: "required"; readonly name: string }
  | { readonly kind: "minProperties"; readonly count: number }
  | { readonly kind: "maxProperties"; readonly count: number }
  /** Every property name, as a string, meets `lit`. */
  | { readonly kind: "names"; readonly lit: Lit }
  /** The item at `index`, if there is one, meets `lit`. */
  | { readonly kind: "item"; readonly index: number; readonly lit: Lit }
  /** Every item at `from` or later meets `lit`. */
  | { readonly kind: "items"; readonly from: number; readonly lit: Lit }
  | { readonly kind: "minItems"; readonly count: number }
  | { readonly kind: "maxItems"; readonly count: number }
  /** At least `count` items meet `lit`. */
  | { readonly kind: "contains"; readonly lit: Lit; readonly count: number }
  | { readonly kind: "unique" }
  /** Something that is not modelled: its truth is not known, but it equals itself. */
  | { readonly kind: "opaque"; readonly code: UndecidedCode; readonly text: string; readonly mask: Mask };

/** Kinds of values that an atom speaks about; the atom holds for every other kind. */
export function scopeOf(node: Node): Mask {
  switch (node.kind) {
    case "lower":
    case "upper":
    case "multiple":
      return NUMBER;
    case "minLength":
    case "maxLength":
    case "pattern":
    case "format":
      return KIND.string;
    case "each":
    case "required":
    case "minProperties":
    case "maxProperties":
    case "names":
      return KIND.object;
    case "item":
    case "items":
    case "minItems":
    case "maxItems":
    case "contains":
    case "unique":
      return KIND.array;
    case "opaque":
      return node.mask;
    default:
      return ANY;
  }
}

/** Equal for equal sets of names only. */
export const keyOfNames = (names: NameSet): string =>
  names.one !== undefined
    ? `=${JSON.stringify(names.one)}`
    : `~${JSON.stringify([names.all, names.butNames, names.butPatterns])}`;
