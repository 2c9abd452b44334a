import { isObject } from "../../../core/json.ts";
import type { Api, Parameter } from "../model.ts";
import { addressOf, child, members, type Node } from "../node.ts";
import { type Judge, policyFor, type Schema } from "../schemas/judge.ts";
import { isWritable } from "./codec.ts";

/** The schema of nothing: what is not contained in it is any value at all. */
const NOTHING: Node = { value: { not: {} }, file: "", pointer: "", made: "nothing" };

/** A value of a schema: an example of the document where it fits, else the smallest; undefined where none is found. */
export function sampleOf(
  judge: Judge,
  schema: Schema,
  api: Api,
  view: "request" | "response",
  hints: readonly unknown[] = [],
): unknown {
  const policy = policyFor(view);
  for (const value of [...hints, ...examplesOf(api.documents.follow(schema.node))]) {
    if (judge.accepts(schema, value, policy) === true) return value;
  }
  const decision = judge.decide(schema, { side: schema.side, node: NOTHING }, policy);
  return decision.answer === "not-contained" ? decision.witness : undefined;
}

function examplesOf(node: Node): readonly unknown[] {
  const { value } = node;
  if (!isObject(value)) return [];
  const listed = [value.example, ...(Array.isArray(value.examples) ? value.examples : []), value.default];
  return listed.filter((each) => each !== undefined);
}

/** A value in which the ways of writing lists and objects show, else any value; undefined where none is found. */
export function sampleTelling(judge: Judge, schema: Schema, api: Api, parameter: Parameter): unknown {
  const prefixed = ["label", "matrix"].includes(parameter.serialization.style);
  const shapes = [
    { type: "array", minItems: 2, items: { anyOf: [{ type: "string", minLength: 1 }, { type: "integer" }] } },
    { type: "object", minProperties: 1 },
    ...(prefixed ? [] : [",", "|", " "]).map((between) => ({ type: "string", pattern: `^[a-z]+[${between}][a-z]+$` })),
  ];
  for (const shape of shapes) {
    const value = { allOf: [schema.node.value, shape] };
    const found = sampleOf(judge, { ...schema, node: { ...schema.node, value, made: "telling" } }, api, "request");
    if (isWritable(found, parameter)) return found;
  }
  return sampleParameter(judge, schema, api, parameter);
}

const parameters = new WeakMap<Judge, Map<string, unknown>>();

/**
 * A value for a parameter that its serialization can carry; undefined where none is found. Operations share parameters, and
 * each message of an operation needs them again: what was found is kept.
 */
export function sampleParameter(judge: Judge, schema: Schema, api: Api, parameter: Parameter): unknown {
  const known = parameters.get(judge) ?? new Map<string, unknown>();
  parameters.set(judge, known);
  const key = [schema.side, parameter.in, addressOf(parameter.node), addressOf(schema.node)].join(" ");
  if (!known.has(key)) known.set(key, findParameter(judge, schema, api, parameter));
  return known.get(key);
}

function findParameter(judge: Judge, schema: Schema, api: Api, parameter: Parameter): unknown {
  const named = members(child(parameter.node, "examples")).map(([, node]) => child(node, "value")?.value);
  const hints = [
    child(parameter.node, "example")?.value,
    ...named,
    ...examplesOf(api.documents.follow(schema.node)),
  ].filter((value) => value !== undefined && value !== "");
  const text = { anyOf: [{ type: "string", minLength: 1 }, { type: "integer" }, { type: "boolean" }] };
  const like = (shape: object, made: string): unknown => {
    const node = { ...schema.node, value: { allOf: [schema.node.value, shape] }, made };
    return sampleOf(judge, { ...schema, node }, api, "request");
  };
  const tries = [
    () => hints.find((value) => judge.accepts(schema, value, policyFor("request")) === true),
    () => like(text, "text"),
    () => like({ type: "array", minItems: 1, items: text }, "list of texts"),
    () => like({ type: "array", minItems: 1 }, "list"),
    () => sampleOf(judge, schema, api, "request"),
    () => like({ type: "object", minProperties: 1, additionalProperties: text }, "members"),
  ];
  for (const attempt of tries) {
    const value = attempt();
    if (isWritable(value, parameter)) return value;
  }
  return undefined;
}
