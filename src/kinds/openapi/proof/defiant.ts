import { isObject } from "../../../core/json.ts";
import { hopIn } from "../compare/comparison.ts";
import type { Api } from "../model.ts";
import { child, members, type Node } from "../node.ts";
import { sameValued } from "../schemas/endless.ts";

const known = new WeakMap<Api, boolean>();

/**
 * May a schema of this side be one that the validators cannot judge as a whole, though they judge its parts? Then what
 * they say of parts says nothing about replaying the whole. So are schemas that lead back to themselves within the same
 * value, and `contains` apart from an `unevaluatedItems`, which ajv does not count right.
 */
export function mayDefy(api: Api): boolean {
  const old = known.get(api);
  if (old !== undefined) return old;
  const defies = mayCountWrong(api) || hasLoop(api);
  known.set(api, defies);
  return defies;
}

function mayCountWrong({ dialect, documents }: Api): boolean {
  if (dialect === "openapi-3.0") return false; // knows neither keyword
  const files = [...documents.files.values()];
  return ["unevaluatedItems", "contains"].every((word) => files.some((file) => file.mayHold(word)));
}

/** Is there a named schema from which keywords about the same value lead back to where they came from? */
function hasLoop(api: Api): boolean {
  const done = new Set<unknown>();
  const open = new Set<unknown>();
  const hop = hopIn(api);
  const loops = (node: Node): boolean => {
    const { value } = node;
    if (!isObject(value) || done.has(value)) return false;
    if (open.has(value) || open.size >= MAX_OPEN) return true;
    open.add(value);
    const found = sameValued(node, hop).some(loops);
    open.delete(value);
    done.add(value);
    return found;
  };
  return [...api.documents.files.values()].some(({ value, path: file }) => {
    const whole: Node = { value, file, pointer: "" };
    const holders = [child(child(whole, "components"), "schemas"), child(whole, "definitions"), child(whole, "$defs")];
    return [whole, ...holders.flatMap(members).map(([, node]) => node)].some(loops);
  });
}

/** Schemas inside each other about one value; those that go deeper are not trimmed, and held to go round. */
const MAX_OPEN = 60;
