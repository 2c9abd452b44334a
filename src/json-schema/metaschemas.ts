import { isObject } from "../core/json.ts";
import type { Dialect } from "./answer.ts";

interface JsonModule {
  readonly default: unknown;
}

type Loader = () => Promise<JsonModule>;

/** The documents of the meta-schema of each dialect, by URI: the first is the meta-schema, the rest its vocabularies. */
const METASCHEMAS: Partial<Readonly<Record<Dialect, Readonly<Record<string, Loader>>>>> = {
  "draft-04": {
    "http://json-schema.org/draft-04/schema": () =>
      import("ajv-draft-04/dist/refs/json-schema-draft-04.json", { with: { type: "json" } }),
  },
  "draft-06": {
    "http://json-schema.org/draft-06/schema": () =>
      import("ajv/dist/refs/json-schema-draft-06.json", { with: { type: "json" } }),
  },
  "draft-07": {
    "http://json-schema.org/draft-07/schema": () =>
      import("ajv/dist/refs/json-schema-draft-07.json", { with: { type: "json" } }),
  },
  "2019-09": {
    "https://json-schema.org/draft/2019-09/schema": () =>
      import("ajv/dist/refs/json-schema-2019-09/schema.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2019-09/meta/core": () =>
      import("ajv/dist/refs/json-schema-2019-09/meta/core.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2019-09/meta/applicator": () =>
      import("ajv/dist/refs/json-schema-2019-09/meta/applicator.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2019-09/meta/validation": () =>
      import("ajv/dist/refs/json-schema-2019-09/meta/validation.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2019-09/meta/meta-data": () =>
      import("ajv/dist/refs/json-schema-2019-09/meta/meta-data.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2019-09/meta/format": () =>
      import("ajv/dist/refs/json-schema-2019-09/meta/format.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2019-09/meta/content": () =>
      import("ajv/dist/refs/json-schema-2019-09/meta/content.json", { with: { type: "json" } }),
  },
  "2020-12": {
    "https://json-schema.org/draft/2020-12/schema": () =>
      import("ajv/dist/refs/json-schema-2020-12/schema.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/core": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/core.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/applicator": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/applicator.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/unevaluated": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/validation": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/validation.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/meta-data": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/meta-data.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/format-annotation": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json", { with: { type: "json" } }),
    "https://json-schema.org/draft/2020-12/meta/content": () =>
      import("ajv/dist/refs/json-schema-2020-12/meta/content.json", { with: { type: "json" } }),
  },
};

/** Objects of a schema that are searched for references. */
const MAX_OBJECTS = 200_000;

/** The documents of the dialect's own meta-schema, by URI, when one of the schemas refers to it; else none. */
export async function metaschemaFor(
  dialect: Dialect,
  schemas: readonly unknown[],
): Promise<ReadonlyMap<string, unknown>> {
  const documents = Object.entries(METASCHEMAS[dialect] ?? {});
  if (!documents.some(([uri]) => schemas.some((schema) => refersTo(schema, uri)))) return new Map();
  return new Map(await Promise.all(documents.map(async ([uri, load]) => [uri, (await load()).default] as const)));
}

function refersTo(schema: unknown, uri: string): boolean {
  const stack: unknown[] = [schema];
  for (let seen = 0; stack.length > 0 && seen < MAX_OBJECTS; seen += 1) {
    const value = stack.pop();
    if (Array.isArray(value)) for (const item of value as unknown[]) stack.push(item);
    if (!isObject(value)) continue;
    if (typeof value.$ref === "string" && value.$ref.split("#")[0] === uri) return true;
    for (const member of Object.values(value)) if (typeof member === "object") stack.push(member);
  }
  return false;
}
