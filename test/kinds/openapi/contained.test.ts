import fc from "fast-check";
import { expect, test } from "vitest";
import { bundleSource } from "../../../src/core/source.ts";
import { STRICT } from "../../../src/json-schema/answer.ts";
import { buildApi } from "../../../src/kinds/openapi/build.ts";
import { loadDocuments } from "../../../src/kinds/openapi/load.ts";
import type { Api } from "../../../src/kinds/openapi/model.ts";
import { child, type Node, refOf } from "../../../src/kinds/openapi/node.ts";
import { sameness } from "../../../src/kinds/openapi/same.ts";
import { openStructure } from "../../../src/kinds/openapi/schemas/contained.ts";
import { openJudge } from "../../../src/kinds/openapi/schemas/judge.ts";

const NAMES = ["a", "b", "c"] as const;

/** Undeclared names taken as absent, and ignored by the reader. */
const FORGIVEN = [
  [false, false],
  [true, false],
  [true, true],
] as const;

/** Schemas over few names, references to each other among them, so that parts meet often. */
const schemas = fc.letrec((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      { type: "string" },
      { type: "integer" },
      { type: "string", maxLength: 2 },
      { enum: ["x", "y"] },
      {},
    ),
    fc.constantFrom(...NAMES).map((name) => ({ $ref: `#/components/schemas/${name}` })),
    tie("object"),
    fc.record(
      { type: fc.constant("array"), items: tie("schema"), prefixItems: fc.tuple(tie("schema")) },
      { requiredKeys: ["type", "items"] },
    ),
    fc.tuple(tie("schema"), tie("schema")).map((anyOf) => ({ anyOf })),
    fc.tuple(tie("object"), tie("schema")).map((allOf) => ({ allOf })),
    fc
      .tuple(tie("object"), tie("object"), fc.constantFrom("anyOf", "oneOf"))
      .map(([own, branch, choice]) => ({ ...(own as object), [choice]: [branch, { type: "string" }] })),
    fc.tuple(tie("object"), tie("object")).map(([own, branch]) => ({ ...(own as object), allOf: [branch] })),
    fc.array(fc.oneof(tie("object"), tie("schema")), { minLength: 1, maxLength: 4 }).map((oneOf) => ({ oneOf })),
  ),
  object: fc.record(
    {
      type: fc.constant("object"),
      properties: fc.dictionary(fc.constantFrom(...NAMES), tie("schema"), { maxKeys: 3 }),
      required: fc.subarray([...NAMES], { maxLength: 1 }),
      patternProperties: fc.record({ "^[ab]": tie("schema") }),
      additionalProperties: fc.oneof(fc.constant(false), tie("schema")),
    },
    { requiredKeys: ["type", "properties"] },
  ),
})).schema;

/** The same with some parts exchanged: two sides that differ in little. */
function edited(value: unknown, seed: number): unknown {
  let at = seed;
  const visit = (here: unknown): unknown => {
    if (Array.isArray(here)) return here.map(visit);
    if (typeof here !== "object" || here === null) return here;
    at += 1;
    const turn = at % 13;
    const { type, ...rest } = here as Record<string, unknown>; // an object
    if (turn === 0 && type === "string") return { type: ["string", "integer"] };
    if (turn === 1 && "maxLength" in here) return { type: "string", maxLength: 3 };
    if (turn === 2 && "enum" in here) return { enum: ["x"] };
    if (turn === 3 && type === "object") return { ...here, required: [] };
    if (turn === 4 && type === "object")
      return Object.fromEntries(Object.entries(here).filter(([key]) => key !== "additionalProperties"));
    if (turn === 5 && type === "object")
      return { ...here, properties: { ...(rest.properties as object), b: { type: "integer" } } };
    if (turn === 6 && type === "object") return { ...here, properties: {} };
    if (turn === 7 || turn === 8) {
      const { patternProperties, prefixItems, ...others } = here as Record<string, unknown>; // an object
      if (patternProperties ?? prefixItems) return others;
    }
    if (turn === 7 && type === "object") return { ...here, required: ["a"] };
    if (turn === 8 && type === "object")
      return { ...here, properties: { ...(rest.properties as object), c: { type: "integer", writeOnly: true } } };
    return Object.fromEntries(Object.entries(here).map(([key, below]) => [key, visit(below)]));
  };
  return Object.fromEntries(Object.entries(value as object).map(([key, below]) => [key, visit(below)]));
}

async function apiOf(parts: unknown): Promise<Api> {
  const text = JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {},
    components: { schemas: parts },
  });
  const bytes = new TextEncoder().encode(text);
  const source = bundleSource({ kind: "openapi", entry: "api.json", files: [{ path: "api.json", bytes }] }, "api.json");
  return buildApi(await loadDocuments(source, { importRoots: [], allowRemote: false }));
}

const hopIn = (api: Api) => (node: Node) => {
  const ref = refOf(node);
  return ref === null ? null : api.documents.resolve(ref, node.file);
};

test("what is contained part by part is contained for the engine too, under every policy (seed 3)", async () => {
  let proved = 0;
  const parts = fc.tuple(schemas, schemas, schemas, fc.nat(12));
  await fc.assert(
    fc.asyncProperty(parts, async ([a, b, c, seed]) => {
      const before = await apiOf({ a, b, c });
      const after = await apiOf(edited({ a, b, c }, seed));
      const same = sameness(before.documents, after.documents);
      const judge = openJudge(before, after, same, false);
      const follow = { before: before.documents.follow, after: after.documents.follow };
      const contained = openStructure({ judge, same, follow, hop: { before: hopIn(before), after: hopIn(after) } });
      const find = (api: Api, name: string) => child(child(child(api.root, "components"), "schemas"), name);
      for (const name of NAMES) {
        const [from, to] = [find(before, name), find(after, name)];
        if (from === null || to === null || same(from, to)) continue;
        for (const [undeclaredNamesAbsent, ignoreUnknownProperties] of FORGIVEN) {
          const view = "response" as const;
          const policy = { ...STRICT, formats: true, view, undeclaredNamesAbsent, ignoreUnknownProperties };
          if (!contained("before", from, to, policy)) continue;
          proved += 1;
          const asked = openJudge(before, after, () => false, false);
          const { answer } = asked.decide({ side: "before", node: from }, { side: "after", node: to }, policy);
          expect(answer, JSON.stringify({ a, b, c, seed, name, policy })).not.toBe("not-contained");
        }
      }
    }),
    { seed: 3, numRuns: Number(process.env.TALLY_PAIRS ?? 600) },
  );
  expect(proved).toBeGreaterThan(100);
});
