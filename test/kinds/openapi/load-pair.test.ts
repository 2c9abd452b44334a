import { expect, test } from "vitest";
import { bundleSource, type Source } from "../../../src/core/source.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { loadPair } from "../../../src/kinds/openapi/load-pair.ts";

const OPTIONS = { importRoots: [], allowRemote: false };

const ENTRY = `
openapi: 3.1.0
info: { title: t, version: "1" }
paths:
  /pets:
    post:
      requestBody: { content: { application/json: { schema: { $ref: "parts/pet.yaml" } } } }
      responses: { "204": { description: done } }
`;

function sourceOf(files: Readonly<Record<string, string>>, entry = "api.yaml"): Source {
  const encoded = Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }));
  return bundleSource({ kind: "openapi", entry, files: encoded }, entry);
}

const pets = (type: string, more: Readonly<Record<string, string>> = {}): Source =>
  sourceOf({ "api.yaml": ENTRY, "parts/pet.yaml": `type: ${type}\n`, ...more });

test("files that are the same byte for byte are read once", async () => {
  const { before, after } = await loadPair(pets("object"), pets("object", { "unread.yaml": "1" }), OPTIONS);
  expect(after).toBe(before);
});

test("a difference in any file that is referred to counts", async () => {
  const { before, after } = await loadPair(pets("object"), pets("string"), OPTIONS);
  expect(after).not.toBe(before);
  const pair = await openapi.loadPair(pets("object"), pets("string"), OPTIONS);
  const findings = await openapi.compare(pair.before, pair.after, { tolerances: [] });
  expect(findings.map(({ id }) => id)).toContain("openapi.request.type-changed");
});

test("the same text under another name keeps its own places", async () => {
  const other = sourceOf({ "next.yaml": ENTRY, "parts/pet.yaml": "type: object\n" }, "next.yaml");
  const { before, after } = await loadPair(pets("object"), other, OPTIONS);
  expect([before.root.file, after.root.file]).toEqual(["api.yaml", "next.yaml"]);
});

test("a file that only the first side has is missed on the other", async () => {
  const lacking = sourceOf({ "api.yaml": ENTRY });
  await expect(loadPair(pets("object"), lacking, OPTIONS)).rejects.toMatchObject({ code: "E_REFERENCE" });
});

test("what is wrong with a file says on which side it is, unless its name does", async () => {
  const broken = sourceOf({ "api.yaml": ENTRY, "parts/pet.yaml": "type: [object" });
  const named = (source: Source, label: string): Source => ({ ...source, label });
  const load = (label: string) => loadPair(named(pets("object"), "old"), named(broken, label), OPTIONS);
  await expect(load("new")).rejects.toThrow(/^not valid YAML: .*, in new$/);
  await expect(load("new")).rejects.toMatchObject({ code: "E_SYNTAX", place: { file: "parts/pet.yaml", line: 1 } });
  await expect(load("parts/pet.yaml")).rejects.not.toThrow(/, in/);
});
