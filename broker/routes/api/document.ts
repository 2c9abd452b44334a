import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Ajv2020, type AnySchema, type ErrorObject } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import type { Context } from "hono";
import { parse } from "yaml";
import { readJson } from "../../body.ts";
import type { Config } from "../../config.ts";
import { InvalidRequest } from "../../errors.ts";

/** Where the description lies: two folders up from what was built, three from the source. */
const PLACES = ["../contracts/openapi.yaml", "../../contracts/openapi.yaml", "../../../contracts/openapi.yaml"];

/** The description of our own API as it is shipped. */
export function apiDocument(): AnySchema & { readonly paths: Readonly<Record<string, object>> } {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const path = paths.find((candidate) => existsSync(candidate));
  if (!path) throw new Error("contracts/openapi.yaml is missing from the installation");
  return parse(readFileSync(path, "utf8"));
}

type Check = (value: unknown) => readonly ErrorObject[];

/** Checks of requests, compiled from the description. */
export interface Requests {
  /** The JSON body of an operation. Throws InvalidRequest, and what `readJson` throws. */
  body<T>(c: Context, path: string, method: "post" | "put"): Promise<T>;
  /** Throws InvalidRequest for a path or query parameter that is missing or not as described. */
  parameters(c: Context, path: string, method: "get" | "post" | "put" | "delete"): void;
}

/** Compiles checks as they are needed and keeps them. */
export function requestsFrom(config: Config): Requests {
  let schemas: Schemas | null = null;
  const get = (): Schemas => {
    schemas ??= compileDocument();
    return schemas;
  };
  return {
    async body<T>(c: Context, path: string, method: "post" | "put"): Promise<T> {
      const value = await readJson(c, { limit: config.maxBody });
      if (value === undefined) throw new InvalidRequest({ body: ["is missing"] });
      const errors = get().check(
        pointer("paths", path, method, "requestBody", "content", "application/json", "schema"),
      )(value);
      if (errors.length > 0) throw new InvalidRequest(fieldsOf(errors, "body"));
      return value as T; // it is as the description says; the caller's type says the same in TypeScript
    },
    parameters(c, path, method) {
      for (const parameter of get().parameters(path, method)) {
        const given = parameter.in === "path" ? c.req.param(parameter.name) : c.req.query(parameter.name);
        if (given === undefined && parameter.required) throw new InvalidRequest({ [parameter.name]: ["is missing"] });
        if (given === undefined) continue;
        const errors = get().check(parameter.schema)(parameter.isBoolean ? asBoolean(given) : given);
        if (errors.length > 0) throw new InvalidRequest(fieldsOf(errors, parameter.name));
      }
    },
  };
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  /** Pointer to its schema. */
  readonly schema: string;
  readonly isBoolean: boolean;
}

interface Schemas {
  check(at: string): Check;
  parameters(path: string, method: string): readonly Parameter[];
}

const ID = "tally-api";

function compileDocument(): Schemas {
  const document = apiDocument();
  const ajv = new Ajv2020({ strict: false, allErrors: false, inlineRefs: false });
  addFormats.default(ajv);
  ajv.addSchema(document, ID);
  const checks = new Map<string, Check>();
  return {
    check(at) {
      const known = checks.get(at);
      if (known) return known;
      const validate = ajv.compile({ $ref: `${ID}#${at}` });
      const check: Check = (value) => (validate(value) ? [] : (validate.errors ?? []));
      checks.set(at, check);
      return check;
    },
    parameters: (path, method) => parametersOf(document, path, method),
  };
}

interface RawParameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: { readonly type?: string };
  readonly $ref?: string;
}

function parametersOf(
  document: { readonly paths: Readonly<Record<string, object>> },
  path: string,
  method: string,
): readonly Parameter[] {
  const item = document.paths[path] as
    | Readonly<Record<string, { parameters?: RawParameter[] } & RawParameter[]>>
    | undefined; // our own file
  const at = (index: number, ...under: string[]) =>
    pointer("paths", path, ...under, "parameters", String(index), "schema");
  const shared = (item?.parameters ?? []).map((raw: RawParameter, index: number) => ({ raw, schema: at(index) }));
  const own = (item?.[method]?.parameters ?? []).map((raw, index) => ({ raw, schema: at(index, method) }));
  return [...shared, ...own].map(({ raw, schema }) => resolved(document, raw, schema));
}

function resolved(document: object, raw: RawParameter, schema: string): Parameter {
  const target = raw.$ref ? (lookUp(document, raw.$ref.slice(1)) as RawParameter) : raw; // our own file
  return {
    name: target.name,
    in: target.in,
    required: target.required === true,
    schema: raw.$ref ? `${raw.$ref.slice(1)}/schema` : schema,
    isBoolean: target.schema?.type === "boolean",
  };
}

const lookUp = (document: object, at: string): unknown =>
  at
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], document); // references of our own file

const pointer = (...keys: readonly string[]): string =>
  keys.map((key) => `/${encodeURIComponent(key.replaceAll("~", "~0").replaceAll("/", "~1"))}`).join("");

const asBoolean = (text: string): unknown => (text === "true" ? true : text === "false" ? false : text);

/** The error that lies deepest says most, where a value may have one of several shapes. */
function fieldsOf(errors: readonly ErrorObject[], root: string): Readonly<Record<string, readonly string[]>> {
  const [first] = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  const path = (first?.instancePath ?? "")
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const more =
    first?.keyword === "additionalProperties" ? ` (${String(first.params.additionalProperty).slice(0, 100)})` : "";
  return { [path.join(".") || root]: [`${first?.message ?? "is not as described"}${more}`] };
}
