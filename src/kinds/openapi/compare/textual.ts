import { isObject, jsonObject } from "../../../core/json.ts";
import type { Side } from "../../../core/place.ts";
import type { Serialization } from "../model.ts";
import { child, elements, members, type Node } from "../node.ts";
import { delimiterOf } from "../proof/codec.ts";
import { isAnnotation } from "../roles.ts";
import { type Judge, policyFor } from "../schemas/judge.ts";
import type { Ways } from "./forms.ts";
import { made, SCALAR } from "./wire.ts";

/** Texts of numbers as they are written without an exponent, each number in one way. */
export const NUMBER_TEXT = { type: "string", pattern: "^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\\.[0-9]*[1-9])$" };
/** Texts of integers. */
export const INTEGER_TEXT = { type: "string", pattern: "^(0|-?[1-9][0-9]*)$" };
const BOOLEAN_TEXT = { enum: ["true", "false"] };
const NUMBER = { type: "number" };
const INTEGER = { type: "integer" };
const BOOLEAN = { type: "boolean" };

/** A few values of each: a schema that refuses one of them does not take them all. */
const SAMPLES: ReadonlyMap<unknown, readonly unknown[]> = new Map<unknown, readonly unknown[]>([
  [NUMBER_TEXT, ["0", "-0.5"]],
  [INTEGER_TEXT, ["0", "-1"]],
  [BOOLEAN_TEXT, ["true", "false"]],
  [NUMBER, [0, -0.5]],
  [INTEGER, [0, -1]],
  [BOOLEAN, [true, false]],
]);

/** Longer texts of numbers are not written down. */
const LONGEST = 100_000;

/** Texts that can be read as a number or a boolean. */
const LITERAL = /^(true|false|-?(0|[1-9][0-9]*)(\.[0-9]+)?)$/;

/** At most this many properties, and this many listed values, are looked at for what else their texts can be read as. */
const PROPERTIES = 100;
const VALUES = 100;

/** Who reads texts, and whose texts. */
export interface Reader {
  readonly judge: Judge;
  readonly side: Side;
  /** How each side writes the parameter; null where that is not as a text. */
  readonly serializations: Readonly<Record<Side, Serialization>> | null;
  readonly follow: Readonly<Record<Side, (node: Node) => Node>>;
  /** How it is told the members of a form; absent: it is none. */
  readonly ways?: Ways;
}

type Schema = Readonly<Record<string, unknown>>;

/**
 * The schema as a reader of texts takes it. On the wire a number, a boolean and their texts are the same, and so are a
 * scalar and the list of it: what it takes of one it takes of the other. `written` is the schema of those who write.
 */
export function textual(reader: Reader, node: Node, written: Node): Node {
  const { follow, side } = reader;
  const target = follow[side](node);
  const from = follow[side === "before" ? "after" : "before"](written);
  const loose = looseMembers(reader, target, from);
  const scalars = alsoRead(reader, node, from);
  const also = [...scalars, ...(loose === null ? [] : [loose]), ...listsAlso(reader, target, from, scalars)];
  return also.length === 0 ? node : made(target, { anyOf: [target.value, ...also] }, "textual");
}

/** Keywords that let each member be read for itself: no other one sees the member that is read as something else. */
const APART: ReadonlySet<string> = new Set([
  ...["type", "nullable", "properties", "required", "additionalProperties", "minProperties", "maxProperties"],
  ...["items", "minItems", "maxItems", "description", "title", "default", "example", "examples", "deprecated", "xml"],
]);

