import type { Ajv, Options } from "ajv";
import { isObject } from "../../core/json.ts";
import type { Dialect } from "../answer.ts";
import { also, mapSchemas, type SchemaObject } from "./clean.ts";
import { holdsOf } from "./keywords.ts";
import { isOfFormat, NUMBER_FORMATS } from "./number-formats.ts";
import { shareRepeats } from "./share.ts";

/** Says whether a value is valid under one schema; throws what the validator throws. */
export type Check = (value: unknown) => boolean;

const OPTIONS: Options = {
  strict: false,
  ownProperties: true,
  unicodeRegExp: true,
  multipleOfPrecision: 9,
  validateSchema: false,
  allErrors: false,
  logger: false,
  inlineRefs: false,
  code: { optimize: false }, // most schemas see one value: tidying the generated code costs more than it saves
};

const MODULES = {
  "draft-04": () => import("ajv-draft-04"),
  "draft-07": () => import("ajv"),
  "2019-09": () => import("ajv/dist/2019.js"),
  "2020-12": () => import("ajv/dist/2020.js"),
} as const;

const FAMILY: Readonly<Record<Dialect, keyof typeof MODULES>> = {
  "draft-04": "draft-04",
  "draft-06": "draft-07",
  "draft-07": "draft-07",
  "2019-09": "2019-09",
  "2020-12": "2020-12",
  "openapi-3.0": "draft-04",
  "openapi-3.1": "2020-12",
};

/** What names of published meta-schemas hold: reading those takes longer than most schemas, which name none. */
const PUBLISHED = "json-schema.org";

const instances = new Map<string, Promise<Ajv>>();

/** A constructor of any of ajv's dialect classes; they are typed apart but share one base. */
type AjvClass = new (options: Options) => Ajv;

async function instanceOf(family: keyof typeof MODULES, formats: boolean, meta: boolean): Promise<Ajv> {
  const module = await MODULES[family]();
  const AjvOfDialect = module.default.default as unknown as AjvClass;
  const ajv = new AjvOfDialect({ ...OPTIONS, validateFormats: formats, meta });
  if (!formats) return ajv;
  (await import("ajv-formats")).default.default(ajv);
  for (const format of NUMBER_FORMATS)
    ajv.addFormat(format[0], { type: "number", validate: (value: number) => isOfFormat(value, format) });
  return ajv;
}

/**
 * Compiles a cleaned schema with ajv, rewritten where ajv 8.20 is known to be wrong; null where that cannot be done
 * (see `avoidKnownFaults`). Throws what ajv throws on a schema that it refuses.
 */
export async function compileWithAjv(schema: unknown, dialect: Dialect, formats: boolean): Promise<Check | null> {
  const mended = avoidKnownFaults(schema, dialect);
  if (mended === null) return null;
  const safe = shareRepeats(mended);
  const meta = JSON.stringify(safe).includes(PUBLISHED);
  const key = `${FAMILY[dialect]},${formats},${meta}`;
  const pending = instances.get(key) ?? instanceOf(FAMILY[dialect], formats, meta);
  instances.set(key, pending);
  const ajv = await pending;
  try {
    const validate = ajv.compile(safe);
    return (value) => validate(value) === true;
  } finally {
    ajv.removeSchema(safe);
  }
}

/**
 * ajv forgets `contains` beside a tuple, and in 2020-12 lets one match of `contains` free every item from
 * `unevaluatedItems`. So `contains` moves behind a double negation, where it marks no item, and what it marked is
 * added to the `unevaluatedItems` next to it; null where the two stand apart. Null types of OpenAPI 3.0 become types.
 */
function avoidKnownFaults(schema: unknown, dialect: Dialect): SchemaObject | null {
  const marks = dialect === "2020-12" || dialect === "openapi-3.1";
  const found = keywordsIn(schema);
  const split = found.contains && found.unevaluatedItems;
  let apart = false;
  const changed = mapSchemas(schema, (each) => {
    let next = each;
    if (marks && split && "contains" in each !== "unevaluatedItems" in each) apart = true;
    if ("contains" in each) next = hideContains(each, marks);
    return dialect === "openapi-3.0" ? withNullType(next) : next;
  });
  return apart || !isObject(changed) ? null : changed;
}

function hideContains(schema: SchemaObject, marks: boolean): SchemaObject {
  const { contains, minContains, maxContains, ...rest } = schema;
  const counted = Object.fromEntries(
    Object.entries({ contains, minContains, maxContains }).filter(([, value]) => value !== undefined),
  );
  if (marks && rest.unevaluatedItems !== undefined)
    rest.unevaluatedItems = { anyOf: [rest.unevaluatedItems, { not: { not: contains } }] };
  return also(rest, { not: { not: counted } });
}

function withNullType(schema: SchemaObject): SchemaObject {
  const { nullable, ...rest } = schema;
  if (nullable === true && typeof rest.type === "string") rest.type = [rest.type, "null"];
  return rest;
}

function keywordsIn(schema: unknown): { readonly contains: boolean; readonly unevaluatedItems: boolean } {
  const found = { contains: false, unevaluatedItems: false };
  const visit = (value: unknown, isMap: boolean): void => {
    if (Array.isArray(value)) for (const each of value) visit(each, false);
    else if (isObject(value))
      for (const [key, inner] of Object.entries(value)) {
        if (!isMap && key === "contains") found.contains = true;
        if (!isMap && key === "unevaluatedItems") found.unevaluatedItems = true;
        const holds = isMap ? "schema" : holdsOf(key);
        if (holds) visit(inner, holds === "map" || holds === "map-of-schemas-or-names");
      }
  };
  visit(schema, false);
  return found;
}
