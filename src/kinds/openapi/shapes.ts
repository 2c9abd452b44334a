/** Types of JSON values but null, which stands for nothing and is let pass everywhere. */
type Type = "object" | "array" | "string" | "boolean" | "number";

/** What stands at a place of a description, as far as it is known. Whatever has no shape is not looked at. */
export interface Shape {
  /** As a person says it: `a list`. */
  readonly what: string;
  readonly types: readonly Type[];
  /** The known members of an object. */
  readonly fields?: Readonly<Record<string, Shape>>;
  /** Every other member of an object. */
  readonly each?: Shape;
  /** Every element of a list. */
  readonly elements?: Shape;
  /** Keys of a map that begin with `x-` are extensions. */
  readonly extensible?: boolean;
  /** What the keys of a map must look like, and how that is said. */
  readonly keys?: { readonly pattern: RegExp; readonly what: string };
  /** Members that must be there, unless a reference stands in its place. */
  readonly needs?: readonly string[];
  /** The words that a text may be. */
  readonly words?: readonly string[];
}

const TEXT: Shape = { what: "a text", types: ["string"] };
const FLAG: Shape = { what: "true or false", types: ["boolean"] };
const NUMBER: Shape = { what: "a number", types: ["number"] };
const BOUND: Shape = { what: "a number, true or false", types: ["number", "boolean"] };
const listOf = (elements?: Shape): Shape => ({ what: "a list", types: ["array"], ...(elements && { elements }) });
/** Programs that know no empty objects write an empty list; it says nothing either way. */
const mapOf = (each: Shape, more: Partial<Shape> = {}): Shape => ({
  what: "an object",
  types: ["object", "array"],
  each,
  ...more,
});
/** The fields are kept, not copied: shapes that hold each other are completed later. */
const objectOf = (fields: Record<string, Shape>, more: Partial<Shape> = {}): Shape => {
  fields.$ref = TEXT;
  return { what: "an object", types: ["object"], fields, ...more };
};
const all = (names: string, shape: Shape): Record<string, Shape> =>
  Object.fromEntries(names.split(" ").map((name) => [name, shape]));

/** What values are bounded by: in schemas, and in the parameters and headers of Swagger 2.0. */
const BOUNDS: Readonly<Record<string, Shape>> = {
  ...all("maximum minimum maxLength minLength maxItems minItems maxProperties minProperties multipleOf", NUMBER),
  ...all("maxContains minContains", NUMBER),
  ...all("exclusiveMaximum exclusiveMinimum", BOUND),
  ...all("pattern format", TEXT),
  ...all("uniqueItems", FLAG),
  enum: listOf(),
};

/** A schema (JSON Schema 2020-12; OpenAPI 3.0, 4.7.24). A `required` that is true or false is left from draft 3. */
const schemaFields: Record<string, Shape> = {};
const SCHEMA: Shape = {
  what: "a schema: an object, true or false",
  types: ["object", "boolean"],
  fields: schemaFields,
};
Object.assign(schemaFields, {
  $ref: TEXT,
  ...BOUNDS,
  type: { what: "a text or a list of texts", types: ["string", "array"], elements: TEXT },
  required: { what: "a list of names", types: ["array", "boolean"], elements: TEXT },
  ...all("properties patternProperties dependentSchemas $defs definitions", mapOf(SCHEMA)),
  ...all("allOf anyOf oneOf prefixItems", listOf(SCHEMA)),
  ...all("not if then else contains propertyNames additionalItems additionalProperties", SCHEMA),
  ...all("unevaluatedItems unevaluatedProperties", SCHEMA),
  items: {
    what: "a schema, or a list of schemas",
    types: ["object", "boolean", "array"],
    elements: SCHEMA,
    fields: schemaFields,
  },
  ...all("nullable readOnly writeOnly deprecated", FLAG),
  discriminator: {
    what: "an object",
    types: ["object", "string"],
    fields: { propertyName: TEXT, mapping: mapOf(TEXT) },
  },
  xml: objectOf({ ...all("name namespace prefix", TEXT), ...all("attribute wrapped", FLAG) }),
});

const STATUSES = { pattern: /^([1-5]\d\d|[1-5]xx|default)$/i, what: "a status (100 to 599, 1XX to 5XX) or default" };
const SERVERS = listOf(objectOf({ url: TEXT, variables: mapOf(objectOf({ enum: listOf() })) }));
const SECURITY = listOf(mapOf(listOf(TEXT)));

const HEADER_FIELDS: Record<string, Shape> = {
  ...all("required deprecated explode allowReserved allowEmptyValue", FLAG),
  style: TEXT,
  schema: SCHEMA,
};
const HEADER = objectOf(HEADER_FIELDS);
const ENCODING = objectOf({
  ...all("contentType style", TEXT),
  ...all("explode allowReserved", FLAG),
  headers: mapOf(HEADER),
});
const CONTENT = mapOf(objectOf({ schema: SCHEMA, encoding: mapOf(ENCODING) }));
HEADER_FIELDS.content = CONTENT;
const place = (words: string): Shape => ({ ...TEXT, words: words.split(" ") });
const PARAMETER = objectOf(
  { ...HEADER_FIELDS, name: TEXT, in: place("path query header cookie") },
  { needs: ["name", "in"] },
);
const RESPONSE = objectOf({ headers: mapOf(HEADER), content: CONTENT });
const REQUEST_BODY = objectOf({ required: FLAG, content: CONTENT });

