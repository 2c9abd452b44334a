import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import { TallyError } from "../../../src/core/errors.ts";
import type { Finding } from "../../../src/core/finding.ts";
import { diff, diffTexts, one } from "./fixture.ts";
import { RICH } from "./rich.ts";

const BASE = JSON.stringify(RICH);
type Mutable = { [key: string]: Mutable } & Mutable[];
const copy = (): Mutable => JSON.parse(BASE);

/** The same value with the keys of every object turned round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, below]) => [key, turned(below)]),
  );
}

describe("the same meaning gives nothing", () => {
  it("against itself", async () => expect(await diffTexts(BASE, BASE)).toEqual([]));

  it("in YAML and JSON, in any key order", async () => {
    const yaml = dump(turned(RICH), { noRefs: true });
    expect(await diff(one(yaml), one(BASE, "api.json"))).toEqual([]);
    expect(await diff(one(BASE, "api.json"), one(yaml))).toEqual([]);
  });

  it("when a component is inlined, extracted or renamed", async () => {
    const inlined = copy();
    const { schemas } = RICH.components;
    const again = JSON.parse(
      JSON.stringify(RICH).replaceAll("#/components/schemas/Person", "#/components/schemas/Human"),
    );
    again.components.schemas.Human = again.components.schemas.Person;
    delete again.components.schemas.Person;
    const text = JSON.stringify(inlined).replaceAll(
      '{"$ref":"#/components/schemas/Problem"}',
      JSON.stringify(schemas.Problem),
    );
    expect(await diffTexts(BASE, text)).toEqual([]);
    expect(await diffTexts(text, BASE)).toEqual([]);
    expect(await diffTexts(BASE, JSON.stringify(again))).toEqual([]);
  });

  it("when OpenAPI 3.0 becomes 3.1", async () => {
    const schema = (nullable: object, exclusive: object) => ({
      type: "object",
      properties: {
        name: { maxLength: 9, ...nullable },
        age: { type: "integer", ...exclusive },
        list: { type: "array", items: { $ref: "#/components/schemas/S" } },
      },
    });
    const doc = (version: string, s: object) =>
      JSON.stringify({
        openapi: version,
        info: { title: "t", version: "1" },
        paths: {
          "/a": {
            post: {
              requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/S" } } } },
              responses: {
                "200": {
                  description: "d",
                  content: { "application/json": { schema: { $ref: "#/components/schemas/S" } } },
                },
              },
            },
          },
        },
        components: { schemas: { S: s } },
      });
    const old = doc("3.0.3", schema({ type: "string", nullable: true }, { minimum: 0, exclusiveMinimum: true }));
    const next = doc("3.1.0", schema({ type: ["string", "null"] }, { exclusiveMinimum: 0 }));
    expect(await diffTexts(old, next)).toEqual([]);
    expect(await diffTexts(next, old)).toEqual([]);
  });

  it("when Swagger 2.0 becomes OpenAPI 3.0", async () => {
    const swagger = {
      swagger: "2.0",
      info: { title: "t", version: "1" },
      host: "example.com",
      basePath: "/v1",
      schemes: ["https"],
      consumes: ["application/json"],
      produces: ["application/json"],
      paths: {
        "/a/{id}": {
          post: {
            parameters: [
              { name: "id", in: "path", required: true, type: "integer" },
              { name: "tags", in: "query", type: "array", items: { type: "string" }, collectionFormat: "multi" },
              { name: "body", in: "body", required: true, schema: { $ref: "#/definitions/S" } },
            ],
            responses: { "200": { description: "d", schema: { $ref: "#/definitions/S" } } },
          },
        },
      },
      definitions: { S: { type: "object", properties: { x: { type: "string" } } } },
    };
    const json = { "application/json": { schema: { $ref: "#/components/schemas/S" } } };
    const openapi = {
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      servers: [{ url: "https://example.com/v1" }],
      paths: {
        "/a/{id}": {
          post: {
            parameters: [
              { name: "id", in: "path", required: true, schema: { type: "integer" } },
              { name: "tags", in: "query", schema: { type: "array", items: { type: "string" } } },
            ],
            requestBody: { required: true, content: json },
            responses: { "200": { description: "d", content: json } },
          },
        },
      },
      components: { schemas: { S: swagger.definitions.S } },
    };
    expect(await diffTexts(JSON.stringify(swagger), JSON.stringify(openapi))).toEqual([]);
    expect(await diffTexts(JSON.stringify(openapi), JSON.stringify(swagger))).toEqual([]);
  });
});

/** Paths whose values people read and machines do not, or that say what is so anyway. */
const IDLE: readonly RegExp[] = [
  /^\/(openapi|info|tags)(\/|$)/,
  /\/description$/,
  /\/paths\/\/pets\/\{id\}\/parameters\/0\/required$/, // path parameters are required in any case
  /parameters\/1\/explode$/, // the default of this style
  /code\/type$/, // the enum beside it holds strings only
  /dependentRequired/, // asks for what is required in any case
];

