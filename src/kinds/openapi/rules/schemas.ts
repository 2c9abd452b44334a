import type { Side } from "../../../core/place.ts";
import type { Node } from "../node.ts";
import { discriminatorPeers, fittingPeers, POSITIONS, type Position, peersOf, type Trait } from "./peers.ts";
import { BOTH, HTTP, oasdiff, type Row } from "./row.ts";

/** A change of a schema, in any position. */
interface Change {
  /** Why a break by it may stand without a witness. */
  readonly waiver?: string;
  readonly id: string;
  readonly mirror: string;
  /** What differs, after `a schema in the request`. */
  readonly meaning: string;
  /** The verb phrase of the message: `what` and the position are put around it. */
  readonly says: (what: string, old: string, next: string) => string;
  /** oasdiff's aspects: `max-decreased` for `request-body-max-decreased`. */
  readonly peers: readonly string[];
}

/** A keyword with a bound: what is allowed shrinks or grows with it. */
function bound(keyword: string, id: string, peer: string): readonly Change[] {
  const say = (verb: string) => (what: string, old: string, next: string) =>
    `${keyword} of ${what} ${verb} from ${old} to ${next}`;
  return [
    {
      id: `${id}-decreased`,
      mirror: `${id}-increased`,
      meaning: `${keyword} is lower`,
      says: say("goes down"),
      peers: [`${peer}-decreased`],
    },
    {
      id: `${id}-increased`,
      mirror: `${id}-decreased`,
      meaning: `${keyword} is higher`,
      says: say("goes up"),
      peers: [`${peer}-increased`],
    },
    ...presence(keyword, id, [`${peer}-set`], [`${peer}-unset`]),
  ];
}

/** A keyword that appears or goes away. */
function presence(
  keyword: string,
  id: string,
  added: readonly string[],
  removed: readonly string[],
): readonly Change[] {
  return [
    {
      id: `${id}-added`,
      mirror: `${id}-removed`,
      meaning: `${keyword} is new`,
      says: (what, _old, next) => `${what} now has ${keyword}${next === "" ? "" : ` ${next}`}`,
      peers: added,
    },
    {
      id: `${id}-removed`,
      mirror: `${id}-added`,
      meaning: `${keyword} is gone`,
      says: (what, old) => `${what} no longer has ${keyword}${old === "" ? "" : ` ${old}`}`,
      peers: removed,
    },
  ];
}

/** A keyword whose value differs. */
function changed(keyword: string, id: string, peers: readonly string[]): Change {
  return {
    id: `${id}-changed`,
    mirror: `${id}-changed`,
    meaning: `${keyword} differs`,
    says: (what, old, next) => `${keyword} of ${what} changes${how(old, next)}`,
    peers,
  };
}

/** From what to what; without the first only what is known of it. */
function how(old: string, next: string): string {
  if (old !== "") return ` from ${old} to ${next}`;
  return next === "" ? "" : ` (${next})`;
}

/** A keyword that can appear, go away or differ. */
const whole = (keyword: string, id: string, peer: string): readonly Change[] => [
  ...presence(keyword, id, [`${peer}-added`], [`${peer}-removed`]),
  changed(keyword, id, [`${peer}-changed`]),
];

/** What must not be; a verb as for other keywords would read as its opposite. */
const exclusion = (verb: string, mirror: string, meaning: string, says: Change["says"]): readonly Change[] => [
  { id: `not-${verb}`, mirror: `not-${mirror}`, meaning, says, peers: [`not-${verb}`] },
];

/** Changes whose breaks no message can show. */
const waived = (waiver: string, changes: readonly Change[]): readonly Change[] =>
  changes.map((change) => ({ ...change, waiver }));

const DECODED = "the text itself is taken by both sides: what it stands for once it is decoded, no validator reads";

