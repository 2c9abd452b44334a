import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

const read = (version: string): string =>
  readFileSync(new URL(`./swagger/${version}.yaml`, import.meta.url), "utf8").replaceAll("\r\n", "\n");
const [TWO, THREE, LATER] = [read("2.0"), read("3.0"), read("3.1")];

describe("a document of Swagger 2.0 with everything that it can say", () => {
  it("means what it is converted to", async () => {
    for (const other of [THREE, LATER]) {
      expect(await diffTexts(TWO, other)).toEqual([]);
      expect(await diffTexts(other, TWO)).toEqual([]);
    }
    expect(await diffTexts(THREE, LATER)).toEqual([]);
    expect(await diffTexts(LATER, THREE)).toEqual([]);
  });

  it.each<readonly [was: string, is: string, backward: readonly string[], forward: readonly string[]]>([
    ["basePath: /v1", "basePath: /v2", ["server.base-path-changed"], ["server.base-path-changed"]],
    [
      "consumes: [application/json]",
      "consumes: [application/xml]",
      ["request.media-type-removed"],
      ["request.media-type-added"],
    ],
    ["name: X-Key }", "name: X-Other }", ["security.tightened"], ["security.loosened"]],
    ["- basic: []", "- oauth: [read]", ["security.tightened"], ["security.loosened"]],
    ["oauth: [read, write]", "oauth: [read]", [], ["security.loosened"]],
    ["maximum: 100, default", "maximum: 50, default", ["parameter.maximum-decreased"], []],
    ["collectionFormat: ssv", "collectionFormat: csv", ...twice("parameter.serialization-changed")],
    [
      "in: path, required: true, type: array,",
      "in: path, required: true, type: array, collectionFormat: pipes,",
      ...twice("parameter.serialization-changed"),
    ],
    ["{ type: integer, minimum: 0 }\n", "{ type: integer }\n", ["header.minimum-removed"], []],
    ["collectionFormat: csv }\n", "collectionFormat: ssv }\n", ...twice("header.serialization-changed")],
    ["type: file, required: true", "type: file", [], ["request.body-optional", "request.property-optional"]],
    [
      "items: { type: string }, collectionFormat: multi }",
      "items: { type: string } }",
      ...twice("request.encoding-changed"),
    ],
    [
      "nick: { type: string, x-nullable: true }",
      "nick: { type: string }",
      ["request.null-refused"],
      ["response.null-refused"],
    ],
    [
      "lives: { type: integer }",
      "lives: { type: string }",
      ["request.type-changed", "response.type-changed"],
      ["request.type-changed", "response.type-changed"],
    ],
    ["produces: [image/png]", "produces: [image/jpeg]", ["response.media-type-removed"], ["response.media-type-added"]],
  ])("breaks where %j becomes %j", async (was, is, backward, forward) => {
    expect(TWO).toContain(was);
    const findings = await diffTexts(TWO, TWO.replace(was, is));
    const breaking = (along: string): readonly string[] =>
      findings
        .filter(({ level, direction }) => level === "breaking" && direction === along)
        .map(({ id }) => id.replace("openapi.", ""))
        .sort();
    expect([breaking("backward"), breaking("forward")]).toEqual([backward, forward]);
  });

  it("writes lists in paths, headers and forms as their collection formats say", async () => {
    const written = async (was: string, is: string): Promise<readonly unknown[]> =>
      (await diffTexts(TWO, TWO.replace(was, is))).flatMap(({ witness }) => {
        if (witness?.payload.type === "http-request") return [witness.payload.body ?? witness.payload.url];
        return witness?.payload.type === "http-response" ? [witness.payload.headers["X-Csv"]] : [];
      });
    const path = "in: path, required: true, type: array,";
    expect(await written(path, `${path} collectionFormat: pipes,`)).toEqual(["/files/a,a", "/files/a%7Ca"]);
    expect(await written("collectionFormat: csv }\n", "collectionFormat: ssv }\n")).toEqual(["a a", "a,a"]);
    expect(await written("items: { type: string }, collectionFormat: multi }", "items: { type: string } }")).toEqual([
      "name=&tags=a&tags=a",
      "name=&tags=a%2Ca",
    ]);
  });
});

/** The same rule both ways. */
function twice(id: string): readonly [readonly string[], readonly string[]] {
  return [[id], [id]];
}

it("takes a form with a file for one in parts where no media type is said", async () => {
  const form = (consumes: object) =>
    JSON.stringify({
      swagger: "2.0",
      info: { title: "t", version: "1" },
      paths: {
        "/a": {
          post: {
            ...consumes,
            parameters: [{ name: "f", in: "formData", type: "file", required: true }],
            responses: { "200": { description: "d" } },
          },
        },
      },
    });
  expect(await diffTexts(form({}), form({ consumes: ["multipart/form-data"] }))).toEqual([]);
});

it("says why an heir that XML carries stays open", async () => {
  const findings = await diffTexts(TWO, TWO.replace("lives: { type: integer }", "lives: { type: string }"));
  expect(findings.filter(({ level }) => level === "undecided").map(({ message }) => message)).toContain(
    "in the response 200 as Cat of GET /pets/{id}, what is allowed of the body changes (Cat, which its discriminator may choose, takes other values now)",
  );
});
