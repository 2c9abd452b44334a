import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import type { Dialect, SchemaWorld } from "../../../json-schema/answer.ts";
import { type Reason, refusedAtGlance } from "../../../json-schema/validate/glance.ts";

/** What is asked about a value: is it allowed by the schema, or refused? */
export type Question = "allowed" | "refused";

/** A value, a schema, and what is asked about the two. */
export interface Asked {
  readonly question: Question;
  readonly schema: JsonValue;
  readonly value: JsonValue;
}

type Schema = Readonly<Record<string, unknown>>;

/** What looks at what other keywords found: where it stands, nothing is taken apart. */
const SUMS = /"(unevaluatedProperties|unevaluatedItems)":/;

/** What looks at a value without looking into it. */
const OUTER: readonly string[] = ["type", "nullable", "format"];

/** What tells people something, and the validators nothing. */
const IDLE: readonly string[] = ["default", "deprecated", "readOnly", "writeOnly", "xml"];

/** How a schema is looked at. `guesses`: two branches of `oneOf` that no glance rules out are taken to hold both. */
interface Look {
  readonly world: SchemaWorld;
  readonly guesses: boolean;
}

/**
 * The questions that a question about a schema without references comes to: where each is answered with yes, so is the
 * whole. Members, elements and parts are asked about on their own, because the same ones are met again and again.
 * `allowed`: of a union the first branch is asked about that does not refuse the value at a glance. `refused`: where a
 * glance finds a reason, nothing else is asked. Where a glance is mistaken, an answer is no.
 */
export function questionsFor(asked: Asked, dialect: Dialect): readonly Asked[] {
  if (SUMS.test(JSON.stringify(asked.schema))) return [asked];
  const { question, schema, value } = asked;
  const look: Look = { world: { dialect, resolve: () => null }, guesses: false };
  if (question === "allowed") return allowing(schema, value, look);
  return refusal(schema, value, look) ?? refusal(schema, value, { ...look, guesses: true }) ?? [asked];
}

/** Members and elements of a JsonValue are JsonValues. */
const entriesOf = (value: unknown): readonly [string, JsonValue][] =>
  isObject(value) ? (Object.entries(value) as [string, JsonValue][]) : [];

const itemsOf = (value: unknown): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const refused = (schema: JsonValue, value: JsonValue): Asked => ({ question: "refused", schema, value });

/** Questions that show together that a part refuses the value which it has to fit; null where a glance finds none. */
function refusal(schema: JsonValue, value: JsonValue, look: Look): readonly Asked[] | null {
  if (!isObject(schema)) return null;
  const own = ownRefusal(schema, value, look);
  if (own !== null) return [own];
  const here: Schema = isObject(value) ? value : {};
  for (const [name, held] of entriesOf(schema.properties)) {
    const inner = isThere(here, name) ? refusal(held, here[name] as JsonValue, look) : null;
    if (inner !== null) return inner;
  }
  for (const item of hasItems(schema) ? itemsOf(value) : []) {
    const inner = refusal(schema.items as JsonValue, item, look);
    if (inner !== null) return inner;
  }
  for (const part of itemsOf(schema.allOf)) {
    const inner = refusal(part, value, look);
    if (inner !== null) return inner;
  }
  return refusalOfUnion(schema, value, look);
}

/** The question whether one keyword refuses the value; null where a glance finds none. */
function ownRefusal(schema: Schema, value: JsonValue, { world }: Look): Asked | null {
  const reason = refusedAtGlance({ value: schema, base: "" }, value, world);
  if (reason !== null) return becauseOf(reason, value);
  if (isUnlisted(schema, value)) return refused({ enum: schema.enum as JsonValue }, value);
  if (isMistyped(schema, value)) return refused({ type: schema.type as JsonValue, nullable: true }, hull(value));
  const [other] = schema.additionalProperties === false ? undeclared(schema, value) : [];
  return other === undefined ? null : refused({ additionalProperties: false }, jsonObject([other]));
}

/** The question whether what a glance found refuses the value. */
function becauseOf(reason: Reason, value: JsonValue): Asked {
  if (reason.keyword === "required") return refused({ required: [reason.name] }, hull(value));
  if (reason.keyword === "enum") {
    const member = isObject(value) ? (value[reason.name] as JsonValue) : null; // a member of a JsonValue
    return refused({ enum: reason.values as JsonValue }, member);
  }
  const types = reason.types.map((type) => ({ type }));
  return refused(types.length === 1 ? (types[0] ?? {}) : { anyOf: types }, hull(value));
}

/** Members and elements of a value do not matter to its type, nor members to a name that none of them has. */
const hull = (value: JsonValue): JsonValue => (Array.isArray(value) ? [] : isObject(value) ? {} : value);

/** Listed scalars, and the value is another; null goes its own ways in OpenAPI 3.0. */
const isUnlisted = (schema: Schema, value: JsonValue): boolean =>
  Array.isArray(schema.enum) && value !== null && typeof value !== "object" && !schema.enum.includes(value);

