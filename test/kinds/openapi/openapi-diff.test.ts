import { existsSync, readdirSync, readFileSync } from "node:fs";
import openapiDiff from "openapi-diff";
import { expect, test } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";

/** Where the peer says breaking and strict reading here does not: the reason, which docs/peers/oasdiff.md has at length. */
const EXPLAINED: Readonly<Record<string, string>> = {
  "openapi.response.error-removed":
    "a status that is never sent any more is a narrower answer: nobody meets a response that was not documented",
  "openapi.response.success-removed": "the same; a status that takes its place is reported as its own finding",
};

/** The peer looks at operations, bodies and statuses; parameters, headers and credentials mean nothing to it. */
const LOOKED_AT = /^openapi\.(operation|request|response)\./;

const source = (text: string) =>
  bundleSource({ kind: "openapi", entry: "a.yaml", files: [{ path: "a.yaml", bytes: Buffer.from(text) }] }, "a.yaml");
const as30 = (file: string) => readFileSync(file, "utf8").replace("openapi: 3.1.0", "openapi: 3.0.3");

/** The peer's answer; null where it cannot read the documents (no 3.1, no cycles). */
async function peer(before: string, after: string): Promise<boolean | null> {
  const spec = (content: string) => ({ content, location: "a", format: "openapi3" as const });
  try {
    return (await openapiDiff.diffSpecs({ sourceSpec: spec(before), destinationSpec: spec(after) }))
      .breakingDifferencesFound;
  } catch {
    return null;
  }
}

async function breaks(before: string, after: string): Promise<boolean> {
  const pair = await openapi.loadPair(source(before), source(after), DEFAULT_LOAD);
  const findings = await openapi.compare(pair.before, pair.after, { tolerances: [] });
  return findings.some((one) => one.level === "breaking" && one.direction === "backward" && one.surface === "http");
}

test("where openapi-diff says breaking, strict reading says so too, or the reason is written down", async () => {
  let asked = 0;
  const missed: string[] = [];
  for (const name of readdirSync("test/fixtures").filter((folder) => LOOKED_AT.test(folder))) {
    const [before, after] = [`test/fixtures/${name}/before.yaml`, `test/fixtures/${name}/after.yaml`];
    if (!existsSync(before) || !existsSync(after)) continue;
    if ((await peer(as30(before), as30(after))) !== true) continue;
    asked += 1;
    if (!(await breaks(as30(before), as30(after)))) missed.push(name);
  }
  expect(asked).toBeGreaterThan(40);
  expect(missed.sort()).toEqual(Object.keys(EXPLAINED).sort());
}, 240_000);

const inBody = (place: "request" | "response", schema: object): string => {
  const content = { "application/json": { schema } };
  return JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        post: {
          ...(place === "request" && { requestBody: { content } }),
          responses: { "200": { description: "d", ...(place === "response" && { content }) } },
        },
      },
    },
  });
};
const object = (mark: object, required: readonly string[] = []): object => ({
  type: "object",
  properties: { id: { type: "string", ...mark } },
  ...(required.length > 0 && { required }),
});

test.each<readonly [why: string, place: "request" | "response", before: object, after: object]>([
  ["what is only read is not asked for in requests", "request", object({}), object({ readOnly: true }, ["id"])],
  [
    "what is only written is not promised in responses",
    "response",
    object({ writeOnly: true }, ["id"]),
    object({ writeOnly: true }),
  ],
])("openapi-diff knows no views of a schema: %s", async (_, place, before, after) => {
  const [old, next] = [inBody(place, before), inBody(place, after)];
  expect(await peer(old, next)).toBe(true);
  expect(await breaks(old, next)).toBe(false);
});
