import { isObject } from "../../../core/json.ts";

/** Where a schema can stand, and how oasdiff calls it there. */
export const POSITIONS = ["request", "response", "parameter", "header"] as const;

/** One of the positions. */
export type Position = (typeof POSITIONS)[number];

/** The prefixes of oasdiff's names by position, for the whole value and for a property of it. */
const PREFIXES: Readonly<Record<Position, { readonly whole: string; readonly property: string }>> = {
  request: { whole: "request-body-", property: "request-property-" },
  response: { whole: "response-body-", property: "response-property-" },
  parameter: { whole: "request-parameter-", property: "request-parameter-property-" },
  header: { whole: "response-header-", property: "response-header-" },
};

type Named = Readonly<Partial<Record<Position, readonly string[]>>>;

/** oasdiff's names that do not follow from the position: by change. */
const NAMED: Readonly<Record<string, Named>> = {
  "property-required": {
    request: ["request-property-became-required", "request-property-became-required-with-default"],
    response: ["response-property-became-required", "response-write-only-property-became-required"],
    parameter: ["request-parameter-property-became-required", "request-header-property-became-required"],
  },
  "property-optional": {
    request: ["request-property-became-optional"],
    response: ["response-property-became-optional", "response-write-only-property-became-optional"],
    parameter: ["request-parameter-property-became-optional"],
  },
  "property-added": {
    request: ["new-optional-request-property"],
    response: ["response-optional-property-added", "response-optional-write-only-property-added"],
  },
  "property-removed": {
    request: ["request-property-removed"],
    response: ["response-optional-property-removed", "response-optional-write-only-property-removed"],
  },
  "required-property-added": {
    request: ["new-required-request-property", "new-required-request-property-with-default"],
    response: ["response-required-property-added", "response-required-write-only-property-added"],
    parameter: ["new-required-request-header-property"],
  },
  "required-property-removed": {
    request: ["request-property-removed"],
    response: ["response-required-property-removed", "response-required-write-only-property-removed"],
  },
  "enum-shrunk": {
    request: ["request-read-only-property-enum-value-removed"],
    response: ["response-mediatype-enum-value-removed"],
  },
  "enum-grown": { response: ["response-write-only-property-enum-value-added"] },
  "enum-added": { parameter: ["request-header-property-became-enum"] },
  "maximum-decreased": { request: ["request-read-only-property-max-decreased"] },
  "minimum-increased": { request: ["request-read-only-property-min-increased"] },
  "exclusive-maximum-decreased": { request: ["request-read-only-property-exclusive-max-decreased"] },
  "exclusive-minimum-increased": { request: ["request-read-only-property-exclusive-min-increased"] },
  "max-length-decreased": { request: ["request-read-only-property-max-length-decreased"] },
  "read-only-added": {
    request: ["request-optional-property-became-read-only", "request-required-property-became-read-only"],
  },
  "read-only-removed": {
    request: ["request-optional-property-became-not-read-only", "request-required-property-became-not-read-only"],
  },
  "write-only-added": {
    response: ["response-optional-property-became-write-only", "response-required-property-became-write-only"],
  },
  "write-only-removed": {
    response: ["response-optional-property-became-not-write-only", "response-required-property-became-not-write-only"],
  },
};

/**
 * oasdiff's names (1.28) for a change at a position: its aspects after the prefix of the whole value or of a property,
 * and the names that follow no such pattern.
 */
export function peersOf(
  position: Position,
  change: string,
  aspects: readonly string[],
  isProperty: boolean,
): readonly string[] {
  const prefix = PREFIXES[position][isProperty ? "property" : "whole"];
  return [...aspects.map((aspect) => prefix + aspect), ...(NAMED[change]?.[position] ?? [])];
}

/** What is so of a change, which some of oasdiff's names say with it. */
export type Trait = "read-only" | "write-only" | "default" | "header" | "sunset";

const SAID: readonly (readonly [name: RegExp, trait: Trait])[] = [
  [/-read-only-property-/, "read-only"],
  [/-write-only-property-/, "write-only"],
  [/-with-default$/, "default"],
  [/-header-property/, "header"],
  [/-with-sunset$/, "sunset"],
];

/** Of the names of a change those that say what is so of it, else those that say nothing more. */
export function fittingPeers(names: readonly string[], ...traits: readonly (Trait | false)[]): readonly string[] {
  const traitOf = (name: string): Trait | undefined => SAID.find(([pattern]) => pattern.test(name))?.[1];
  const plain = names.filter((name) => traitOf(name) === undefined);
  const exact = names.filter((name) => !plain.includes(name) && traits.includes(traitOf(name) ?? false));
  return exact.length > 0 ? exact : plain;
}

/** The aspects in oasdiff's names of what differs between two discriminators. */
export function discriminatorPeers(before: unknown, after: unknown): readonly string[] {
  const [was, is] = [mappingOf(before), mappingOf(after)];
  const [old, next] = [Object.keys(was), Object.keys(is)];
  return [
    ...(nameIn(before) === nameIn(after) ? [] : ["property-name-changed"]),
    ...(next.every((key) => Object.hasOwn(was, key)) ? [] : ["mapping-added"]),
    ...(old.some((key) => Object.hasOwn(is, key) && was[key] !== is[key]) ? ["mapping-changed"] : []),
    ...(old.every((key) => Object.hasOwn(is, key)) ? [] : ["mapping-deleted"]),
  ].map((aspect) => `discriminator-${aspect}`);
}

/** Swagger 2.0 writes the name alone. */
const nameIn = (discriminator: unknown): unknown =>
  isObject(discriminator) ? discriminator.propertyName : discriminator;

const mappingOf = (discriminator: unknown): Readonly<Record<string, unknown>> =>
  isObject(discriminator) && isObject(discriminator.mapping) ? discriminator.mapping : {};
