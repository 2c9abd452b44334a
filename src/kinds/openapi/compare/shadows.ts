import type { Direction } from "../../../core/finding.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import type { Api, Operation, Parameter } from "../model.ts";
import { erased, parameterKey } from "../paths.ts";
import { matchPath } from "../proof/http.ts";
import { policyFor } from "../schemas/judge.ts";
import { compareAnswers } from "./answers.ts";
import { compareBodies } from "./bodies.ts";
import { type Comparison, type Emission, type OperationPair, sentenceOf } from "./comparison.ts";
import { directionOf, REQUEST } from "./flow.ts";
import { compareParameters } from "./parameters.ts";
import { compareSecurity } from "./security.ts";

/** How requests for the special path fare with the operation that answers them now, in one direction. */
type Fate = Pick<Emission, "level" | "flow" | "writer" | "pair" | "focus"> & { readonly why: string };

/**
 * A path that is more specific than another one takes its requests (OpenAPI 3.1, 4.8.8: concrete before templated).
 * For callers of the specific path another operation answers then: a risk where the two can be called alike, and a
 * break where not. That callers of the other one mean just this path by a value of its parameter is a risk only.
 */
export function compareShadows(
  comparison: Comparison,
  added: readonly Operation[],
  removed: readonly Operation[],
): void {
  for (const operation of added) shade(comparison, operation, "after");
  for (const operation of removed) shade(comparison, operation, "before");
}

/** Says what becomes of the requests for an operation that only `owner` has. */
function shade(comparison: Comparison, special: Operation, owner: Side): void {
  const general = shadowedBy(comparison, special, otherSide(owner));
  if (general === null) return;
  const [before, after] = owner === "before" ? [special, general] : [general, special];
  for (const fate of fates(comparison, special, general, owner)) {
    comparison.emit({
      ...fate,
      rule: (owner === "after") === (fate.writer === "before") ? "operation.shadows" : "operation.unshadows",
      element: special.key,
      before: before.node,
      after: after.node,
      what: special.name,
      old: general.name,
      next: fate.why,
    });
  }
}

/** One fate a direction; none where the general operation refuses the path, for what its own callers send. */
function fates(comparison: Comparison, special: Operation, general: Operation, owner: Side): readonly Fate[] {
  const pairWith = (other: Operation): OperationPair =>
    owner === "before"
      ? { before: special, after: other, reversed: false }
      : { before: other, after: special, reversed: false };
  const refused = refusedIn(comparison, special, general, otherSide(owner));
  if (refused !== null) {
    const why = `it takes no such path parameter ${refused.name}`;
    const focus = { type: "parameter-refused", key: refused.key } as const;
    return [{ level: "breaking", flow: REQUEST, writer: owner, pair: pairWith(general), focus, why }];
  }
  const pair = pairWith(pinned(special, general));
  const emissions = emissionsOf(comparison, pair);
  const certain = directionOf(REQUEST, owner);
  return (["backward", "forward"] as const).map((direction) => {
    const worst = worstOf(emissions, direction, pair);
    return direction === certain ? worst : { ...worst, level: "risky" };
  });
}

/** What comparing the two as one operation says. */
function emissionsOf(comparison: Comparison, pair: OperationPair): readonly Emission[] {
  const emissions: Emission[] = [];
  const quiet: Comparison = { ...comparison, schemas: [], emit: (emission) => emissions.push(emission) };
  compareParameters(quiet, pair);
  compareBodies(quiet, pair);
  compareAnswers(quiet, pair);
  compareSecurity(quiet, pair);
  return emissions;
}

function worstOf(emissions: readonly Emission[], direction: Direction, pair: OperationPair): Fate {
  const along = emissions.filter(({ flow, writer }) => directionOf(flow, writer) === direction);
  const found = along.find(({ level }) => level === "breaking") ?? along.find(({ level }) => level === "undecided");
  if (found) {
    const { level, flow, writer, focus } = found;
    return { level, flow, writer, pair, focus, why: sentenceOf(found) };
  }
  const writer = direction === "backward" ? "before" : "after";
  return { level: "risky", flow: REQUEST, writer, pair, focus: null, why: "" };
}

