import type { Context } from "hono";
import { TallyError } from "../../../src/core/errors.ts";
import { groupBy } from "../../../src/core/group.ts";
import { isObject, type JsonValue, jsonObject } from "../../../src/core/json.ts";
import { readJson } from "../../body.ts";
import type { Broker } from "../../broker.ts";
import { wrongName } from "../../name.ts";

/** A JSON object that a client sent. */
export type Fields = Readonly<Record<string, JsonValue>>;

const JSON_TYPES = ["application/json", "application/hal+json", "application/merge-patch+json"];

/** The media type that changes to deployments and releases must have, as in the Pact Broker. */
export const MERGE_PATCH = ["application/merge-patch+json"];

/**
 * Reads a JSON object from the body. Throws E_MEDIA_TYPE, E_TOO_LARGE, E_SYNTAX and E_TOO_DEEP with the place,
 * E_INVALID for JSON that is no object.
 */
export async function readFields(c: Context, broker: Broker, types: readonly string[] = JSON_TYPES): Promise<Fields> {
  const value = await readJson(c, { limit: broker.config.maxBody, types });
  if (!isObject(value)) throw new TallyError("E_INVALID", "the body must be a JSON object");
  return value as Fields; // it comes from JSON
}

/** Reads a JSON object from a body that may be empty, and then needs no type. */
export async function readOptionalFields(c: Context, broker: Broker): Promise<Fields> {
  const empty = c.req.raw.body === null || c.req.header("content-length") === "0";
  return empty ? {} : readFields(c, broker);
}

/** One thing that is wrong with a field. */
export type Problem = readonly [field: string, problem: string];

/** Problems by field, as they are answered. */
export function byField(problems: readonly Problem[]): Readonly<Record<string, readonly string[]>> {
  const grouped = groupBy(problems, ([field]) => field);
  return jsonObject([...grouped].map(([field, found]) => [field, found.map(([, problem]) => problem)] as const));
}

/** The most characters of a text that is no name, as contracts/openapi.yaml has it. */
const MAX_TEXT = 4_096;

/** The text in a field; null for anything else, a blank text included. */
export function textIn(fields: Fields, name: string): string | null {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

/** What is wrong with a field that holds a name, a version number, a branch or a tag. */
export function nameProblems(fields: Fields, name: string, required: boolean, path = name): readonly Problem[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null) return required ? [[path, "is missing"]] : [];
  if (typeof value !== "string") return [[path, "must be a string"]];
  if (value.trim() === "") return [[path, "can't be blank"]];
  return wrongName(value).map((problem) => [path, problem]);
}

/** What is wrong with a field that holds any text. */
export function textProblems(fields: Fields, name: string): readonly Problem[] {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (value === undefined || value === null) return [];
  if (typeof value !== "string") return [[name, "must be a string"]];
  if (value.length > MAX_TEXT) return [[name, `is longer than ${MAX_TEXT} characters`]];
  return value.includes("\0") ? [[name, "holds a NUL character"]] : [];
}
