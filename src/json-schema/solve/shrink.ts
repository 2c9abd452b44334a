import { canonicalJson, type JsonObject, type JsonValue, jsonObject } from "../../core/json.ts";
import { KIND, kindOf } from "../model/node.ts";

/** Characters of candidates that are judged while making a witness smaller: large ones get fewer tries. */
const MAX_EFFORT = 30_000;

/**
 * A smaller value that still passes the test: members and items left out, parts replaced by simpler ones, until
 * nothing more can go. Deterministic; the value itself must pass.
 */
export function shrink(value: JsonValue, passes: (candidate: JsonValue) => boolean): JsonValue {
  let best = value;
  let effort = 0;
  for (let improved = true; improved; ) {
    improved = false;
    const size = sizeOf(best);
    for (const candidate of smaller(best)) {
      effort += size;
      if (effort > MAX_EFFORT) return best;
      if (sizeOf(candidate) >= size || !passes(candidate)) continue;
      best = candidate;
      improved = true;
      break;
    }
  }
  return best;
}

const sizeOf = (value: JsonValue): number => canonicalJson(value).length;

/** Values a little smaller than one, the boldest cuts first. */
function* smaller(value: JsonValue): Generator<JsonValue> {
  if (Array.isArray(value)) yield* smallerArrays(value);
  else if (kindOf(value) === KIND.object) yield* smallerObjects(value as JsonObject);
  else if (typeof value === "string") yield* smallerTexts(value);
  else if (typeof value === "number") yield* [0, 1, Math.trunc(value)];
}

function* smallerTexts(text: string): Generator<JsonValue> {
  yield "";
  const points = [...text];
  if (points.length > 1) {
    yield points.slice(0, points.length >> 1).join("");
    yield points.slice(0, -1).join("");
    yield points.slice(1).join("");
  }
}

function* smallerArrays(items: readonly JsonValue[]): Generator<JsonValue> {
  if (items.length > 1) yield items.slice(0, items.length >> 1);
  for (let index = items.length - 1; index >= 0; index -= 1) yield items.toSpliced(index, 1);
  for (const [index, item] of items.entries()) for (const part of simpler(item)) yield items.with(index, part);
}

function* smallerObjects(object: JsonObject): Generator<JsonValue> {
  const entries = Object.entries(object);
  for (const [name] of entries) yield jsonObject(entries.filter(([other]) => other !== name));
  for (const [name, member] of entries)
    for (const part of simpler(member))
      yield jsonObject(entries.map(([other, kept]) => [other, other === name ? part : kept]));
}

/** Simple values of other kinds, then smaller ones of the same kind. */
function* simpler(value: JsonValue): Generator<JsonValue> {
  yield* [0, "", [], {}, null];
  yield* smaller(value);
}