/** The general operation as it is called for the special path: without the path parameters that are fixed there. */
function pinned(special: Operation, general: Operation): Operation {
  const fixed = special.path.split("/");
  const segments = general.path.split("/").map((part, index) => {
    const own = fixed[index] ?? "";
    return own.includes("{") ? part : own;
  });
  const path = segments.join("/");
  const parameters = general.parameters
    .filter((parameter) => parameter.in !== "path" || path.includes(`{${parameter.name}}`))
    .map((parameter) => ({ ...parameter, key: parameterKey(parameter.in, parameter.name, path) }));
  return { ...general, path, parameters };
}

/** The path parameter of the general operation that refuses what the special path has in its place, or null. */
function refusedIn(comparison: Comparison, special: Operation, general: Operation, side: Side): Parameter | null {
  const texts = matchPath(general.path, special.path);
  const refuses = ({ in: place, name, schema }: Parameter): boolean => {
    const text = texts?.get(name);
    if (place !== "path" || schema === null || text === undefined || text.includes("{")) return false;
    const readings: readonly unknown[] = [
      text,
      [text],
      ...(isLiteral(text) ? [JSON.parse(text), [JSON.parse(text)]] : []),
    ];
    const policy = policyFor("request");
    return readings.every((value) => comparison.judge.accepts({ side, node: schema }, value, policy) === false);
  };
  return general.parameters.find(refuses) ?? null;
}

const isLiteral = (text: string): boolean => /^(true|false|-?(0|[1-9]\d*)(\.\d+)?)$/.test(text);

/** The operation of a side that answers the requests for a path which that side does not have itself, or null. */
export function shadowedBy(comparison: Comparison, special: Operation, side: Side): Operation | null {
  const segments = segmentsOf(special.path);
  const others = templatesOf(comparison[side]).get(`${special.method} ${segments.length}`) ?? [];
  return others.find((other) => shadows(segments, other.segments))?.operation ?? null;
}

/** An operation with variables in its path, which is split. */
interface Template {
  readonly operation: Operation;
  readonly segments: readonly string[];
}

const templates = new WeakMap<Api, ReadonlyMap<string, readonly Template[]>>();

/** The operations whose paths have variables, by method and number of segments: no other one can stand in. */
function templatesOf(api: Api): ReadonlyMap<string, readonly Template[]> {
  const known = templates.get(api);
  if (known) return known;
  const found = new Map<string, Template[]>();
  for (const operation of api.operations.filter(({ path }) => path.includes("{"))) {
    const segments = segmentsOf(operation.path);
    const key = `${operation.method} ${segments.length}`;
    found.set(key, [...(found.get(key) ?? []), { operation, segments }]);
  }
  templates.set(api, found);
  return found;
}

const segmentsOf = (path: string): readonly string[] => erased(path).split("/");

/** Does every request for one path also match another one, which has as many segments? */
const shadows = (special: readonly string[], general: readonly string[]): boolean =>
  special.some((part, index) => part !== general[index]) &&
  special.every((part, index) => part === general[index] || matches(general[index] ?? "", part));

/**
 * Does a templated segment match every text of another one? So its fixed parts stand in the other one, in order, with
 * something between them. A variable of the other one may be a single character, and holds no fixed part for certain.
 */
function matches(template: string, part: string): boolean {
  if (!template.includes("{}")) return false;
  const text = part.replaceAll("{}", "\u0000");
  const [head = "", ...rest] = template.split("{}");
  const tail = rest.pop() ?? "";
  if (!text.startsWith(head) || !text.endsWith(tail)) return false;
  let from = head.length;
  for (const fixed of rest) {
    const at = text.indexOf(fixed, from + 1);
    if (at === -1) return false;
    from = at + fixed.length;
  }
  return from < text.length - tail.length;
}