const CHANGES: readonly Change[] = [
  {
    id: "type-narrowed",
    mirror: "type-widened",
    meaning: "fewer types are allowed",
    says: (what, old, next) => `${what} was ${old} and is now ${next} only`,
    peers: ["type-specialized", "list-of-types-narrowed", "type-changed", "type-compatible"],
  },
  {
    id: "type-widened",
    mirror: "type-narrowed",
    meaning: "more types are allowed",
    says: (what, old, next) => `${what} was ${old} and may now be ${next}`,
    peers: ["type-generalized", "list-of-types-widened", "type-changed", "type-compatible"],
  },
  changed("the type", "type", ["type-changed", "type-compatible"]),
  {
    id: "null-refused",
    mirror: "null-allowed",
    meaning: "null is no longer allowed",
    says: (what) => `${what} may no longer be null`,
    peers: ["became-not-nullable"],
  },
  {
    id: "null-allowed",
    mirror: "null-refused",
    meaning: "null is allowed",
    says: (what) => `${what} may now be null`,
    peers: ["became-nullable"],
  },
  {
    id: "enum-shrunk",
    mirror: "enum-grown",
    meaning: "values are gone from a list of allowed values",
    says: (what, old) => `${what} may no longer be ${old}`,
    peers: ["enum-value-removed"],
  },
  {
    id: "enum-grown",
    mirror: "enum-shrunk",
    meaning: "values are new in a list of allowed values",
    says: (what, _old, next) => `${what} may now be ${next}`,
    peers: ["enum-value-added"],
  },
  ...presence("a list of allowed values", "enum", ["became-enum"], ["enum-value-removed"]),
  ...whole("const", "const", "const"),
  {
    id: "property-required",
    mirror: "property-optional",
    meaning: "a property must now be there",
    says: (what) => `${what} is now required`,
    peers: [],
  },
  {
    id: "property-optional",
    mirror: "property-required",
    meaning: "a property may now be left out",
    says: (what) => `${what} may now be left out`,
    peers: [],
  },
  {
    id: "property-added",
    mirror: "property-removed",
    meaning: "a property is newly described",
    says: (what) => `${what} is new`,
    peers: [],
  },
  {
    id: "property-removed",
    mirror: "property-added",
    meaning: "a property is no longer described",
    says: (what) => `${what} is no longer described`,
    peers: [],
  },
  {
    id: "required-property-added",
    mirror: "required-property-removed",
    meaning: "a property is new and required",
    says: (what) => `${what} is new and required`,
    peers: [],
  },
  {
    id: "required-property-removed",
    mirror: "required-property-added",
    meaning: "a property that was always there is gone",
    says: (what) => `${what}, which was required, is gone`,
    peers: [],
  },
  {
    id: "closed",
    mirror: "opened",
    meaning: "names that are not described are no longer allowed",
    says: (what) => `${what} no longer allows properties that are not described`,
    peers: [],
  },
  {
    id: "opened",
    mirror: "closed",
    meaning: "names that are not described are allowed",
    says: (what) => `${what} now allows properties that are not described`,
    peers: [],
  },
  changed("what properties without a description may be", "additional-properties", []),
  ...bound("maximum", "maximum", "max"),
  ...bound("minimum", "minimum", "min"),
  ...bound("exclusiveMaximum", "exclusive-maximum", "exclusive-max"),
  ...bound("exclusiveMinimum", "exclusive-minimum", "exclusive-min"),
  ...bound("maxLength", "max-length", "max-length"),
  ...bound("minLength", "min-length", "min-length"),
  ...bound("maxItems", "max-items", "max-items"),
  ...bound("minItems", "min-items", "min-items"),
  ...bound("maxProperties", "max-properties", "max-properties"),
  ...bound("minProperties", "min-properties", "min-properties"),
  ...bound("minContains", "min-contains", "min-contains"),
  ...bound("maxContains", "max-contains", "max-contains"),
  ...whole("multipleOf", "multiple-of", "multiple-of"),
  ...presence("uniqueItems", "unique-items", ["unique-items-added"], ["unique-items-removed"]),
  ...presence("pattern", "pattern", ["pattern-added"], ["pattern-removed", "pattern-generalized"]),
  changed("pattern", "pattern", ["pattern-changed", "pattern-generalized"]),
  ...presence("format", "format", ["type-changed"], ["type-changed"]),
  changed("format", "format", ["type-changed"]),
  ...presence("a restriction of its items", "items", ["items-added"], ["items-removed"]),
  ...whole("prefixItems", "prefix-items", "prefix-items"),
  ...whole("contains", "contains", "contains"),
  ...presence("allOf", "all-of", ["all-of-added"], ["all-of-removed"]),
  ...presence(
    "anyOf",
    "any-of",
    ["any-of-added", "list-of-types-widened"],
    ["any-of-removed", "list-of-types-narrowed"],
  ),
  ...presence(
    "oneOf",
    "one-of",
    ["one-of-added", "wrapped-in-one-of", "list-of-types-widened"],
    ["one-of-removed", "list-of-types-narrowed"],
  ),
  ...exclusion("added", "removed", "`not` is new", (what) => `${what} may no longer be what \`not\` describes`),
  ...exclusion("removed", "added", "`not` is gone", (what) => `${what} may now be what \`not\` described`),
  ...exclusion("changed", "changed", "`not` differs", (what) => `what \`not\` keeps out of ${what} changes`),
  ...presence("if", "if", ["if-added", "then-added", "else-added"], ["if-removed", "then-removed", "else-removed"]),
  changed("if", "if", ["if-added", "then-added", "else-added", "if-removed", "then-removed", "else-removed"]),
  ...whole("then", "then", "then"),
  ...whole("else", "else", "else"),
  ...whole("dependentRequired", "dependent-required", "dependent-required"),
  ...whole("dependentSchemas", "dependent-schemas", "dependent-schema"),
  ...whole("patternProperties", "pattern-properties", "pattern-property"),
  ...whole("propertyNames", "property-names", "property-names"),
  ...whole("unevaluatedProperties", "unevaluated-properties", "unevaluated-properties"),
  ...whole("unevaluatedItems", "unevaluated-items", "unevaluated-items"),
  ...waived(DECODED, [
    ...whole("the encoding of its content", "content-encoding", "content-encoding"),
    ...whole("the media type of its content", "content-media-type", "content-media-type"),
    ...whole("the schema of its content", "content-schema", "content-schema"),
  ]),
  ...presence("a discriminator", "discriminator", ["discriminator-added"], ["discriminator-removed"]),
  changed("a discriminator", "discriminator", [
    "discriminator-property-name-changed",
    "discriminator-mapping-added",
    "discriminator-mapping-changed",
    "discriminator-mapping-deleted",
  ]),
  ...whole("a default", "default", "default-value"),
  ...waived("no validator asks who sends a property: some servers refuse one that is readOnly, others pass it over", [
    ...presence("readOnly", "read-only", [], []),
  ]),
  ...waived("no validator asks who sends a property: one that is writeOnly may be in responses still, or not", [
    ...presence("writeOnly", "write-only", [], []),
  ]),
  ...waived("the list says which values are understood: no validator refuses the others", [
    ...presence("the list of extensible values", "extensible-enum", [], ["x-extensible-enum-value-removed"]),
    changed("the list of extensible values", "extensible-enum", ["x-extensible-enum-value-removed"]),
  ]),
  changed("what is allowed", "schema", []),
];