function* pointers(value: unknown, way: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
  if (way.length > 0) yield way;
  if (typeof value !== "object" || value === null) return;
  for (const [key, below] of Object.entries(value))
    yield* pointers(below, [...way, Array.isArray(value) ? Number(key) : key]);
}

const other = (value: unknown): unknown => {
  if (typeof value === "string") return `${value}x`;
  if (typeof value === "number") return value + 1;
  return typeof value === "boolean" ? !value : undefined;
};

/** The document without the value at the end of the way, or with another one there; null where nothing changes. */
function mutated(way: readonly (string | number)[], how: "delete" | "change"): string | null {
  const doc = copy();
  let here: Mutable = doc;
  for (const key of way.slice(0, -1)) here = here[key as string]!;
  const last = way.at(-1) as string;
  if (how === "delete" && Array.isArray(here)) here.splice(Number(last), 1);
  else if (how === "delete") delete here[last];
  else {
    const next = other(here[last]);
    if (next === undefined) return null;
    here[last] = next as Mutable;
  }
  return JSON.stringify(doc);
}

describe("no difference passes in silence", () => {
  it.each(["delete", "change"] as const)(
    "%s anything",
    async (how) => {
      const silent: string[] = [];
      for (const way of pointers(RICH)) {
        const name = `/${way.join("/")}`;
        const text = mutated(way, how);
        if (text === null || IDLE.some((pattern) => pattern.test(name))) continue;
        try {
          if ((await diffTexts(BASE, text)).length === 0) silent.push(name);
        } catch (error) {
          if (!(error instanceof TallyError)) throw error;
        }
      }
      expect(silent).toEqual([]);
    },
    60_000,
  );
});

describe("independence", () => {
  const key = (finding: Finding): string => `${finding.fingerprint} ${finding.message}`;

  it("an unrelated path changes no other finding", async () => {
    const changed = copy();
    changed.components!.schemas!.Pet!.properties!.name!.maxLength = 5 as unknown as Mutable;
    const extended = (doc: Mutable): string => {
      const more: Mutable = JSON.parse(JSON.stringify(doc));
      more.paths!["/aaa"] = { get: { responses: { "200": { description: "d" } } } } as unknown as Mutable;
      return JSON.stringify(more);
    };
    const plain = await diffTexts(BASE, JSON.stringify(changed));
    const wider = await diffTexts(extended(copy()), extended(changed));
    expect(plain.length).toBeGreaterThan(0);
    expect(wider.map(key)).toEqual(plain.map(key));
  });

  it("the same input gives the same bytes", async () => {
    const changed = BASE.replaceAll('"maxLength":9', '"maxLength":7').replaceAll('"gone",', "");
    const [first, second] = [await diffTexts(BASE, changed), await diffTexts(BASE, changed)];
    expect(first.length).toBeGreaterThan(0);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
  });

  it("one edit of a shared component is one finding that names its operations", async () => {
    const shared = JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: Object.fromEntries(
        ["/a", "/b", "/c"].map((path) => [
          path,
          {
            get: {
              responses: {
                "200": {
                  description: "d",
                  content: { "application/json": { schema: { $ref: "#/components/schemas/S" } } },
                },
              },
            },
          },
        ]),
      ),
      components: { schemas: { S: { type: "object", properties: { x: { type: "string", enum: ["a"] } } } } },
    });
    const found = await diffTexts(shared, shared.replace('["a"]', '["a","b"]'));
    expect(found.map(({ id, direction, level, operations }) => [id, direction, level, operations])).toEqual([
      ["openapi.response.enum-grown", "backward", "breaking", ["GET /a", "GET /b", "GET /c"]],
    ]);
  });
});
