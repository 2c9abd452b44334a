import type { SchemaObject as HyperjumpSchema, Validator } from "@hyperjump/json-schema/draft-2020-12";
import type { Dialect } from "../answer.ts";
import type { Check } from "./ajv.ts";
import { isOfFormat, NUMBER_FORMATS } from "./number-formats.ts";

const MODULES = {
  "draft-04": () => import("@hyperjump/json-schema/draft-04"),
  "draft-06": () => import("@hyperjump/json-schema/draft-06"),
  "draft-07": () => import("@hyperjump/json-schema/draft-07"),
  "2019-09": () => import("@hyperjump/json-schema/draft-2019-09"),
  "2020-12": () => import("@hyperjump/json-schema/draft-2020-12"),
  "openapi-3.0": () => import("@hyperjump/json-schema/openapi-3-0"),
  "openapi-3.1": () => import("@hyperjump/json-schema/openapi-3-1"),
} as const;

const DIALECT_IDS: Readonly<Record<Dialect, string>> = {
  "draft-04": "http://json-schema.org/draft-04/schema#",
  "draft-06": "http://json-schema.org/draft-06/schema#",
  "draft-07": "http://json-schema.org/draft-07/schema#",
  "2019-09": "https://json-schema.org/draft/2019-09/schema",
  "2020-12": "https://json-schema.org/draft/2020-12/schema",
  "openapi-3.0": "https://spec.openapis.org/oas/3.0/dialect",
  "openapi-3.1": "https://spec.openapis.org/oas/3.1/dialect/base",
};

/** The old dialects name few formats; the newer ones are asserted there too, as ajv does. */
const NEWER_FORMATS = ["date", "time", "duration", "uuid", "json-pointer", "relative-json-pointer", "uri-reference"];
const FORMAT_KEYWORDS = ["draft-04", "draft-06", "draft-07", "draft-2019-09", "draft-2020-12"].map(
  (draft) => `https://json-schema.org/keyword/${draft}/format`,
);
const REGISTRY = "https://spec.openapis.org/registry/format";

type Hyperjump = Awaited<ReturnType<(typeof MODULES)["2020-12"]>>;

const prepared = new Map<Dialect, Promise<Hyperjump>>();

/** Once a dialect: no network, no files. The schemas are trusted: both validators see the same. */
async function prepare(dialect: Dialect): Promise<Hyperjump> {
  const library = (await MODULES[dialect]()) as Hyperjump;
  const { removeUriSchemePlugin } = await import("@hyperjump/browser");
  for (const scheme of ["http", "https", "file"]) removeUriSchemePlugin(scheme);
  library.setShouldValidateFormat(true);
  library.setShouldValidateSchema(false);
  if (dialect === "openapi-3.0") {
    // Its dialect refuses unknown keywords, `definitions` and extensions among them.
    const { loadDialect } = await import("@hyperjump/json-schema/experimental");
    loadDialect(DIALECT_IDS[dialect], { [DIALECT_IDS[dialect]]: true }, true);
  }
  return library;
}

const formatsOf = new Map<Dialect, Promise<void>>();

/** Without this the names of formats mean nothing; a schema that should not assert them has none left. */
async function addFormats(): Promise<void> {
  await import("@hyperjump/json-schema/formats-lite");
  const { addFormat, getKeyword, setFormatHandler } = await import("@hyperjump/json-schema/experimental");
  for (const format of NUMBER_FORMATS)
    addFormat({ id: `${REGISTRY}/${format[0]}`, handler: (value: unknown) => isOfFormat(value, format) });
  addFormat({
    id: `${REGISTRY}/byte`,
    handler: (value: unknown) => typeof value !== "string" || Buffer.from(value, "base64").toString("base64") === value,
  });
  for (const keyword of FORMAT_KEYWORDS) {
    if (getKeyword(keyword) === undefined) continue;
    for (const name of NEWER_FORMATS) setFormatHandler(keyword, name, `https://json-schema.org/format/${name}`);
    for (const [name] of NUMBER_FORMATS) setFormatHandler(keyword, name, `${REGISTRY}/${name}`);
    setFormatHandler(keyword, "byte", `${REGISTRY}/byte`);
    setFormatHandler(keyword, "hostname", "https://json-schema.org/format/draft-04/hostname");
  }
}

/** Tables of formats are loaded with the first schema that asserts one; a property of the name loads them too. */
const mentionsFormat = (schema: unknown): boolean => JSON.stringify(schema).includes('"format":');

let count = 0;

/** Compiles a cleaned schema with @hyperjump/json-schema. Throws what it throws on a schema that it refuses. */
export async function compileWithHyperjump(schema: unknown, dialect: Dialect, formats: boolean): Promise<Check> {
  const pending = prepared.get(dialect) ?? prepare(dialect);
  prepared.set(dialect, pending);
  const library = await pending;
  if (formats && mentionsFormat(schema)) {
    const adding = formatsOf.get(dialect) ?? addFormats();
    formatsOf.set(dialect, adding);
    await adding;
  }
  count += 1;
  const uri = `https://schemas.invalid/${count}`;
  library.registerSchema(schema as HyperjumpSchema, uri, DIALECT_IDS[dialect]);
  try {
    const validate: Validator = await library.validate(uri);
    return (value) => validate(value as Parameters<Validator>[0]).valid;
  } finally {
    library.unregisterSchema(uri);
  }
}