/** The schema with what else its members can be read as; null where that is nothing. */
function looseMembers(reader: Reader, target: Node, from: Node): Schema | null {
  if (!isObject(target.value) || !Object.keys(target.value).every((key) => APART.has(key))) return null;
  const looser = (node: Node, written: Node | null, name?: string): unknown => {
    const scalars = alsoRead(reader, node, written);
    const also = [...scalars, ...(name === undefined ? [] : memberAlso(reader, node, written, { name, scalars }))];
    return also.length === 0 ? null : { anyOf: [node.value, ...also] };
  };
  const items = child(target, "items");
  const list = items === null ? null : looser(items, child(from, "items"));
  const properties = members(child(target, "properties")).slice(0, PROPERTIES);
  const read = properties.flatMap(([name, node]) => {
    const value = looser(node, child(child(from, "properties"), name), name);
    return value === null ? [] : [[name, value] as const];
  });
  if (list === null && read.length === 0) return null;
  const described = isObject(target.value.properties) ? Object.entries(target.value.properties) : [];
  return {
    ...target.value,
    ...(list !== null && { items: list }),
    ...(read.length > 0 && { properties: jsonObject([...described, ...read]) }),
  };
}

/** A list in a form, or what one of one element stands for, as its reader takes it. */
function memberAlso(
  reader: Reader,
  node: Node,
  written: Node | null,
  { name, scalars }: { readonly name: string; readonly scalars: readonly Schema[] },
): readonly Schema[] {
  const { ways, follow, side } = reader;
  if (ways === undefined) return [];
  const target = follow[side](node);
  const from = written && follow[side === "before" ? "after" : "before"](written);
  if (mayBe(target, "array")) {
    const loose = looseMembers(reader, target, from ?? target);
    const way = ways(name, target);
    const explode = way === "repeated";
    const style = { ",": "form", " ": "spaceDelimited", "|": "pipeDelimited" }[way.replace("joined ", "")] ?? null;
    const own = { style: style ?? "form", explode, allowReserved: false, allowEmptyValue: false, media: null };
    const one = explode || style !== null ? scalarAlso(reader, target, from ?? target, own) : [];
    return [...(loose === null ? [] : [loose]), ...one];
  }
  return from !== null && mayBe(from, "array") ? [listOfOne(target, scalars)] : [];
}

const taken = new WeakMap<Judge, Map<string, boolean>>();

/** Does a schema take all of another? Documents repeat their small schemas: each is asked about once. */
function isTaken({ judge, side }: Reader, node: Node, value: unknown): boolean {
  const policy = policyFor("request");
  const decide = (): boolean =>
    !samplesFor(value, node).some((sample) => judge.accepts({ side, node }, sample, policy) === false) &&
    judge.decide({ side, node: made(node, value, "text") }, { side, node }, policy).answer === "contained";
  if (!isObject(node.value)) return decide();
  const text = JSON.stringify(Object.entries(node.value).filter(([key]) => !isAnnotation("plain", key)));
  if (text.includes('"$') || text.includes('"discriminator"')) return decide();
  const known = taken.get(judge) ?? new Map<string, boolean>();
  taken.set(judge, known);
  const key = `${side} ${text} ${JSON.stringify(value)}`;
  const answer = known.get(key) ?? decide();
  known.set(key, answer);
  return answer;
}

/** Values of one of the schemas above, a text that is too long for the other schema among them. */
function samplesFor(value: unknown, node: Node): readonly unknown[] {
  const samples = SAMPLES.get(value) ?? [];
  const limit = isObject(node.value) ? node.value.maxLength : undefined;
  if ((value !== NUMBER_TEXT && value !== INTEGER_TEXT) || typeof limit !== "number" || !(limit < LONGEST))
    return samples;
  return [...samples, "1".repeat(Math.max(1, Math.floor(limit) + 1))];
}

/** The scalars that a schema takes beside those it names, because their texts are the same. */
function alsoRead(reader: Reader, node: Node, written: Node | null): readonly Schema[] {
  const takes = (value: unknown): boolean => isTaken(reader, node, value);
  const spelled = [NUMBER_TEXT, INTEGER_TEXT].find(takes);
  const number = [NUMBER, INTEGER].find(takes);
  const listed = written === null ? [] : listedAlso(reader, node, written);
  return [
    ...(spelled ? [spelled === NUMBER_TEXT ? NUMBER : INTEGER] : []),
    ...(takes(BOOLEAN_TEXT) ? [BOOLEAN] : []),
    ...(number ? [number === NUMBER ? NUMBER_TEXT : INTEGER_TEXT] : []),
    ...(takes(BOOLEAN) ? [BOOLEAN_TEXT] : []),
    ...(listed.length > 0 ? [{ enum: listed }] : []),
  ];
}

