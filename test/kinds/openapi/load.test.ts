import { describe, expect, it } from "vitest";
import { TallyError } from "../../../src/core/errors.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { formatPlace } from "../../../src/core/place.ts";
import type { Source } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diff, memory, one } from "./fixture.ts";

const HEAD = 'openapi: 3.0.3\ninfo: {title: t, version: "1"}\n';

/** The error of loading: code and place, as a user sees them. */
async function trouble(source: Source): Promise<string> {
  try {
    await openapi.load(source, DEFAULT_LOAD);
  } catch (error) {
    if (error instanceof TallyError) return `${error.code} ${error.place ? formatPlace(error.place) : "-"}`;
    throw error;
  }
  return "loaded";
}

/** A YAML document in which thirty aliases expand to a thousand million values. */
function bomb(): string {
  const lines = ["x-0: &a0 [1, 1]"];
  for (let level = 1; level < 30; level += 1) lines.push(`x-${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
  return `${HEAD}paths: {}\n${lines.join("\n")}\n`;
}

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

const BAD: readonly (readonly [name: string, source: Source, expected: string])[] = [
  ["nothing at all", one(""), "E_EMPTY -"],
  ["only white space", one(" \n\n"), "E_EMPTY -"],
  ["only a comment", one("# later\n"), "E_EMPTY -"],
  [
    "bytes that are no text",
    memory({ "a.json": new Uint8Array([0x80, 0xff, 0x00, 0x01]) }, "a.json"),
    "E_UNREADABLE -",
  ],
  ["text with a NUL", one("openapi: 3.0.0\u0000"), "E_UNREADABLE -"],
  ["JSON cut short", one('{"openapi": "3.0.0", "paths": {', "a.json"), "E_SYNTAX a.json:1:32"],
  ["JSON with a stray comma", one('{"openapi": "3.0.0",\n "paths": {,}}', "a.json"), "E_SYNTAX a.json:2:12"],
  ["YAML cut short", one(`${HEAD}paths: {"/a": {`), "E_SYNTAX api.yaml:3:16"],
  ["YAML with a tab", one(`${HEAD}paths:\n\t/a: {}\n`), "E_SYNTAX api.yaml:4:1"],
  ["a key twice", one(`${HEAD}paths: {}\npaths: {}\n`), "E_SYNTAX api.yaml:4:1"],
  ["two documents in one file", one(`${HEAD}paths: {}\n---\na: 1\n`), "E_SYNTAX -"],
  ["YAML nested 10,000 deep", one(`${HEAD}x-deep: ${nested(10_000)}\n`), "E_TOO_DEEP api.yaml:3:208"],
  [
    "JSON nested 10,000 deep",
    one(`{"openapi":"3.0.0","x-deep":${nested(10_000)}}`, "a.json"),
    "E_TOO_DEEP a.json:1:228",
  ],
  ["an alias that holds itself", one(`${HEAD}paths: &a {"/x": *a}\n`), "E_TOO_DEEP api.yaml:3:13"],
  ["an alias bomb", one(bomb()), "E_TOO_LARGE -"],
  ["50 MB", memory({ "a.yaml": new Uint8Array(50_000_000).fill(32) }, "a.yaml"), "E_TOO_LARGE -"],
  ["another kind of document", one("name: not an interface\n"), "E_KIND api.yaml:1:1"],
  ["a list", one("- 1\n- 2\n"), "E_KIND api.yaml:1:1"],
  ["an unknown version", one("openapi: 4.0.0\npaths: {}\n"), "E_VERSION api.yaml:1:1"],
  ["an old Swagger", one('swagger: "1.2"\n'), "E_VERSION api.yaml:1:1"],
  [
    "a missing component",
    one(`${HEAD}paths:\n  /a:\n    $ref: "#/components/pathItems/none"\n`),
    "E_REFERENCE api.yaml:5:5",
  ],
  ["a missing file", one(`${HEAD}paths:\n  /a:\n    $ref: "b.yaml"\n`), "E_REFERENCE api.yaml:5:5"],
  ["a reference to itself", one(`${HEAD}paths:\n  /a:\n    $ref: "#/paths/~1a"\n`), "E_REFERENCE api.yaml:5:5"],
  ["a reference out of the root", one(`${HEAD}paths:\n  /a:\n    $ref: "../b.yaml"\n`), "E_OUTSIDE_ROOT api.yaml:5:5"],
  ["an absolute reference", one(`${HEAD}paths:\n  /a:\n    $ref: "/etc/passwd"\n`), "E_OUTSIDE_ROOT api.yaml:5:5"],
  ["a URL", one(`${HEAD}paths:\n  /a:\n    $ref: "https://example.com/b.yaml"\n`), "E_REMOTE api.yaml:5:5"],
  ["a folder without a document", memory({ "a/readme.md": "hello" }, "a"), "E_NOT_FOUND -"],
];

describe("bad input", () => {
  it.each(BAD)("%s", async (_name, source, expected) => {
    expect(await trouble(source)).toBe(expected);
  });
});

const schema = (type: string) => `type: object\nproperties:\n  id: {type: ${type}}\n  next: {$ref: "thing.yaml"}\n`;
const split = (type: string) =>
  memory(
    {
      "openapi.yaml": `${HEAD}paths:\n  /a: {$ref: "paths/a.yaml#/item"}\n`,
      "paths/a.yaml":
        'item:\n  get:\n    responses:\n      "200":\n        description: d\n        content:\n          application/json:\n            schema: {$ref: "../schemas/thing.yaml"}\n',
      "schemas/thing.yaml": schema(type),
    },
    "openapi.yaml",
  );

describe("many files", () => {
  it("are read from the referring file on, in cycles too, and findings name the file and line", async () => {
    const [finding] = (await diff(split("string"), split("integer"))).filter(
      ({ direction }) => direction === "backward",
    );
    expect(finding?.operation).toBe("GET /a");
    expect(finding?.before && formatPlace(finding.before)).toBe("schemas/thing.yaml:3:8");
    expect(finding?.after && formatPlace(finding.after)).toBe("schemas/thing.yaml:3:8");
  });

  it("say the same as one file that holds everything", async () => {
    const bundled = JSON.stringify({
      openapi: "3.0.3",
      info: { title: "t", version: "1" },
      paths: {
        "/a": {
          get: {
            responses: {
              "200": {
                description: "d",
                content: { "application/json": { schema: { $ref: "#/components/schemas/T" } } },
              },
            },
          },
        },
      },
      components: {
        schemas: {
          T: { type: "object", properties: { id: { type: "string" }, next: { $ref: "#/components/schemas/T" } } },
        },
      },
    });
    expect(await diff(split("string"), one(bundled, "bundled.json"))).toEqual([]);
    expect(await diff(one(bundled, "bundled.json"), split("string"))).toEqual([]);
  });

  it("survive publishing: the bundle loads to the same meaning", async () => {
    const first = await openapi.load(split("string"), DEFAULT_LOAD);
    const bundle = await first.bundle();
    const files = Object.fromEntries(bundle.files.map(({ path, bytes }) => [path, bytes]));
    const again = await openapi.load(memory(files, bundle.entry), DEFAULT_LOAD);
    expect(again.identity).toBe(first.identity);
    expect(again.operations).toEqual(["GET /a"]);
  });
});

describe("places", () => {
  const yaml = `${HEAD}paths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: query, schema: {type: integer, maximum: 9}}\n      responses: {"200": {description: d}}\n`;
  it("point at the keyword, in YAML and in JSON", async () => {
    const [finding] = await diff(one(yaml), one(yaml.replace("9", "5")));
    expect(finding?.before && formatPlace(finding.before)).toBe("api.yaml:7:56");
    const json =
      '{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{\n"parameters":[{"name":"q","in":"query","schema":{"type":"integer",\n "maximum":9}}],"responses":{"200":{"description":"d"}}}}}}';
    const [other] = await diff(one(json, "a.json"), one(json.replace(":9", ":5"), "a.json"));
    expect(other?.after && formatPlace(other.after)).toBe("a.json:3:2");
  });

  it("of aliased YAML fall on what it repeats", async () => {
    const text = (maximum: number) =>
      `${HEAD}x-base: &base {type: integer, maximum: ${maximum}}\npaths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: query, schema: *base}\n      responses: {"200": {description: d}}\n`;
    const [finding] = await diff(one(text(9)), one(text(5)));
    expect(finding?.after && formatPlace(finding.after)).toBe("api.yaml:3:31");
  });
});

describe("identity", () => {
  const doc = (name: string, type: string, description: string) =>
    `${HEAD}paths:\n  /a:\n    get:\n      description: ${description}\n      responses:\n        "200":\n          description: d\n          content: {application/json: {schema: {$ref: "#/components/schemas/${name}"}}}\ncomponents:\n  schemas:\n    ${name}: {type: object, properties: {x: {type: ${type}}, again: {$ref: "#/components/schemas/${name}"}}}\n`;
  const identity = async (text: string) => (await openapi.load(one(text), DEFAULT_LOAD)).identity;

  it("does not hear annotations, key order and names of components, and hears meaning", async () => {
    const base = await identity(doc("A", "string", "old words"));
    expect(await identity(doc("Renamed", "string", "new words"))).toBe(base);
    expect(await identity(doc("A", "integer", "old words"))).not.toBe(base);
  });

  const secured = (name: string) =>
    `${HEAD}security: [{${name}: []}]\npaths: {}\ncomponents: {securitySchemes: {x-key: {type: apiKey, in: header, name: K}, title: {type: http, scheme: bearer}}}\n`;
  const body = (schema: string, head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n") =>
    `${head}paths:\n  /a:\n    post:\n      requestBody: {content: {application/json: {schema: ${schema}}}}\n      responses: {"200": {description: d}}\n`;

  it.each([
    ["which scheme is asked for, though its name looks like an extension", secured("x-key"), secured("title")],
    ["the order inside of a value", body("{const: {tags: [a, b]}}"), body("{const: {tags: [b, a]}}")],
    ["infinity from nothing", body("{enum: [.inf]}"), body("{enum: [null]}")],
    [
      "the dialect of schemas",
      body("{}"),
      body(
        "{}",
        "openapi: 3.1.0\njsonSchemaDialect: http://json-schema.org/draft-07/schema#\ninfo: {title: T, version: '1'}\n",
      ),
    ],
  ])("tells %s", async (_, before, after) => {
    expect(await identity(before)).not.toBe(await identity(after));
  });

  it("never proves with a bound that is no number of JSON", async () => {
    const levels = async (before: string, after: string) =>
      (await diff(one(body(before)), one(body(after)))).map(({ level }) => level);
    expect(await levels("{minimum: 0}", "{minimum: .inf}")).toContain("undecided");
    expect(await levels("{minimum: .inf}", "{minimum: -.inf}")).toContain("undecided");
  });
});
