/** A document of OpenAPI 3.0 as large as real ones are: hundreds of operations over shared components with cycles. */
export interface Large {
  readonly [key: string]: unknown;
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly [part: string]: unknown };
}

/** How many resources there are; each has five operations and four schemas. */
const RESOURCES = 40;

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object) => ({ content: { "application/json": { schema } } });

/** The schemas of one resource: it refers to the next one and to itself. */
function schemasOf(index: number): Readonly<Record<string, object>> {
  const next = (index + 1) % RESOURCES;
  return {
    [`Item${index}`]: {
      type: "object",
      required: ["id", "state"],
      properties: {
        id: { type: "integer", format: "int64", readOnly: true, minimum: 0, exclusiveMinimum: true },
        name: { type: "string", nullable: true, maxLength: 40 + index },
        state: { type: "string", enum: ["open", "closed", `other${index}`] },
        parent: ref(`Item${index}`),
        next: ref(`Item${next}`),
        tags: { type: "array", items: { type: "string", pattern: "^[a-z]+$" }, maxItems: 20 },
        price: { type: "number", minimum: 0, maximum: 1000, exclusiveMaximum: true },
      },
    },
    [`Draft${index}`]: {
      allOf: [ref(`Item${index}`), { type: "object", required: ["name"], properties: { note: { type: "string" } } }],
    },
    [`Choice${index}`]: { oneOf: [ref(`Kind${index}`), { type: "string", maxLength: 3 }] },
    [`Kind${index}`]: { type: "object", required: ["kind"], properties: { kind: { type: "integer" } } },
  };
}

function pathsOf(index: number): Readonly<Record<string, object>> {
  const answer = (schema: object) => ({
    "200": { description: "done", ...json(schema) },
    "404": { $ref: "#/components/responses/Missing" },
  });
  const page = { $ref: "#/components/parameters/Page" };
  const id = { name: "id", in: "path", required: true, schema: { type: "integer" } };
  return {
    [`/items${index}`]: {
      get: { parameters: [page], responses: answer({ type: "array", items: ref(`Item${index}`) }) },
      post: { requestBody: { required: true, ...json(ref(`Draft${index}`)) }, responses: answer(ref(`Item${index}`)) },
    },
    [`/items${index}/{id}`]: {
      parameters: [id],
      get: { responses: answer(ref(`Item${index}`)) },
      put: { requestBody: json(ref(`Choice${index}`)), responses: answer(ref(`Choice${index}`)) },
      delete: { responses: { "204": { description: "gone" } } },
    },
  };
}

/** The document. */
export function large(): Large {
  const all = Array.from({ length: RESOURCES }, (_, index) => index);
  const merged = (make: (index: number) => Readonly<Record<string, object>>): Readonly<Record<string, object>> =>
    Object.assign({}, ...all.map(make));
  return {
    openapi: "3.0.3",
    info: { title: "large", version: "1" },
    paths: merged(pathsOf),
    components: {
      schemas: { ...merged(schemasOf), Problem: { type: "object", properties: { title: { type: "string" } } } },
      parameters: { Page: { name: "page", in: "query", schema: { type: "integer", minimum: 1, default: 1 } } },
      responses: { Missing: { description: "missing", ...json(ref("Problem")) } },
    },
  };
}

/** The same document as OpenAPI 3.1 writes it: null as a type, exclusive bounds as numbers. */
export function as31(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(as31);
  if (typeof value !== "object" || value === null) return value === "3.0.3" ? "3.1.0" : value;
  const { nullable, exclusiveMinimum, exclusiveMaximum, ...rest } = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(rest).map(([key, below]) => [key, as31(below)] as const);
  const plain: Record<string, unknown> = Object.fromEntries(entries);
  if (nullable === true) plain.type = [plain.type, "null"];
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ] as const) {
    const given = flag === "exclusiveMinimum" ? exclusiveMinimum : exclusiveMaximum;
    if (given !== true) continue;
    plain[flag] = plain[bound];
    delete plain[bound];
  }
  return plain;
}
