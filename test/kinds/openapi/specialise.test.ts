import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../../src/core/json.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { compileWithAjv } from "../../../src/json-schema/validate/ajv.ts";
import { buildApi } from "../../../src/kinds/openapi/build.ts";
import { loadDocuments } from "../../../src/kinds/openapi/load.ts";
import type { Api } from "../../../src/kinds/openapi/model.ts";
import type { Node } from "../../../src/kinds/openapi/node.ts";
import { specialise } from "../../../src/kinds/openapi/proof/specialise.ts";

async function apiWith(schemas: JsonValue): Promise<Api> {
  const document = { openapi: "3.1.0", info: { title: "t", version: "1" }, paths: {}, components: { schemas } };
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const source = bundleSource({ kind: "openapi", entry: "api.json", files: [{ path: "api.json", bytes }] }, "api.json");
  return buildApi(await loadDocuments(source, { importRoots: [], allowRemote: false }));
}

/** The component `Whole`, trimmed to a value. */
function trimmed(api: Api, value: JsonValue, view: "request" | "response", brief: boolean): JsonValue {
  const { documents, dialect } = api;
  const node = documents.resolve("#/components/schemas/Whole", "api.json") as Node;
  return specialise(node, value, { documents, dialect, view, selects: false, brief });
}

const union = {
  Whole: { anyOf: [{ $ref: "#/components/schemas/Made" }, { type: "object", required: ["size"] }, { type: "string" }] },
  Made: {
    type: "object",
    required: ["id", "kind"],
    properties: { id: { type: "string", readOnly: true }, kind: { enum: ["a", "b"] }, size: { type: "integer" } },
  },
};

describe("a schema that is trimmed to a value", () => {
  it("keeps what is said of the members that the value has", async () => {
    expect(trimmed(await apiWith(union), { kind: "a" }, "response", false)).toEqual({
      anyOf: [
        { type: "object", required: ["id", "kind"], properties: { kind: { enum: ["a", "b"] } } },
        { type: "object", required: ["size"] },
        { type: "string" },
      ],
    });
  });

  it("keeps of branches that refuse the value the reason, where that is enough", async () => {
    expect(trimmed(await apiWith(union), { kind: "a" }, "response", true)).toEqual({
      anyOf: [{ required: ["id"] }, { required: ["size"] }, { anyOf: [{ type: "string" }] }],
    });
  });

  it("does not take what the view hides for a reason", async () => {
    expect(trimmed(await apiWith(union), { kind: "a" }, "request", true)).toEqual({
      anyOf: [
        { type: "object", required: ["kind"], properties: { kind: { enum: ["a", "b"] } } },
        { required: ["size"] },
        { anyOf: [{ type: "string" }] },
      ],
    });
  });

  const name = fc.constantFrom("a", "b", "c");
  const leaf = fc.constantFrom<JsonValue>({ type: "string" }, { enum: ["x", 1] }, { readOnly: true }, {});
  const required = fc.uniqueArray(name, { maxLength: 2 });
  const properties = fc.dictionary(name, leaf, { maxKeys: 3 });
  const part = fc.record({ required, properties });
  const branch = fc.record(
    {
      type: fc.constantFrom("object", "string"),
      required,
      properties,
      allOf: fc.array(part, { minLength: 1, maxLength: 1 }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonValue>;
  const value = fc.oneof(
    fc.constantFrom<JsonValue>("x", 1, null),
    fc.dictionary(name, fc.constantFrom<JsonValue>("x", "y", 1)) as fc.Arbitrary<JsonValue>,
  );

  it("allows the value with reasons only where it allows it as a whole", async () => {
    let shorter = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(branch, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("anyOf", "oneOf"),
        value,
        fc.constantFrom("request", "response"),
        async (branches, keyword, at, view) => {
          const refs = branches.map((_, index) => ({ $ref: `#/components/schemas/Branch${index}` }));
          const parts = Object.fromEntries(branches.map((each, index) => [`Branch${index}`, each]));
          const api = await apiWith({ Whole: { [keyword]: refs }, ...parts });
          const [brief, full] = [trimmed(api, at, view, true), trimmed(api, at, view, false)];
          if (JSON.stringify(brief).length < JSON.stringify(full).length) shorter += 1;
          const checks = await Promise.all([brief, full].map((each) => compileWithAjv(each, "2020-12", false)));
          expect(checks[0]?.(at)).toBe(checks[1]?.(at));
        },
      ),
      { numRuns: 400 },
    );
    expect(shorter).toBeGreaterThan(30);
  });
});
