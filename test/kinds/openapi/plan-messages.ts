import { Ajv2020 } from "ajv/dist/2020.js";
import {
  decodePairs,
  decodeText,
  encodePairs,
  encodeText,
  isWritable,
} from "../../../src/kinds/openapi/proof/codec.ts";
import { readForm, writeForm } from "../../../src/kinds/openapi/proof/form.ts";
import { shapeOf } from "../../../src/kinds/openapi/proof/shape.ts";
import type { Carried, Contents, Plan } from "./api-pairs.ts";
import { mixed, type Schema, valueFor } from "./generated.ts";

type View = "request" | "response";
type Random = () => number;

/** A body as it travels: of a form its text, of anything else its value. */
interface Sent {
  readonly media: string;
  readonly value: unknown;
}

/** A whole message, as far as it says something: texts of parameters or headers by place and name, and a body. */
export interface Message {
  readonly texts: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  readonly body: Sent | null;
  /** Of a request: what the caller holds. */
  readonly held: Plan["security"][number];
  /** Of a response. */
  readonly status: number;
}

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Is a property one that such a message does not carry (its own mark, that of what it refers to, or of a part of it)? */
function isHidden(schema: unknown, mark: string, components: Plan["components"], depth = 0): boolean {
  if (!isSchema(schema) || depth > 9) return false;
  if (schema[mark] === true) return true;
  const parts = Array.isArray(schema.allOf) ? schema.allOf : [];
  const target = /([^/]+)$/.exec(String(schema.$ref ?? ""))?.[1];
  return (
    parts.some((part) => part[mark] === true) || isHidden(target && components[target], mark, components, depth + 1)
  );
}

/** A schema as it is for one kind of message: what that does not carry is not required, and who writes does not write it. */
function viewed(value: unknown, view: View, writes: boolean, components: Plan["components"]): unknown {
  if (Array.isArray(value)) return value.map((each) => viewed(each, view, writes, components));
  if (!isSchema(value)) return value;
  const mark = view === "request" ? "readOnly" : "writeOnly";
  const made = Object.fromEntries(
    Object.entries(value).map(([key, below]) => [
      key,
      key === "enum" ? below : viewed(below, view, writes, components),
    ]),
  );
  const properties = isSchema(value.properties) ? value.properties : {};
  const hidden = Object.keys(properties).filter((name) => isHidden(properties[name], mark, components));
  if (hidden.length === 0) return made;
  const required = Array.isArray(value.required) ? value.required.filter((name) => !hidden.includes(name)) : [];
  const own = made.properties as Schema;
  const kept = writes
    ? Object.fromEntries(Object.entries(own).map(([name, each]) => [name, hidden.includes(name) ? false : each]))
    : own;
  return { ...made, required, properties: kept };
}

interface Side {
  readonly plan: Plan;
  readonly view: View;
  readonly writes: boolean;
}

/** The schema whole, with what it refers to. */
function wholeOf(schema: Schema, { plan, view, writes }: Side): Schema {
  return viewed({ allOf: [schema], components: { schemas: plan.components } }, view, writes, plan.components) as Schema;
}

const compiled = new WeakMap<Plan, Map<string, (value: unknown) => boolean>>();

function validator(schema: Schema, side: Side): (value: unknown) => boolean {
  const known = compiled.get(side.plan) ?? new Map<string, (value: unknown) => boolean>();
  compiled.set(side.plan, known);
  const key = JSON.stringify([schema, side.view, side.writes]);
  const check = known.get(key) ?? (ajv.compile(wholeOf(schema, side)) as (value: unknown) => boolean);
  known.set(key, check);
  return check;
}

/** A valid value, or undefined after some tries. References are followed as the generator of values knows none. */
function someValue(schema: Schema, side: Side, random: Random): unknown {
  const check = validator(schema, side);
  const inlined = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((each) => inlined(each, depth));
    if (!isSchema(value)) return value;
    const target = /([^/]+)$/.exec(String(value.$ref ?? ""))?.[1];
    if (target !== undefined) return depth > 3 ? {} : inlined(side.plan.components[target], depth + 1);
    return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, inlined(below, depth)]));
  };
  const plain = inlined(viewed(schema, side.view, side.writes, side.plan.components), 0);
  for (let turn = 0; turn < 12; turn += 1) {
    const value = valueFor(plain, random);
    if (check(value)) return value;
  }
  return undefined;
}

const writtenAs = (carried: Carried) => ({
  name: carried.name,
  in: carried.in,
  serialization: {
    style: carried.style,
    explode: carried.explode,
    allowReserved: false,
    allowEmptyValue: false,
    media: null,
  },
});

const keyOf = ({ in: place, name }: Carried): string => `${place} ${name}`;
const isPaired = ({ in: place }: Carried): boolean => place === "query" || place === "cookie";

/** Texts of what is carried; null where something that must be there cannot be written. */
function writeAll(list: readonly Carried[], side: Side, random: Random): Message["texts"] | null {
  const texts = new Map<string, readonly (readonly [string, string])[]>();
  for (const carried of list) {
    if (!carried.required && random() < 0.3) continue;
    const value = someValue(carried.schema, side, random);
    const written = writtenAs(carried);
    if (!isWritable(value, written)) {
      if (carried.required) return null;
      continue;
    }
    texts.set(keyOf(carried), isPaired(carried) ? encodePairs(value, written) : [["", encodeText(value, written)]]);
  }
  return texts;
}

