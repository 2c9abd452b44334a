import type { Carried, Contents, Plan } from "./api-pairs.ts";
import type { Schema } from "./generated.ts";

type Document = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const values = (record: unknown, how: (value: unknown) => unknown): Document =>
  Object.fromEntries(Object.entries(isSchema(record) ? record : {}).map(([key, value]) => [key, how(value)]));

/** A schema of JSON Schema 2020-12 in the words of OpenAPI 3.0: no lists of types, bounds that say whether they are exclusive. */
export function in30(schema: unknown): unknown {
  if (!isSchema(schema)) return schema;
  const { type, exclusiveMaximum, required, ...rest } = schema;
  const made: { [key: string]: unknown } = { ...rest };
  for (const key of ["items", "not", "additionalProperties"]) if (key in made) made[key] = in30(made[key]);
  for (const key of ["anyOf", "oneOf", "allOf"])
    if (Array.isArray(made[key])) made[key] = (made[key] as unknown[]).map(in30);
  if (made.properties !== undefined) made.properties = values(made.properties, in30);
  if (Array.isArray(required) && required.length > 0) made.required = required;
  if (typeof exclusiveMaximum === "number" && !(typeof made.maximum === "number" && made.maximum < exclusiveMaximum))
    Object.assign(made, { maximum: exclusiveMaximum, exclusiveMaximum: true });
  if (!Array.isArray(type)) return type === undefined ? made : { ...made, type };
  if (type.includes("null")) return { ...made, type: type[0], nullable: true };
  return { allOf: [made, { anyOf: type.map((each) => ({ type: each })) }] };
}

const json = (value: unknown): string => JSON.stringify(value);

/** Swagger knows no unions and no null, and describes them nowhere: null where one is met. */
function in20(schema: unknown): unknown {
  const text = json(in30(schema));
  if (/"(anyOf|oneOf|not|nullable|writeOnly)":/.test(text)) return null;
  return JSON.parse(
    text
      .replaceAll("#/components/schemas/", "#/definitions/")
      .replace(/"discriminator":\{"propertyName":("\w+")[^}]*\}*/g, '"discriminator":$1'),
  );
}

const COLLECTIONS: Readonly<Record<string, string>> = {
  spaceDelimited: "ssv",
  pipeDelimited: "pipes",
  form: "csv",
  simple: "csv",
};

/** A parameter of Swagger: null for objects and for styles that it has no word for. */
function carried20({ name, in: place, required, style, explode, schema }: Carried): Document | null {
  const own = in20(schema);
  const type = isSchema(own) ? own.type : undefined;
  if (place === "cookie" || !isSchema(own) || typeof type !== "string" || type === "object") return null;
  const words = /"(allOf|properties|required|additionalProperties|maxProperties|\$ref|readOnly|discriminator)":/;
  if (words.test(json(own))) return null;
  if (!["simple", "form"].includes(style) && (type !== "array" || !COLLECTIONS[style] || explode)) return null;
  if (type === "array" && typeof (own.items as Schema | undefined)?.type !== "string") return null;
  const collectionFormat = explode && style === "form" ? "multi" : COLLECTIONS[style];
  return { name, in: place, ...(required && { required }), ...own, ...(type === "array" && { collectionFormat }) };
}

const SCHEMES20 = {
  key: { type: "apiKey", in: "header", name: "X-Key" },
  basic: { type: "basic" },
  oauth: { type: "oauth2", flow: "application", tokenUrl: "https://example.com/t", scopes: { r: "", w: "" } },
};
const SCHEMES30 = {
  key: SCHEMES20.key,
  basic: { type: "http", scheme: "basic" },
  oauth: {
    type: "oauth2",
    flows: { clientCredentials: { tokenUrl: "https://example.com/t", scopes: { r: "", w: "" } } },
  },
};

const FORM = "application/x-www-form-urlencoded";

/** The one schema of every media type, or null where they differ or no Swagger can say it. */
function shared20(contents: Contents): { readonly types: readonly string[]; readonly schema: unknown } | null {
  const types = Object.keys(contents);
  const [schema, ...others] = Object.values(contents).map(in20);
  const alike = others.every((other) => json(other) === json(schema));
  return alike && schema !== null && schema !== undefined && !types.includes(FORM) ? { types, schema } : null;
}

/** The operation in Swagger 2.0; null where that has no words for it. */
function document20(plan: Plan): Document | null {
  const parameters: unknown[] = plan.parameters.map(carried20);
  const responses: { [status: string]: unknown } = {};
  const produces = new Set<string>();
  for (const [status, { headers, contents }] of Object.entries(plan.answers)) {
    const listed = headers.map((header) => [header, carried20(header)] as const);
    if (status === "2XX" || listed.some(([header, made]) => made === null || header.required || header.explode))
      return null;
    const one = shared20(contents);
    if (Object.keys(contents).length > 0 && one === null) return null;
    if (one) produces.add(json(one.types));
    const named = listed.map(([header, made]) => [
      header.name,
      { ...made, name: undefined, in: undefined, required: undefined },
    ]);
    responses[status] = { description: "d", headers: Object.fromEntries(named), ...(one && { schema: one.schema }) };
  }
  const body = plan.body && shared20(plan.body.contents);
  if (plan.body && body)
    parameters.push({ name: "body", in: "body", required: plan.body.required, schema: body.schema });
  const definitions = values(plan.components, in20);
  if (produces.size > 1 || (plan.body && !body) || [...parameters, ...Object.values(definitions)].includes(null))
    return null;
  const operation = {
    parameters,
    responses,
    security: plan.security,
    ...(body && { consumes: body.types }),
    ...(produces.size === 1 && { produces: JSON.parse([...produces][0] ?? "[]") }),
  };
  return { swagger: "2.0", ...around({ post: operation }), definitions, securityDefinitions: SCHEMES20 };
}

const around = (item: unknown) => ({ info: { title: "t", version: "1" }, paths: { "/things/{id}": item } });

function document3(plan: Plan, version: "3.0" | "3.1"): Document {
  const schema = version === "3.0" ? in30 : (value: unknown) => value;
  const content = (contents: Contents) => values(contents, (each) => ({ schema: schema(each) }));
  const carried = ({ name, in: place, ...rest }: Carried) =>
    [name, place, { ...rest, schema: schema(rest.schema) }] as const;
  const operation = {
    parameters: plan.parameters.map(carried).map(([name, place, rest]) => ({ name, in: place, ...rest })),
    ...(plan.body && { requestBody: { required: plan.body.required, content: content(plan.body.contents) } }),
    responses: Object.fromEntries(
      Object.entries(plan.answers).map(([status, { headers, contents }]) => [
        status,
        {
          description: "d",
          headers: Object.fromEntries(headers.map(carried).map(([name, , rest]) => [name, rest])),
          ...(Object.keys(contents).length > 0 && { content: content(contents) }),
        },
      ]),
    ),
    security: plan.security,
  };
  const components = { schemas: values(plan.components, schema), securitySchemes: SCHEMES30 };
  return { openapi: version === "3.0" ? "3.0.3" : "3.1.0", ...around({ post: operation }), components };
}

/** The document of an operation in the version that it asks for; in 3.0 where Swagger 2.0 has no words for it. */
export const documentOf = (plan: Plan): Document =>
  (plan.version === "2.0" ? document20(plan) : null) ?? document3(plan, plan.version === "3.1" ? "3.1" : "3.0");