const operationFields: Record<string, Shape> = {};
const OPERATION = objectOf(operationFields);
const METHODS = "get put post delete options head patch trace";
const PATH_ITEM = objectOf({
  ...all(METHODS, OPERATION),
  parameters: listOf(PARAMETER),
  servers: SERVERS,
});
const CALLBACK = mapOf(PATH_ITEM, { extensible: true, fields: { $ref: TEXT } });
Object.assign(operationFields, {
  parameters: listOf(PARAMETER),
  requestBody: REQUEST_BODY,
  responses: mapOf(RESPONSE, { types: ["object"], extensible: true, keys: STATUSES }),
  callbacks: mapOf(CALLBACK, { types: ["object"], extensible: true }),
  deprecated: FLAG,
  operationId: TEXT,
  tags: listOf(TEXT),
  security: SECURITY,
  servers: SERVERS,
});

/** A document of OpenAPI 3.0 or 3.1. */
const OPENAPI = objectOf({
  paths: mapOf(PATH_ITEM, { types: ["object"], extensible: true }),
  webhooks: mapOf(PATH_ITEM, { types: ["object"], extensible: true }),
  security: SECURITY,
  servers: SERVERS,
  jsonSchemaDialect: TEXT,
  components: objectOf({
    schemas: mapOf(SCHEMA),
    responses: mapOf(RESPONSE),
    parameters: mapOf(PARAMETER),
    requestBodies: mapOf(REQUEST_BODY),
    headers: mapOf(HEADER),
    callbacks: mapOf(CALLBACK),
    pathItems: mapOf(PATH_ITEM),
    securitySchemes: mapOf(objectOf(all("type in name scheme", TEXT))),
  }),
});

/** What a value of Swagger 2.0 is that is no schema. */
const ITEMS_FIELDS: Record<string, Shape> = { ...BOUNDS, ...all("type collectionFormat", TEXT) };
const ITEMS = objectOf(ITEMS_FIELDS);
ITEMS_FIELDS.items = ITEMS;
const OLD_PARAMETER = objectOf(
  {
    ...ITEMS_FIELDS,
    ...all("required allowEmptyValue", FLAG),
    name: TEXT,
    in: place("path query header formData body"),
    schema: SCHEMA,
  },
  { needs: ["name", "in"] },
);
const OLD_RESPONSE = objectOf({ schema: SCHEMA, headers: mapOf(ITEMS) });
const OLD_PATH_ITEM = objectOf({
  ...all(
    METHODS,
    objectOf({
      parameters: listOf(OLD_PARAMETER),
      responses: mapOf(OLD_RESPONSE, { types: ["object"], extensible: true, keys: STATUSES }),
      deprecated: FLAG,
      operationId: TEXT,
      ...all("tags consumes produces schemes", listOf(TEXT)),
      security: SECURITY,
    }),
  ),
  parameters: listOf(OLD_PARAMETER),
});

/** A document of Swagger 2.0. */
const SWAGGER = objectOf({
  ...all("host basePath", TEXT),
  ...all("consumes produces schemes", listOf(TEXT)),
  paths: mapOf(OLD_PATH_ITEM, { types: ["object"], extensible: true }),
  definitions: mapOf(SCHEMA),
  parameters: mapOf(OLD_PARAMETER),
  responses: mapOf(OLD_RESPONSE),
  securityDefinitions: mapOf(objectOf(all("type in name flow", TEXT))),
  security: SECURITY,
});

/** The shape of a root document, by its version. */
export const shapeOfRoot = (version: "2.0" | "3.0" | "3.1"): Shape => (version === "2.0" ? SWAGGER : OPENAPI);

/** The shape below a key of an object, or null where nothing is known. */
export function shapeBelow(shape: Shape, key: string): Shape | null {
  const field = shape.fields?.[key];
  if (field !== undefined && Object.hasOwn(shape.fields ?? {}, key)) return field;
  if (shape.each === undefined || (shape.extensible === true && key.startsWith("x-"))) return null;
  return shape.each;
}

/** What is wrong with a value of a shape, beside what is wrong below it; null where nothing is. */
export function misfit(value: unknown, shape: Shape, key: string | number): string | null {
  if (value === null || value === undefined) return null;
  const type = Array.isArray(value) ? "array" : typeof value;
  if (!(shape.types as readonly string[]).includes(type)) return `${named(key)} must be ${shape.what}`;
  if (Array.isArray(value))
    return shape.what === "an object" && value.length > 0 ? `${named(key)} must be an object` : null;
  if (typeof value === "string")
    return shape.words && !shape.words.includes(value) ? `${named(key)} must be ${either(shape.words)}` : null;
  return typeof value === "object" ? misfitObject(value, shape, key) : null;
}

const named = (key: string | number): string => (typeof key === "number" ? `element ${key}` : key);

function misfitObject(value: object, shape: Shape, key: string | number): string | null {
  const missing = shape.needs?.find((need) => !Object.hasOwn(value, need));
  if (missing !== undefined && !Object.hasOwn(value, "$ref")) return `${named(key)} has no ${missing}`;
  const { keys } = shape;
  const odd = keys && Object.keys(value).find((key) => !key.startsWith("x-") && !keys.pattern.test(key));
  return odd === undefined ? null : `${odd} is not ${keys?.what ?? "known"}`;
}

const either = (words: readonly string[]): string => `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