const accepts = (range: string, media: string): boolean =>
  range === media || range === "*/*" || (range.endsWith("/*") && media.startsWith(range.slice(0, -1)));

/** The schema that speaks of a media type: of itself, else of the narrowest range around it. */
function schemaFor(contents: Contents, media: string): Schema | undefined {
  const range = [media, `${media.split("/")[0]}/*`, "*/*"].find((each) => Object.hasOwn(contents, each));
  return range === undefined || !accepts(range, media) ? undefined : contents[range];
}

const CONCRETE = ["application/json", "application/vnd.a+json", "application/x-www-form-urlencoded", "text/plain"];
const FORM = "application/x-www-form-urlencoded";

function writeBody(contents: Contents, side: Side, random: Random): Sent | null {
  const types = CONCRETE.filter((media) => schemaFor(contents, media) !== undefined);
  const media = types[Math.floor(random() * types.length)];
  const schema = media === undefined ? undefined : schemaFor(contents, media);
  if (media === undefined || schema === undefined) return null;
  const value = someValue(schema, side, random);
  if (value === undefined || (media === "text/plain" && typeof value !== "string")) return null;
  if (media !== FORM) return { media, value };
  const text = writeForm(value, wholeOf(schema, side) as never, []);
  return text === null ? null : { media, value: text };
}

/** A request that the plan allows, or null where none was found. */
export function requestOf(plan: Plan, random: Random): Message | null {
  const side: Side = { plan, view: "request", writes: true };
  const texts = writeAll(plan.parameters, side, random);
  const without = plan.body === null || (!plan.body.required && random() < 0.2);
  const body = without || plan.body === null ? null : writeBody(plan.body.contents, side, random);
  const held = plan.security.length === 0 ? {} : plan.security[Math.floor(random() * plan.security.length)];
  if (texts === null || held === undefined || (body === null && plan.body?.required === true)) return null;
  return { texts, body, held, status: 0 };
}

const STATUSES = [200, 201, 202, 404, 500];
const answerOf = (plan: Plan, status: number) =>
  plan.answers[status] ?? plan.answers[`${String(status)[0]}XX`] ?? plan.answers.default ?? null;

/** A response that the plan allows, or null where none was found. */
export function responseOf(plan: Plan, random: Random): Message | null {
  const side: Side = { plan, view: "response", writes: true };
  const statuses = STATUSES.filter((status) => answerOf(plan, status) !== null);
  const status = statuses[Math.floor(random() * statuses.length)] ?? 0;
  const answer = answerOf(plan, status);
  const texts = answer && writeAll(answer.headers, side, random);
  const silent = answer === null || Object.keys(answer.contents).length === 0;
  const body = silent ? null : writeBody(answer.contents, side, random);
  return texts === null || (body === null && !silent) ? null : { texts, body, held: {}, status };
}

function carriedTrouble(list: readonly Carried[], message: Message, side: Side): string | null {
  for (const carried of list) {
    const [pairs, written] = [message.texts.get(keyOf(carried)), writtenAs(carried)];
    if (pairs === undefined) {
      if (carried.required) return `${keyOf(carried)} is missing`;
      continue;
    }
    const shape = shapeOf(wholeOf(carried.schema, side));
    const readings = isPaired(carried)
      ? decodePairs(pairs, written, shape)
      : decodeText(pairs[0]?.[1] ?? "", written, shape);
    if (!mixed(readings).some(validator(carried.schema, side)))
      return `${keyOf(carried)} is refused: ${JSON.stringify(pairs)}`;
  }
  return null;
}

function bodyTrouble(contents: Contents, { media, value }: Sent, side: Side): string | null {
  const schema = schemaFor(contents, media);
  if (schema === undefined) return `${media} is not taken`;
  const check = validator(schema, side);
  const whole = wholeOf(schema, side) as never;
  const readings =
    media === FORM ? mixed([false, true].map((eager) => readForm(String(value), whole, [], {}, eager))) : [value];
  return readings.some(check) ? null : `a body of ${media} is refused: ${JSON.stringify(value)}`;
}

/** Why the plan does not take a request of another, or null; parameters and bodies that it does not know are passed over. */
export function requestTrouble(plan: Plan, message: Message): string | null {
  const side: Side = { plan, view: "request", writes: false };
  const serves = (asked: Plan["security"][number]): boolean =>
    Object.entries(asked).every(
      ([name, scopes]) => scopes.every((scope) => message.held[name]?.includes(scope)) && name in message.held,
    );
  if (plan.security.length > 0 && !plan.security.some(serves)) return `${JSON.stringify(message.held)} is not enough`;
  const trouble = carriedTrouble(plan.parameters, message, side);
  if (trouble !== null || plan.body === null) return trouble;
  if (message.body === null) return plan.body.required ? "the body is missing" : null;
  return bodyTrouble(plan.body.contents, message.body, side);
}

/** Why the plan cannot read a response of another, or null; statuses and bodies that it does not describe are passed over. */
export function responseTrouble(plan: Plan, message: Message): string | null {
  const side: Side = { plan, view: "response", writes: false };
  const answer = answerOf(plan, message.status);
  if (answer === null) return null;
  const trouble = carriedTrouble(answer.headers, message, side);
  if (trouble !== null || message.body === null || Object.keys(answer.contents).length === 0) return trouble;
  return bodyTrouble(answer.contents, message.body, side);
}