/** A type that lets null in too, and the value is of another one and not null. */
const isMistyped = ({ type, nullable }: Schema, value: JsonValue): boolean =>
  nullable === true && value !== null && typeof type === "string" && !isOfType(type, value);

function isOfType(type: string, value: JsonValue): boolean {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isObject(value);
  return typeof value === (type === "integer" ? "number" : type);
}

/** The members that no property declares; none where patterns may declare them. */
const undeclared = ({ properties, patternProperties }: Schema, value: JsonValue): readonly [string, JsonValue][] =>
  patternProperties === undefined
    ? entriesOf(value).filter(([name]) => !isObject(properties) || !Object.hasOwn(properties, name))
    : [];

/** Is there one schema for all elements? */
const hasItems = (schema: Schema): boolean => isObject(schema.items) && schema.prefixItems === undefined;

const UNIONS = ["anyOf", "oneOf"] as const;

function refusalOfUnion(schema: Schema, value: JsonValue, look: Look): readonly Asked[] | null {
  for (const keyword of UNIONS) {
    const branches = itemsOf(schema[keyword]);
    const found = branches.map((branch) => refusal(branch, value, look));
    if (branches.length > 0 && !found.includes(null)) return found.flatMap((each) => each ?? []);
    const [one, other] = branches.filter((_, index) => found[index] === null);
    if (look.guesses && keyword === "oneOf" && one !== undefined && other !== undefined)
      return [...allowing(one, value, look), ...allowing(other, value, look)];
  }
  return null;
}

function allowing(schema: JsonValue, value: JsonValue, look: Look): readonly Asked[] {
  if (schema === true) return [];
  if (!isObject(schema)) return [{ question: "allowed", schema, value }];
  const inner: Asked[] = [];
  const rest = entriesOf(schema).flatMap(([keyword, held]): readonly (readonly [string, JsonValue])[] => {
    const parts = partsOf(keyword, schema, value, look);
    const says = !IDLE.includes(keyword) && (keyword !== "nullable" || schema.type !== undefined);
    if (parts === null) return says ? [[keyword, held]] : [];
    inner.push(...parts.inner);
    return parts.left === undefined ? [] : [[keyword, parts.left]];
  });
  if (rest.length === 0) return inner;
  const isOuter = rest.every(([keyword]) => OUTER.includes(keyword));
  return [{ question: "allowed", schema: jsonObject(rest), value: isOuter ? hull(value) : value }, ...inner];
}

/** What the schemas of a keyword are asked, and what is left of it. */
interface Parts {
  readonly inner: readonly Asked[];
  readonly left?: JsonValue;
}

/** A keyword taken apart; null where it stays as it is. */
function partsOf(keyword: string, schema: Schema, value: JsonValue, look: Look): Parts | null {
  const held = schema[keyword] as JsonValue; // a member of a JsonValue
  const here: Schema = isObject(value) ? value : {};
  switch (keyword) {
    case "allOf":
      return { inner: itemsOf(held).flatMap((part) => allowing(part, value, look)) };
    case "anyOf":
    case "oneOf":
      return unionParts(keyword, itemsOf(held), value, look);
    case "required": {
      const missing = isObject(value) ? itemsOf(held).filter((name) => !isThere(here, name)) : [];
      return { inner: [], ...(missing.length > 0 && { left: missing }) };
    }
    case "items":
      return hasItems(schema) ? { inner: itemsOf(value).flatMap((item) => allowing(held, item, look)) } : null;
    case "properties": {
      const members = entriesOf(held).filter(([name]) => isThere(here, name));
      const inner = members.flatMap(([name, each]) => allowing(each, here[name] as JsonValue, look));
      const left = schema.patternProperties !== undefined && jsonObject(members.map(([name]) => [name, {}] as const));
      return { inner, ...(left && { left }) };
    }
    case "additionalProperties":
      if (schema.patternProperties !== undefined) return null;
      return { inner: undeclared(schema, value).flatMap(([, member]) => allowing(held, member, look)) };
    default:
      return null;
  }
}

const isThere = (value: Schema, name: unknown): boolean => typeof name === "string" && Object.hasOwn(value, name);

/** Of `anyOf` one branch that holds is enough; of `oneOf` one has to hold and the others must not. */
function unionParts(
  keyword: "anyOf" | "oneOf",
  branches: readonly JsonValue[],
  value: JsonValue,
  look: Look,
): Parts | null {
  const found = branches.map((branch) => refusal(branch, value, look));
  const [open, ...more] = branches.filter((_, index) => found[index] === null);
  if (open === undefined || (keyword === "oneOf" && more.length > 0)) return null;
  const others = keyword === "oneOf" ? found.flatMap((each) => each ?? []) : [];
  return { inner: [...allowing(open, value, look), ...others] };
}
