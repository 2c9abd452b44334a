/** A document in which every kind of part stands once and every value matters: no keyword is idle. */
export const RICH = {
  openapi: "3.1.0",
  info: { title: "Everything", version: "1.0.0" },
  servers: [{ url: "https://example.com/{stage}", variables: { stage: { default: "v1" } } }],
  security: [{ key: [] }],
  tags: [{ name: "pets" }],
  paths: {
    "/pets/{id}": {
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer", minimum: 1 } }],
      get: {
        operationId: "getPet",
        tags: ["pets"],
        parameters: [
          { name: "limit", in: "query", schema: { type: "integer", maximum: 100, default: 10 } },
          {
            name: "tags",
            in: "query",
            style: "pipeDelimited",
            explode: false,
            schema: { type: "array", items: { type: "string" }, minItems: 2 },
          },
          { name: "X-Trace", in: "header", required: true, schema: { type: "string", pattern: "^[a-f]+$" } },
          {
            name: "filter",
            in: "query",
            content: { "application/json": { schema: { type: "object", properties: { age: { type: "integer" } } } } },
          },
        ],
        responses: {
          "200": {
            description: "a pet",
            headers: { "X-Rate": { required: true, schema: { type: "integer", minimum: 0 } } },
            content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
            links: { self: { operationId: "getPet" } },
          },
          "4XX": {
            description: "wrong",
            content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
          },
          default: { description: "anything else" },
        },
      },
      put: {
        operationId: "putPet",
        deprecated: true,
        "x-sunset": "2030-01-01",
        security: [{ oauth: ["write"] }, { key: [] }],
        requestBody: {
          required: true,
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Pet" } },
            "application/x-www-form-urlencoded": {
              schema: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
            },
            "multipart/form-data": {
              schema: { type: "object", properties: { photo: { type: "string" } } },
              encoding: { photo: { contentType: "image/png" } },
            },
          },
        },
        responses: { "204": { description: "done" } },
        callbacks: {
          changed: {
            "{$request.body#/name}": {
              post: {
                requestBody: {
                  required: true,
                  content: {
                    "application/json": {
                      schema: { type: "object", required: ["id"], properties: { id: { type: "integer" } } },
                    },
                  },
                },
                responses: { "200": { description: "heard" } },
              },
            },
          },
        },
      },
    },
  },
  webhooks: {
    petAdded: {
      post: {
        requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } } },
        responses: { "202": { description: "heard" } },
      },
    },
  },
  components: {
    securitySchemes: {
      key: { type: "apiKey", in: "header", name: "X-Key" },
      oauth: {
        type: "oauth2",
        flows: { clientCredentials: { tokenUrl: "https://example.com/token", scopes: { write: "write pets" } } },
      },
    },
    schemas: {
      Problem: {
        type: "object",
        required: ["code"],
        properties: { code: { type: "string", enum: ["gone", "busy"] }, detail: { type: ["string", "null"] } },
      },
      Pet: {
        type: "object",
        required: ["name", "kind"],
        properties: {
          name: { type: "string", minLength: 1, maxLength: 40 },
          kind: { const: "pet" },
          serial: { type: "string", format: "uuid", readOnly: true },
          secret: { type: "string", writeOnly: true },
          weight: { type: "number", exclusiveMinimum: 0, multipleOf: 0.5 },
          labels: { type: "object", additionalProperties: { type: "string" }, maxProperties: 9 },
          codes: { type: "array", prefixItems: [{ type: "string" }], items: { type: "integer" }, uniqueItems: true },
          owner: { oneOf: [{ $ref: "#/components/schemas/Person" }, { type: "null" }] },
          either: { anyOf: [{ type: "integer" }, { type: "boolean" }] },
          parent: { $ref: "#/components/schemas/Pet" },
          note: { allOf: [{ type: "string" }, { maxLength: 9 }], default: "none" },
          extra: { type: "string", not: { enum: ["never"] } },
        },
        additionalProperties: false,
      },
      Person: {
        type: "object",
        required: ["login"],
        properties: { login: { type: "string" }, mail: { type: "string", contentEncoding: "base64" } },
        dependentRequired: { mail: ["login"] },
      },
    },
  },
} as const;