/** Of the values that the writing side lists, those that the schema takes by their other form. */
function listedAlso({ judge, side, follow }: Reader, node: Node, written: Node): readonly unknown[] {
  const { value } = follow[side === "before" ? "after" : "before"](written);
  if (!isObject(value)) return [];
  const listed = Array.isArray(value.enum) ? value.enum : (spanOf(value) ?? [value.const]);
  const takes = (each: unknown): boolean => judge.accepts({ side, node }, each, policyFor("request")) === true;
  const other = (each: unknown): unknown => {
    if (typeof each === "number" || typeof each === "boolean") return String(each);
    return typeof each === "string" && LITERAL.test(each) ? JSON.parse(each) : undefined;
  };
  const forms = listed.slice(0, VALUES).map((each) => [each, other(each)] as const);
  return forms.flatMap(([each, form]) => (form !== undefined && takes(form) ? [each] : []));
}

/** The values of a boolean, or of an integer with few of them; null for any other schema. */
function spanOf({ type, minimum, maximum }: Schema): readonly unknown[] | null {
  if (type === "boolean") return [true, false];
  if (type !== "integer" || typeof minimum !== "number" || typeof maximum !== "number") return null;
  const [low, count] = [Math.ceil(minimum), Math.floor(maximum) - Math.ceil(minimum) + 1];
  return count > 0 && count <= VALUES ? Array.from({ length: count }, (_, index) => low + index) : null;
}

/** A scalar where a list is read, if its text is not one of several; a list of one where a scalar is read. */
function listsAlso(reader: Reader, target: Node, from: Node, scalars: readonly Schema[]): readonly Schema[] {
  const { serializations, side } = reader;
  if (serializations === null || !isObject(target.value)) return [];
  const [own, other] = [serializations[side], serializations[side === "before" ? "after" : "before"]];
  if (own.style === "deepObject" || other.style === "deepObject") return [];
  if (mayBe(target, "array")) return scalarAlso(reader, target, from, own);
  if (!mayBe(from, "array")) return [];
  return [listOfOne(target, scalars)];
}

const listOfOne = (target: Node, scalars: readonly Schema[]): Schema => ({
  type: "array",
  minItems: 1,
  maxItems: 1,
  items: { allOf: [SCALAR, { anyOf: [target.value, ...scalars] }] },
});

/** Keywords that speak of more than each element. */
const ABOUT_LISTS = ["contains", "prefixItems", "additionalItems", "unevaluatedItems", "enum", "const", "allOf", "not"];

function scalarAlso(reader: Reader, target: Node, from: Node, own: Serialization): readonly Schema[] {
  const value = isObject(target.value) ? target.value : {};
  const items = child(target, "items");
  if (ABOUT_LISTS.some((keyword) => value[keyword] !== undefined) || Array.isArray(value.items)) return [];
  if (Number(value.minItems ?? 0) > 1 || Number(value.maxItems ?? 1) < 1) return [];
  const taken = items === null ? {} : { anyOf: [items.value, ...alsoRead(reader, items, from)] };
  const whole = own.explode ? [] : [{ pattern: `^[^${own.style === "pipeDelimited" ? "|" : delimiterOf(own)}]*$` }];
  return [{ allOf: [SCALAR, taken, ...whole] }];
}

/** True where a schema names a type, itself or in a branch. */
function mayBe(node: Node, type: string): boolean {
  const { value } = node;
  if (!isObject(value)) return false;
  const named = Array.isArray(value.type) ? value.type : [value.type];
  return (
    named.includes(type) ||
    ["anyOf", "oneOf"].some((key) => elements(child(node, key)).some((each) => mayBe(each, type)))
  );
}
