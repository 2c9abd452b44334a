import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { diff, diffTexts, loadBoth, memory, outline } from "./fixture.ts";

const TYPES = [
  "int32",
  "int64",
  "uint32",
  "sint32",
  "fixed32",
  "bool",
  "string",
  "bytes",
  "double",
  "Part",
  "Color",
] as const;
const LABELS = ["", "optional ", "repeated "] as const;

interface FieldText {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly number: number;
  readonly inOneof: boolean;
}

const field = fc.record({
  name: fc.constantFrom("a", "b", "c", "d"),
  label: fc.constantFrom(...LABELS),
  type: fc.constantFrom(...TYPES),
  number: fc.integer({ min: 1, max: 5 }),
  inOneof: fc.boolean(),
});

const fields = fc.uniqueArray(field, {
  maxLength: 4,
  comparator: (x, y) => x.name === y.name || x.number === y.number,
});

const render = ({ label, type, name, number }: FieldText, plain: boolean) =>
  `  ${plain ? "" : label}${type} ${name} = ${number};`;

function message(name: string, members: readonly FieldText[]): string {
  const inside = members.filter(({ inOneof }) => inOneof);
  const rest = members.filter(({ inOneof }) => !inOneof).map((member) => render(member, false));
  const oneof = inside.length > 0 ? ["  oneof choice {", ...inside.map((member) => render(member, true)), "  }"] : [];
  return [`message ${name} {`, ...rest, ...oneof, "}"].join("\n");
}

const schema = fc
  .record({
    syntax: fc.constantFrom('syntax = "proto3";', 'edition = "2023";'),
    whole: fields,
    part: fields.map((list) => list.filter(({ type }) => type !== "Part")),
    colors: fc.uniqueArray(fc.constantFrom("RED", "BLUE", "GREEN"), { maxLength: 3 }),
    asked: fc.constantFrom("none", "request", "response"),
  })
  .map(({ syntax, whole, part, colors, asked }) => {
    const plain = (list: readonly FieldText[]) =>
      syntax.startsWith("edition") ? list.map((one) => ({ ...one, label: one.label.replace("optional ", "") })) : list;
    const values = ["NONE", ...colors].map((name, index) => `  ${name} = ${index};`);
    const rpc = { none: "", request: "rpc Do(Whole) returns (Nothing);", response: "rpc Do(Nothing) returns (Whole);" };
    return [
      syntax,
      "package law;",
      message("Whole", plain(whole)),
      message("Part", plain(part)),
      `enum Color {\n${values.join("\n")}\n}`,
      "message Nothing {}",
      `service Doing { ${rpc[asked as keyof typeof rpc]} }`,
    ].join("\n");
  });

const options = { tolerances: DEFAULT_IN_FORCE.tolerances };
const turned = { backward: "forward", forward: "backward" } as const;
const coordinates = ({ surface, element, witness }: Finding, direction: string) =>
  [direction, surface, element, witness?.outcome ?? "none"].join(" ");
const source = (text: string) => memory({ "law.proto": text }, "law.proto");

describe("laws of comparing", () => {
  it("holds for generated pairs: swapping the sides swaps the directions, each break is proved", async () => {
    await fc.assert(
      fc.asyncProperty(schema, schema, async (before, after) => {
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

  it("finds nothing between a schema and itself, loaded twice", async () => {
    await fc.assert(
      fc.asyncProperty(schema, async (text) => {
        expect(await diffTexts(text, text)).toEqual([]);
      }),
      { numRuns: 10, seed: 20260101 },
    );
  }, 60_000);

  it("does not mind an unrelated file, comments, blank lines or the order of files", async () => {
    await fc.assert(
      fc.asyncProperty(schema, schema, async (before, after) => {
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
