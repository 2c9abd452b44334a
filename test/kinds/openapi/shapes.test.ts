import { describe, expect, test } from "vitest";
import { TallyError } from "../../../src/core/errors.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { formatPlace } from "../../../src/core/place.ts";
import type { Source } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { memory, one } from "./fixture.ts";

/** `line message` of the error of loading, or `loaded`. */
async function trouble(source: Source): Promise<string> {
  try {
    await openapi.load(source, DEFAULT_LOAD);
  } catch (error) {
    if (!(error instanceof TallyError)) throw error;
    return `${error.code} ${error.place ? formatPlace(error.place) : "-"} ${error.message}`;
  }
  return "loaded";
}

const HEAD = 'openapi: 3.0.3\ninfo: {title: t, version: "1"}\n';
const operation = (more: string, version = HEAD) => one(`${version}paths:\n  /a:\n    post:\n      ${more}\n`);
const answer = (more: string) => operation(`responses:\n        "200": {description: d, ${more}}`);
const parameter = (text: string) => operation(`parameters:\n        - ${text}\n      responses: {}`);
const schema = (text: string) => answer(`content: {application/json: {schema: ${text}}}`);

describe("what has another shape than OpenAPI gives it is refused with its place", () => {
  test.each([
    ["a schema that is a number", schema("7"), "7:62 schema must be a schema: an object, true or false, in POST /a"],
    ["a schema that is a text", schema("string"), "schema must be a schema"],
    ["a schema that is a list", schema("[]"), "schema must be a schema"],
    ["a property that is a text", schema("{properties: {a: string}}"), "a must be a schema"],
    ["a type that is a number", schema("{type: 7}"), "type must be a text or a list of texts"],
    ["a type in a list that is none", schema("{type: [string, 7]}"), "element 1 must be a text"],
    ["required as a text", schema("{required: a}"), "required must be a list of names"],
    ["an enum that is no list", schema("{enum: a}"), "enum must be a list"],
    ["a bound that is a text", schema('{minimum: "5"}'), "minimum must be a number"],
    ["a flag that is a text", schema('{nullable: "true"}'), "nullable must be true or false"],
    ["branches that are no list", schema("{oneOf: {type: string}}"), "oneOf must be a list"],
    ["a branch that is no schema", schema("{allOf: [text]}"), "element 0 must be a schema"],
    ["closing words in quotes", schema('{additionalProperties: "false"}'), "additionalProperties must be a schema"],
    ["a reference that is no text", schema("{$ref: 7}"), "$ref must be a text"],
    ["a deep one", schema("{items: {properties: {a: {items: {pattern: 7}}}}}"), "pattern must be a text"],
    ["a parameter without a name", parameter("{in: query}"), "7:11 element 0 has no name"],
    ["a parameter without a place", parameter("{name: q}"), "element 0 has no in"],
    ["a parameter in no place", parameter("{name: q, in: body}"), "in must be path, query, header or cookie"],
    ["a name that is a number", parameter("{name: 7, in: query}"), "name must be a text"],
    ["a parameter that is a text", parameter("q"), "element 0 must be an object"],
    [
      "a parameter that says required in quotes",
      parameter('{name: q, in: query, required: "true"}'),
      "required must be",
    ],
    ["parameters as a map", operation("parameters: {q: {in: query}}"), "parameters must be a list"],
    ["a status of four digits", operation('responses: {"2000": {description: d}}'), "2000 is not a status"],
    ["a status that is a word", operation("responses: {ok: {description: d}}"), "ok is not a status"],
    ["a response that is a text", operation('responses: {"200": done}'), "200 must be an object"],
    ["responses as a list", operation("responses: [{description: d}]"), "responses must be an object"],
    [
      "a media type that is a text",
      answer("content: {application/json: string}"),
      "application/json must be an object",
    ],
    ["a header that is a text", answer("headers: {X-A: string}"), "X-A must be an object"],
    ["a header with a bad schema", answer("headers: {X-A: {schema: 7}}"), "schema must be a schema"],
    ["a body that is a list", operation("requestBody: [1]"), "requestBody must be an object"],
    ["security as a map", operation("security: {key: []}"), "security must be a list"],
    ["a scope that is no text", operation("security: [{key: [7]}]"), "element 0 must be a text"],
    ["servers as a map", operation("servers: {url: a}"), "servers must be a list"],
    ["an operation that is a list", one(`${HEAD}paths: {/a: {get: [1]}}\n`), "get must be an object"],
    ["a path that is a text", one(`${HEAD}paths: {/a: text}\n`), "/a must be an object"],
    ["paths as a list", one(`${HEAD}paths: []\n`), "paths must be an object"],
    ["a component nobody uses", one(`${HEAD}paths: {}\ncomponents: {schemas: {A: 7}}\n`), "A must be a schema"],
    [
      "a webhook",
      one('openapi: 3.1.0\ninfo: {title: t, version: "1"}\nwebhooks: {a: {post: {parameters: [{in: query}]}}}\n'),
      "element 0 has no name",
    ],
    [
      "a parameter of Swagger 2.0",
      one('swagger: "2.0"\npaths: {/a: {get: {parameters: [{name: q, in: cookie, type: string}]}}}\n'),
      "in must be path, query, header, formData or body",
    ],
    ["a schema of Swagger 2.0", one('swagger: "2.0"\npaths: {}\ndefinitions: {A: [1]}\n'), "A must be a schema"],
    [
      "a reference to something else",
      one(
        `${HEAD}paths: {/a: {get: {parameters: [{$ref: "#/components/schemas/A"}]}}}\ncomponents: {schemas: {A: {type: string}}}\n`,
      ),
      "this is no parameter",
    ],
    [
      "a schema in another file",
      memory(
        {
          "a.yaml": `${HEAD}paths: {/a: {get: {parameters: [{name: q, in: query, schema: {$ref: "b.yaml#/x"}}]}}}\n`,
          "b.yaml": "x: {properties: {a: {$ref: '#/y'}}}\ny:\n  type: integer\n  maximum: ten\n",
        },
        "a.yaml",
      ),
      "b.yaml:4:3 maximum must be a number",
    ],
    [
      "another file that is not what the reference expects",
      memory(
        { "a.yaml": `${HEAD}paths: {/a: {get: {parameters: [{$ref: "b.yaml"}]}}}\n`, "b.yaml": "type: string\n" },
        "a.yaml",
      ),
      "what is referred to has no name",
    ],
  ])("%s", async (_name, source, expected) => {
    const said = await trouble(source);
    expect(said).toMatch(/^E_INVALID [\w.]+:\d+:\d+ /);
    expect(said).toContain(expected);
  });
});

