import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { diff, diffTexts, loadBoth, memory, outline } from "./fixture.ts";
import { schemaText } from "./schema-text.ts";

const options = { tolerances: DEFAULT_IN_FORCE.tolerances };
const turned = { backward: "forward", forward: "backward" } as const;
const coordinates = ({ surface, element, witness }: Finding, direction: string) =>
  [direction, surface, element, witness?.outcome ?? "none"].join(" ");
const source = (text: string) => memory({ "law.proto": text }, "law.proto");

describe("laws of comparing", () => {
  it("holds for generated pairs: swapping the sides swaps the directions, each break is proved", async () => {
    await fc.assert(
      fc.asyncProperty(schemaText, schemaText, async (before, after) => {
        const pair = await loadBoth(source(before), source(after));
        const there = await proto.compare(pair.before, pair.after, options);
        const back = await proto.compare(pair.after, pair.before, options);
        const swapped = new Set(back.map((finding) => coordinates(finding, turned[finding.direction])));
        expect([...swapped].sort()).toEqual([...new Set(there.map((f) => coordinates(f, f.direction)))].sort());
        expect(new Set(there.map(({ fingerprint }) => fingerprint)).size).toBe(there.length);
        expect(there.filter(({ level }) => level === "undecided").map((f) => `${f.message}: ${f.noWitness}`)).toEqual(
          [],
        );
      }),
      { numRuns: 60, seed: 20260101 },
    );
  }, 120_000);

  it("names a file alike from both sides where it is called otherwise on them", async () => {
    const named = (name: string, text: string) => memory({ [name]: text }, name);
    const [old, next] = [
      named("a.proto", 'syntax = "proto2"; package a; option java_package = "x"; message M {}'),
      named("b.proto", 'syntax = "proto3"; package b; option java_package = "y"; message M {}'),
    ];
    const [there, back] = [await diff(old, next), await diff(next, old)];
    const swapped = new Set(back.map((finding) => coordinates(finding, turned[finding.direction])));
    expect([...swapped].sort()).toEqual([...new Set(there.map((f) => coordinates(f, f.direction)))].sort());
    expect(there.filter(({ element }) => element === "a.proto").map(({ id }) => id)).toContain(
      "proto.source.file-option-changed",
    );
  });

  it("finds nothing between a schema and itself, loaded twice", async () => {
    await fc.assert(
      fc.asyncProperty(schemaText, async (text) => {
        expect(await diffTexts(text, text)).toEqual([]);
      }),
      { numRuns: 10, seed: 20260101 },
    );
  }, 60_000);

  it("does not mind an unrelated file, comments, blank lines or the order of files", async () => {
    await fc.assert(
      fc.asyncProperty(schemaText, schemaText, async (before, after) => {
        const plain = await diff(memory({ "b.proto": before }), memory({ "b.proto": after }));
        const other = 'syntax = "proto3"; package other; message Other { string name = 1; }';
        const noisy = (text: string) => text.replaceAll("\n", "\n\n// a comment\n");
        const more = await diff(
          memory({ "a.proto": other, "b.proto": noisy(before) }),
          memory({ "b.proto": noisy(after), "a.proto": other }),
        );
        const bare = (findings: readonly Finding[]) =>
          findings.map((finding) => JSON.stringify({ ...outline(finding), before: 0, after: 0 })).sort();
        expect(bare(more)).toEqual(bare(plain));
      }),
      { numRuns: 10, seed: 7 },
    );
  }, 60_000);

  it("gives the same identity and the same places from a bundle, without a compiler", async () => {
    const text = 'syntax = "proto3";\npackage law;\nmessage Whole {\n  string a = 1;\n}\n';
    const before = await proto.load(source(text), DEFAULT_LOAD);
    const again = await proto.load(bundleSource(await before.bundle(), "bundle"), DEFAULT_LOAD);
    expect(again.identity).toBe(before.identity);
    expect(again.text("law.proto")).toBe(text);
    const after = await proto.load(source(text.replace("string", "int32")), DEFAULT_LOAD);
    expect(await proto.compare(again, after, options)).toEqual(await proto.compare(before, after, options));
  });
});
