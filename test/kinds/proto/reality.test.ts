import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import type { Side } from "../../../src/core/place.ts";
import { otherSide } from "../../../src/core/place.ts";
import { compare } from "../../../src/kinds/proto/compare.ts";
import { load } from "../../../src/kinds/proto/load.ts";
import { differ } from "../../../src/kinds/proto/wire/differ.ts";
import { type Content, type MessageNode, node, type Value } from "../../../src/kinds/proto/wire/node.ts";
import { readMessage } from "../../../src/kinds/proto/wire/read.ts";
import type { MessageView, SchemaView, WireField } from "../../../src/kinds/proto/wire/schema.ts";
import { writeMessage } from "../../../src/kinds/proto/wire/write.ts";
import { viewOf } from "../../../src/kinds/proto/witness.ts";
import { memory } from "./fixture.ts";
import { schemaText } from "./schema-text.ts";

/** Number of generated pairs; a nightly run may ask for more. */
const PAIRS = Number(process.env.TALLY_REALITY_PAIRS ?? 150);
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
  if (field.type === "double" || field.type === "float") return [0, 1.5, -0, 1e300][pick(4)] ?? 0;
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

describe("what is called compatible on the wire", () => {
  it("loses and changes nothing: random messages are read back as they were written", async () => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(schemaText, schemaText, fc.integer(), async (before, after, seed) => {
        const models = {
          before: await load(source(before), DEFAULT_LOAD),
          after: await load(source(after.replace(/service Doing \{.*\}/, "")), DEFAULT_LOAD),
        };
        const drafts = compare(models.before, models.after, { tolerances: [] });
        const views = { before: viewOf(models.before.registry), after: viewOf(models.after.registry) };
        const hurt = new Set(
          drafts.flatMap(({ surface, seed: grown }) =>
            surface === "wire" && grown?.type === "message" ? [`${grown.producer} ${grown[grown.producer]}`] : [],
          ),
        );
        const writers: readonly Side[] = ["before", "after"];
        for (const writer of writers) {
          // a message is only whole where the messages in it are
          if (hurt.has(`${writer} law.Whole`) || hurt.has(`${writer} law.Part`)) continue;
          for (const name of ["law.Whole", "law.Part"]) {
            const pick = stream(seed);
            const [from, to] = [views[writer], views[otherSide(writer)]];
            for (let count = 0; count < MESSAGES; count += 1) {
              const bytes = writeMessage(random(from, from.message(name), pick));
              const written = readMessage(from, name, bytes);
              const read = readMessage(to, name, bytes);
              const options = { encoding: "binary", by: "number", watch: [], writer: from, reader: to } as const;
              expect(differ(written, read, options)).toBeNull();
              checked += 1;
            }
          }
        }
      }),
      { numRuns: PAIRS, seed: 4 },
    );
    expect(checked).toBeGreaterThan(PAIRS);
  }, 600_000);
});
