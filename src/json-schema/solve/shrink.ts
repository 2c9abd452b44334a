import { type JsonObject, type JsonValue, jsonObject } from "../../core/json.ts";
import { KIND, kindOf } from "../model/node.ts";

/** Characters of candidates that are judged while making a witness smaller: large ones get fewer tries. */
const MAX_EFFORT = 30_000;

/** A change of a value: by how many characters it gets longer, and what it makes, built only when it is wanted. */
interface Change {
  readonly growth: number;
  readonly make: () => JsonValue;
}

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
    for (const { growth, make } of smaller(best)) {
      effort += size;
      if (effort > MAX_EFFORT) return best;
      if (growth >= 0) continue;
      const candidate = make();
      if (!passes(candidate)) continue;
      best = candidate;
      improved = true;
      break;
    }
  }
  return best;
}

/** Characters of a value as JSON without white space. */
function sizeOf(value: JsonValue): number {
  if (typeof value !== "object" || value === null) return JSON.stringify(value).length;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else for (const [name, member] of Object.entries(value)) size += memberSize(name, member) + 1;
  return size > 2 ? size - 1 : size;
}

const memberSize = (name: string, member: JsonValue): number => JSON.stringify(name).length + 1 + sizeOf(member);

/** How much longer a value gets by one part that goes and one that comes; `alone`: nothing stands beside it. */
const leftOut = (part: number, alone: boolean): number => -part - (alone ? 0 : 1);

/** Values a little smaller than one, the boldest cuts first. */
function* smaller(value: JsonValue): Generator<Change> {
  if (Array.isArray(value)) yield* smallerArrays(value);
  else if (kindOf(value) === KIND.object) yield* smallerObjects(value as JsonObject);
  else if (typeof value === "string") yield* smallerTexts(value).map(instead(value));
  else if (typeof value === "number") yield* [0, 1, Math.trunc(value)].map(instead(value));
}

/** The change of one simple value into another. */
const instead =
  (value: JsonValue) =>
  (next: JsonValue): Change => ({ growth: sizeOf(next) - sizeOf(value), make: () => next });

function smallerTexts(text: string): readonly JsonValue[] {
  const points = [...text];
  if (points.length <= 1) return [""];
  const half = points.slice(0, points.length >> 1).join("");
  return ["", half, points.slice(0, -1).join(""), points.slice(1).join("")];
}

function* smallerArrays(items: readonly JsonValue[]): Generator<Change> {
  if (items.length > 1) {
    const half = items.slice(0, items.length >> 1);
    yield { growth: sizeOf(half) - sizeOf(items), make: () => half };
  }
  const alone = items.length === 1;
  for (let index = items.length - 1; index >= 0; index -= 1)
    yield { growth: leftOut(sizeOf(items[index] ?? null), alone), make: () => items.toSpliced(index, 1) };
  for (const [index, item] of items.entries())
    for (const { growth, make } of simpler(item)) yield { growth, make: () => items.with(index, make()) };
}

function* smallerObjects(object: JsonObject): Generator<Change> {
  const entries = Object.entries(object);
  const alone = entries.length === 1;
  for (const [name, member] of entries)
    yield {
      growth: leftOut(memberSize(name, member), alone),
      make: () => jsonObject(entries.filter(([other]) => other !== name)),
    };
  for (const [name, member] of entries)
    for (const { growth, make } of simpler(member)) {
      const changed = () => entries.map(([other, kept]) => [other, other === name ? make() : kept] as const);
      yield { growth, make: () => jsonObject(changed()) };
    }
}

/** Simple values of other kinds, then smaller ones of the same kind. */
function* simpler(value: JsonValue): Generator<Change> {
  const size = sizeOf(value);
  for (const next of SIMPLE) yield { growth: sizeOf(next) - size, make: () => next };
  yield* smaller(value);
}

const SIMPLE: readonly JsonValue[] = [0, "", [], {}, null];
