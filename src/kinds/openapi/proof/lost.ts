import { isObject } from "../../../core/json.ts";
import type { Step } from "../compare/schema-focus.ts";
import type { Api } from "../model.ts";
import { addressOf, child, type Node } from "../node.ts";
import { type Judge, policyFor, type Schema } from "../schemas/judge.ts";
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

/**
 * A value that holds a property at the end of the steps, put together from values of the schemas on the way: of a schema
 * with thousands of properties each is shown without asking about all of them. Undefined where that does not work out.
 */
export function valueWith(
  judge: Judge,
  whole: Schema,
  api: Api,
  view: "request" | "response",
  { steps, name }: { readonly steps: readonly Step[]; readonly name: string },
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
