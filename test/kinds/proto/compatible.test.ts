import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import type { Side } from "../../../src/core/place.ts";
import { otherSide } from "../../../src/core/place.ts";
import { compare } from "../../../src/kinds/proto/compare.ts";
import { load } from "../../../src/kinds/proto/load.ts";
import { differ } from "../../../src/kinds/proto/wire/differ.ts";
import { type Content, type MessageNode, node, type Value } from "../../../src/kinds/proto/wire/node.ts";
import type { MessageView, SchemaView, WireField } from "../../../src/kinds/proto/wire/schema.ts";
import { viewOf } from "../../../src/kinds/proto/witness.ts";
import { decode, encode } from "../../../src/kinds/proto/witness-codec.ts";
import { memory } from "./fixture.ts";
import { schemaText } from "./schema-text.ts";

/** Number of generated pairs; a nightly run may ask for more. */
const PAIRS = Number(process.env.TALLY_REALITY_PAIRS ?? 60);
const MESSAGES = 12;

/** A reproducible stream of small numbers. */
function stream(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Pick = ReturnType<typeof stream>;

const INTEGERS = [0n, 1n, -1n, 2n, 7n, 2n ** 31n - 1n, -(2n ** 31n), 2n ** 31n, 2n ** 32n + 5n, -(2n ** 63n)];
const TEXTS = ["", "a", "\u00e9t\u00e9", "12"];

function value(view: SchemaView, field: WireField, pick: Pick, depth: number): Value {
  if (field.type === "message" || field.type === "group")
    return random(view, view.message(field.ref ?? ""), pick, depth + 1);
  if (field.type === "enum") {
    const { values, closed } = view.enum(field.ref ?? "");
    const numbers = [...values.map(([, number]) => number), ...(closed ? [] : [77])];
    return BigInt(numbers[pick(numbers.length)] ?? 0);
  }
  if (field.type === "bool") return pick(2) === 1;
  if (field.type === "string") return TEXTS[pick(TEXTS.length)] ?? "";
  if (field.type === "bytes") return Uint8Array.from([[], [255], [97], [8, 1]][pick(4)] ?? []);
  if (field.type === "double") return [0, 1.5, -0, 1e300][pick(4)] ?? 0;
  if (field.type === "float") return [0, 1.5, -0, Math.fround(0.1)][pick(4)] ?? 0;
  const bits = field.type.endsWith("64") ? 64 : 32;
  const wide = INTEGERS[pick(INTEGERS.length)] ?? 0n;
  const unsigned = field.type.startsWith("u") || field.type.startsWith("fixed");
  return unsigned ? BigInt.asUintN(bits, wide) : BigInt.asIntN(bits, wide);
}

function random(view: SchemaView, type: MessageView, pick: Pick, depth = 0): MessageNode {
  const taken = new Set<string>();
  const contents = type.fields.flatMap((field): (readonly [number, Content])[] => {
    if (depth > 3 || pick(3) === 0) return [];
    if (field.oneof !== undefined && taken.has(field.oneof)) return [];
    if (field.oneof !== undefined) taken.add(field.oneof);
    if (field.card === "map") {
      const { ref: _, ...plain } = field;
      const key = value(view, { ...plain, type: field.key ?? "string" }, pick, depth);
      return [[field.number, { shape: "map", entries: [[key, value(view, field, pick, depth)]] }]];
    }
    if (field.card === "repeated")
      return [
        [
          field.number,
          { shape: "list", values: Array.from({ length: pick(3) }, () => value(view, field, pick, depth)) },
        ],
      ];
    return [[field.number, { shape: "one", value: value(view, field, pick, depth) }]];
  });
  return node(type, contents);
}

const source = (text: string) => memory({ "law.proto": text }, "law.proto");

const WRITERS: readonly Side[] = ["before", "after"];

describe.each([
  { surface: "wire", encoding: "binary" },
  { surface: "json", encoding: "json" },
] as const)("what is called compatible on $surface", ({ surface, encoding }) => {
  it("loses and changes nothing: random messages are read back as they were written", async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(schemaText, schemaText, fc.nat(3), fc.integer(), async (text, other, parts, seed) => {
        const before = text.replace(/rpc Do[^;]*;/, "");
        const models = {
          before: await load(source(before), DEFAULT_LOAD),
          after: await load(source(mix(before, other, parts)), DEFAULT_LOAD),
        };
        const drafts = compare(models.before, models.after, { tolerances: [] });
        const views = { before: viewOf(models.before.registry), after: viewOf(models.after.registry) };
        const hurt = new Set(
          drafts.flatMap((draft) =>
            draft.surface === surface && draft.seed?.type === "message" ? draft.seed.producer : [],
          ),
        );
        for (const writer of WRITERS) {
          if (hurt.has(writer)) continue;
          const [from, to] = [views[writer], views[otherSide(writer)]];
          const pick = stream(seed);
          for (let count = 0; count < MESSAGES; count += 1) {
            const payload = encode(from, random(from, from.message("law.Whole"), pick), encoding);
            const written = decode(from, "law.Whole", payload);
            const read = decode(to, "law.Whole", payload);
            const options = { encoding, by: "number", watch: [], writer: from, reader: to } as const;
            expect(differ(written, read, options)).toBeNull();
            checked += 1;
          }
        }
      }),
      { numRuns: PAIRS, seed: 4 },
    );
    expect(checked).toBeGreaterThan(PAIRS);
  }, 600_000);
});

const PARTS = [
  /message Whole \{[\s\S]*?(?=message Part)/,
  /message Part \{[\s\S]*?(?=enum Color)/,
  /enum Color \{[^}]*\}/,
];

/** A schema with one of its declarations taken from another: an edit, rather than two strangers. */
function mix(before: string, other: string, part: number): string {
  const pattern = PARTS[part];
  const taken = pattern?.exec(other)?.[0];
  if (!pattern || taken === undefined) return other.replace(/rpc Do[^;]*;/, "");
  const isEdition = before.startsWith("edition");
  const fitting = isEdition
    ? taken.replaceAll("optional ", "")
    : taken.replace("  option features.enum_type = CLOSED;\n", "");
  return before.replace(pattern, () => fitting);
}
