import { isObject } from "../../../core/json.ts";
import type { Step } from "../compare/schema-focus.ts";
import type { Api } from "../model.ts";
import { addressOf, child, type Node } from "../node.ts";
import { withProperty } from "../schemas/constrain.ts";
import { type Judge, policyFor, type Schema } from "../schemas/judge.ts";
import { polish } from "./polish.ts";
import { sampleOf } from "./sample.ts";

const samples = new WeakMap<Judge, Map<string, unknown>>();

/** A value of a schema, looked for once. */
function sampleOnce(judge: Judge, schema: Schema, api: Api, view: "request" | "response"): unknown {
  const known = samples.get(judge) ?? new Map<string, unknown>();
  samples.set(judge, known);
  const key = `${schema.side} ${view} ${addressOf(schema.node)}`;
  if (!known.has(key)) known.set(key, sampleOf(judge, schema, api, view));
  return known.get(key);
}

/** Where a property stands that one side sends and the other does not look at. */
interface Spot {
  readonly steps: readonly Step[];
  readonly name: string;
}

/**
 * A value of the writing side that holds a property at the end of the steps, rather one that the reading side takes:
 * what is refused for something else does not show that the property is lost. Undefined where none is found.
 */
export function lostValue(
  judge: Judge,
  sides: { readonly own: Schema; readonly other: Schema },
  api: Api,
  view: "request" | "response",
  spot: Spot,
): unknown {
  const { own, other } = sides;
  const policy = policyFor(view);
  const narrowed = withProperty(own.node, spot.steps, spot.name);
  const isTaken = (value: unknown): boolean => judge.accepts(other, value, policy) !== false;
  const nicer = (value: unknown): unknown => {
    const taken = isTaken(value);
    const fits = (next: unknown): boolean => judge.accepts(own, next, policy) === true && (!taken || isTaken(next));
    return polish(value, own.node, api.documents.follow, fits);
  };
  const found = valueWith(judge, own, api, view, spot) ?? sampleOf(judge, { ...own, node: narrowed }, api, view);
  if (found === undefined) return undefined;
  if (isTaken(found)) return nicer(found);
  const reads = judge.embed(other);
  if (reads === null) return nicer(found);
  const both = { ...narrowed, value: { allOf: [narrowed.value, reads] }, made: `${narrowed.made ?? ""}, read` };
  return nicer(sampleOf(judge, { ...own, node: both }, api, view) ?? found);
}

/**
 * A value that holds a property at the end of the steps, put together from values of the schemas on the way: of a schema
 * with thousands of properties each is shown without asking about all of them. Undefined where that does not work out.
 */
function valueWith(
  judge: Judge,
  whole: Schema,
  api: Api,
  view: "request" | "response",
  { steps, name }: Spot,
): unknown {
  const { follow } = api.documents;
  const { side } = whole;
  const below = (node: Node, key: string): Node | null => child(child(node, "properties"), key);
  const sample = (node: Node): unknown => sampleOnce(judge, { side, node }, api, view);
  const put = (node: Node, [step, ...rest]: readonly Step[]): unknown => {
    if (step?.type === "items") {
      const items = child(node, "items");
      const inner = items === null ? undefined : put(follow(items), rest);
      return inner === undefined ? undefined : [inner];
    }
    const key = step?.name ?? name;
    const property = below(node, key);
    const base = sample(node);
    if (property === null || !isObject(base)) return undefined;
    const inner = step === undefined ? sample(follow(property)) : put(follow(property), rest);
    return inner === undefined ? undefined : { ...base, [key]: inner };
  };
  const made = put(follow(whole.node), steps);
  return made !== undefined && judge.accepts(whole, made, policyFor(view)) === true ? made : undefined;
}
