import { expect, test } from "vitest";
import { bundleSource } from "../../../src/core/source.ts";
import { compilations } from "../../../src/json-schema/validate/confirm.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";

/** Many operations that answer with one component, which holds another with many required members. */
function apiOf(words: readonly string[], paths: number) {
  const members = Array.from({ length: 40 }, (_, index) => `nearby${index}`);
  const text = JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: Object.fromEntries(
      Array.from({ length: paths }, (_, index) => [
        `/things${index}`,
        {
          get: {
            responses: {
              200: {
                description: "",
                content: {
                  "application/json": { schema: { type: "array", items: { $ref: "#/components/schemas/Thing" } } },
                },
              },
            },
          },
        },
      ]),
    ),
    components: {
      schemas: {
        Thing: { type: "object", required: ["part"], properties: { part: { $ref: "#/components/schemas/Part" } } },
        Part: {
          type: "object",
          required: ["state", ...members],
          properties: {
            state: { type: "string", enum: words },
            ...Object.fromEntries(members.map((name) => [name, { type: "string", format: "date" }])),
          },
        },
      },
    },
  });
  const files = [{ path: "api.json", bytes: new TextEncoder().encode(text) }];
  return openapi.load(bundleSource({ kind: "openapi", entry: "api.json", files }, "api.json"), {
    importRoots: [],
    allowRemote: false,
  });
}

const compare = async (paths: number) =>
  openapi.compare(await apiOf(["on", "off"], paths), await apiOf(["on", "off", "odd"], paths), { tolerances: [] });

test("both validators see one small schema a side for an edit, however many operations it reaches and however large the message is", async () => {
  const before = compilations();
  const findings = await compare(50);
  const after = compilations();
  const [grown] = findings.filter(({ level }) => level === "breaking");
  expect(grown?.operations).toHaveLength(50);
  expect(grown?.witness?.payload).toMatchObject({ type: "http-response" });
  // two sides and the schema of nothing, each for two validators
  expect(after.schemas - before.schemas).toBeLessThanOrEqual(6);
  expect(after.characters - before.characters).toBeLessThan(600);
});

test("the message replays as a whole from the report alone", async () => {
  const findings = await compare(2);
  const told = JSON.parse(JSON.stringify(findings)) as typeof findings;
  const witnesses = told.flatMap(({ witness }) => witness ?? []);
  expect(witnesses.length).toBeGreaterThan(0);
  const before = compilations();
  for (const witness of witnesses) expect(await openapi.replay(witness)).toMatchObject({ reproduced: true });
  expect(compilations().characters - before.characters).toBeGreaterThan(1000);
});

test("the same two documents give the same bytes, also while another comparison goes on", async () => {
  const alone = JSON.stringify(await compare(5));
  const together = await Promise.all([compare(5), compare(3), compare(5)]);
  expect(JSON.stringify(together[0])).toBe(alone);
  expect(JSON.stringify(together[2])).toBe(alone);
});