describe("what real documents hold is let pass", () => {
  test.each([
    ["extensions of any shape", operation("x-parameters: 7\n      responses: {x-a: 1}")],
    ["extensions among paths", one(`${HEAD}paths: {x-note: text}\n`)],
    ["keys that nobody knows", schema("{foo: 7, bar: {properties: 3}}")],
    ["nothing where something may stand", operation("parameters:\n      security:\n      responses: {default:}")],
    ["properties that are called as keywords", schema("{properties: {type: {type: string}, required: {}, $ref: {}}}")],
    ["examples and defaults of any shape", schema("{example: {properties: 7}, default: [7], enum: [7, {type: 7}]}")],
    ["required left from draft 3", schema("{properties: {a: {type: string, required: true}}}")],
    ["empty lists for empty objects", schema("{properties: []}")],
    ["statuses as ranges, in any case", operation("responses: {2xx: {description: d}, 4XX: {description: d}}")],
    ["schemas that are true", schema("{properties: {a: true}}")],
    ["items as a list", schema("{items: [{type: string}]}")],
    ["types that nobody knows", schema("{type: any}")],
    ["bounds of both drafts", schema("{exclusiveMinimum: true, exclusiveMaximum: 7}")],
  ])("%s", async (_name, source) => {
    expect(await trouble(source)).toBe("loaded");
  });
});
