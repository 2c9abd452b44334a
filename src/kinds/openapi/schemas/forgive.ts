import type { Forgiven } from "../../../core/reading.ts";
import type { Tolerance } from "../../../core/verdict.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import type { Flow } from "../compare/flow.ts";
import type { EditJudge, Shown } from "./alone.ts";
import type { Edit } from "./edit.ts";
import { policyFor } from "./judge.ts";

/** Edits that speak of undeclared names themselves: to take such names as absent would forgive every one of them. */
const ABOUT_OTHERS: ReadonlySet<string> = new Set([
  "closed",
  "additional-properties-changed",
  "property-names-added",
  "property-names-changed",
  "pattern-properties-added",
  "pattern-properties-changed",
  "unevaluated-properties-added",
  "unevaluated-properties-changed",
]);

/** One way to forgive, and how it reads. */
interface Way {
  readonly tolerance: Tolerance;
  /** Only where the document marks the enum. */
  readonly marked?: true;
  readonly policy: Partial<Policy>;
}

/** What forgiving needs. */
export interface Forgiving {
  readonly edits: EditJudge;
  readonly tolerances: readonly Tolerance[];
  /** May some list of values be marked as one that may grow? */
  readonly marks: () => boolean;
}

const MARKED: Way = { tolerance: "extensible-enums", marked: true, policy: { extensibleEnums: "marked" } };

/**
 * What forgives a strict break, of the tolerances asked for and what the document marks: one tolerance if one is
 * enough, else the fewest together. Null where nothing does. `shown` holds a value that shows the strict break: what it
 * still shows is not forgiven.
 */
export function forgivenBy(
  { edits, tolerances, marks }: Forgiving,
  edit: Pick<Edit, "writer" | "reader" | "change" | "added">,
  flow: Flow,
  shown: Shown | null = null,
): Forgiven | null {
  const ways = waysFor(edit.change, flow).filter((way) =>
    way === MARKED ? marks() : tolerances.includes(way.tolerance),
  );
  const forgives = (some: readonly Way[]): boolean => {
    const policy: Policy = Object.assign({}, policyFor(flow.message), ...some.map((way) => way.policy));
    return edits.forgives(edit, policy, shown);
  };
  const alone = ways.find((way) => forgives([way]));
  if (alone) return named([alone]);
  if (ways.length < 2 || !forgives(ways)) return null;
  const few = pairsOf(ways).find(forgives);
  return named(few ?? ways);
}

/** That a list may grow is said to consumers: a provider takes the values that it lists. */
function waysFor(change: string, { message, reversed }: Flow): readonly Way[] {
  const absent: Way = { tolerance: "undeclared-names-absent", policy: { undeclaredNamesAbsent: true } };
  const unknown: Way = { tolerance: "ignore-unknown-fields", policy: { ignoreUnknownProperties: true } };
  const enums: Way = { tolerance: "extensible-enums", policy: { extensibleEnums: "on" } };
  return [
    ...(ABOUT_OTHERS.has(change) ? [] : [absent]),
    ...(message === "response" ? [unknown] : []),
    ...(message === "request" && !reversed ? [] : [MARKED, enums]),
  ];
}

const pairsOf = (ways: readonly Way[]): readonly (readonly Way[])[] =>
  ways.flatMap((one, index) => ways.slice(index + 1).map((other) => [one, other]));

/** An enum that every reader takes as open needs no mark. */
function named(ways: readonly Way[]): Forgiven | null {
  const open = ways.some((way) => way.policy.extensibleEnums === "on");
  const [first, ...others] = ways.filter((way) => !(open && way.marked));
  if (first === undefined) return null;
  return {
    tolerance: first.tolerance,
    ...(others.length > 0 && { alsoTolerances: others.map(({ tolerance }) => tolerance) }),
    ...(ways.includes(MARKED) && !open && { marked: true as const }),
  };
}

/** Everything that forgave single edits, at once. */
export function forgivingPolicy(forgiven: readonly Forgiven[], view: "request" | "response"): Policy {
  const needs = (name: Tolerance): readonly Forgiven[] =>
    forgiven.filter(({ tolerance, alsoTolerances = [] }) => tolerance === name || alsoTolerances.includes(name));
  const enums = needs("extensible-enums");
  return {
    ...policyFor(view),
    undeclaredNamesAbsent: needs("undeclared-names-absent").length > 0,
    ignoreUnknownProperties: needs("ignore-unknown-fields").length > 0,
    extensibleEnums: enums.length === 0 ? "off" : enums.every(({ marked }) => marked === true) ? "marked" : "on",
  };
}
