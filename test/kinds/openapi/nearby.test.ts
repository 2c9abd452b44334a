import { afterEach, expect, test, vi } from "vitest";

const compiled = vi.hoisted(() => ({ ajv: 0, schemas: [] as string[] }));
vi.mock("../../../src/json-schema/validate/ajv.ts", async (original) => {
  const real = await original<typeof import("../../../src/json-schema/validate/ajv.ts")>();
  const compileWithAjv: typeof real.compileWithAjv = (schema, ...rest) => {
    compiled.ajv += 1;
    compiled.schemas.push(JSON.stringify(schema));
    return real.compileWithAjv(schema, ...rest);
  };
  return { ...real, compileWithAjv };
});

import { bundleSource } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";

afterEach(() => {
  compiled.ajv = 0;
  compiled.schemas.length = 0;
});

/** Many operations that answer with one component, which holds another with many required members. */
function apiOf(words: readonly string[], paths: number) {
  const members = Array.from({ length: 40 }, (_, index) => `member${index}`);
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
  const findings = await compare(50);
  const [grown] = findings.filter(({ level }) => level === "breaking");
  expect(grown?.operations).toHaveLength(50);
  expect(grown?.witness?.payload).toMatchObject({ type: "http-response" });
  expect(compiled.ajv).toBeLessThanOrEqual(3);
  expect(Math.max(...compiled.schemas.map((text) => text.length))).toBeLessThan(100);
});

test("the message replays as a whole from the report alone", async () => {
  const findings = await compare(2);
  const told = JSON.parse(JSON.stringify(findings)) as typeof findings;
  const witnesses = told.flatMap(({ witness }) => witness ?? []);
  expect(witnesses.length).toBeGreaterThan(0);
  compiled.schemas.length = 0;
  for (const witness of witnesses) expect(await openapi.replay(witness)).toMatchObject({ reproduced: true });
  expect(Math.max(...compiled.schemas.map((text) => text.length))).toBeGreaterThan(1000);
});