const PLACE_NAMES: Readonly<Record<Position, string>> = {
  request: "a request body",
  response: "a response body",
  parameter: "a parameter",
  header: "a response header",
};

/** Rules about schemas: every change in every position. */
export const SCHEMA_RULES: readonly Row[] = POSITIONS.flatMap((position) =>
  CHANGES.filter(({ id }) => isPossible(position, id)).map((change) => rowOf(position, change)),
);

/** readOnly matters in requests only, writeOnly in responses only; the default of a parameter has a rule of its own. */
function isPossible(position: Position, change: string): boolean {
  const request = position === "request" || position === "parameter";
  if (change.startsWith("default-") && position === "parameter") return false;
  if (change.startsWith("read-only-")) return request;
  return !(change.startsWith("write-only-") && request);
}

function rowOf(position: Position, change: Change): Row {
  let peers: Row["peers"] | undefined;
  return {
    id: `openapi.${position}.${change.id}`,
    mirror: `openapi.${position}.${change.mirror}`,
    meaning: `in ${PLACE_NAMES[position]}, ${change.meaning}`,
    why: "a value that one side may send is refused, or read as something else, by the other",
    instead: "widen what is read before what is written, and narrow what is written before what is read",
    surfaces: HTTP,
    directions: BOTH,
    ...(change.waiver && { waiver: change.waiver }),
    // a comparison asks for those of a few rows: all of them would take as long as reading a small document
    get peers() {
      peers ??= oasdiff(
        ...new Set([false, true].flatMap((inside) => peersOf(position, change.id, change.peers, inside))),
      );
      return peers;
    },
    message: ({ what, where, old, next }) => `in ${where}, ${change.says(what, old, next)}`,
  };
}

/** oasdiff's names for a change at a position, for the whole value or a property of it; `nodes`: what differs. */
export function peersOfEdit(
  position: Position,
  change: string,
  isProperty: boolean,
  { before, after }: Readonly<Record<Side, Pick<Node, "value"> | null>> = { before: null, after: null },
  ...traits: readonly (Trait | false)[]
): readonly string[] {
  const aspects =
    change === "discriminator-changed"
      ? discriminatorPeers(before?.value, after?.value)
      : (CHANGES.find(({ id }) => id === change)?.peers ?? []);
  return fittingPeers(peersOf(position, change, aspects, isProperty), ...traits);
}
