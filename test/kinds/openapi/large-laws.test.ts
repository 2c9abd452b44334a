import { readFileSync } from "node:fs";
import { dump, load } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diff, diffTexts, memory, one } from "./fixture.ts";
import { as31, large } from "./large.ts";

const LARGE = large();
const OWN = load(readFileSync("contracts/openapi.yaml", "utf8")) as { readonly components: Record<string, unknown> };
const text = (value: unknown): string => JSON.stringify(value);

const DOCUMENTS = [
  ["a large document", LARGE],
  ["our own API", OWN],
] as const;

/** The same document with its schemas in a file of their own. */
function split(document: { readonly components: Readonly<Record<string, unknown>> }) {
  const { schemas, ...components } = document.components;
  const moved = (value: unknown, from: string, to: string) => text(value).replaceAll(`"${from}`, `"${to}`);
  return memory(
    {
      "openapi.json": moved({ ...document, components }, "#/components/schemas/", "schemas.json#/components/schemas/"),
      "schemas.json": text({ components: { schemas } }),
    },
    "openapi.json",
  );
}

/** The large document with some edits that each break one way or the other. */
const EDITED = text(LARGE)
  .replace('"maxLength":43', '"maxLength":42')
  .replace('"other5"', '"other5","more"')
  .replace('"required":["name"]', '"required":["name","note"]')
  .replace('"/items7":{"get"', '"/items7":{"patch"')
  .replace('"page","in":"query"', '"page","in":"query","required":true')
  .replace('{"type":"string","maxLength":3}', '{"type":"string","maxLength":4}');

const MIRRORS = new Map(openapi.rules.map(({ id, mirror }) => [id, mirror]));
const mark = ({ id, level, operation, operations, element }: Finding, turned: boolean): string =>
  [turned ? MIRRORS.get(id) : id, level, operation ?? operations?.join(), element].join(" ");

describe.each(DOCUMENTS)("%s", (_name, document) => {
  it("gives nothing against itself", async () => expect(await diffTexts(text(document), text(document))).toEqual([]));

  it("gives nothing in YAML against JSON", async () => {
    const yaml = one(dump(document, { noRefs: true }));
    expect(await diff(yaml, one(text(document), "api.json"))).toEqual([]);
    expect(await diff(one(text(document), "api.json"), yaml)).toEqual([]);
  });

  it("gives nothing in one file against two", async () => {
    expect(await diff(one(text(document)), split(document))).toEqual([]);
    expect(await diff(split(document), one(text(document)))).toEqual([]);
  });
});

describe("a large document", () => {
  it("is compatible both ways when OpenAPI 3.0 becomes 3.1", async () => {
    expect(await diffTexts(text(LARGE), text(as31(LARGE)))).toEqual([]);
    expect(await diffTexts(text(as31(LARGE)), text(LARGE))).toEqual([]);
  });

  it("swapped: what breaks backward breaks forward", async () => {
    const [there, back] = [await diffTexts(text(LARGE), EDITED), await diffTexts(EDITED, text(LARGE))];
    for (const [direction, other] of [
      ["backward", "forward"],
      ["forward", "backward"],
    ] as const) {
      const left = there.filter((finding) => finding.direction === direction).map((finding) => mark(finding, false));
      const right = back.filter((finding) => finding.direction === other).map((finding) => mark(finding, true));
      expect(left.length).toBeGreaterThan(3);
      expect(right.sort()).toEqual(left.sort());
    }
  });

  it("unrelated operations change no finding, and the same input gives the same bytes", async () => {
    const wider = (document: string) =>
      document.replace('"paths":{', '"paths":{"/aaa":{"get":{"responses":{"200":{"description":"d"}}}},');
    const plain = await diffTexts(text(LARGE), EDITED);
    const more = await diffTexts(wider(text(LARGE)), wider(EDITED));
    const bare = (findings: readonly Finding[]) =>
      findings.map(({ fingerprint, message }) => `${fingerprint} ${message}`);
    expect(bare(more)).toEqual(bare(plain));
    expect(text(await diffTexts(text(LARGE), EDITED))).toBe(text(plain));
  });
});
