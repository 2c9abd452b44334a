import { create, toBinary } from "@bufbuild/protobuf";
import { SourceCodeInfoSchema } from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSpans } from "../../../src/kinds/proto/spans.ts";

const numbers = fc.array(fc.oneof(fc.nat(9), fc.nat(2 ** 31 - 1)), { maxLength: 6 });
const locations = fc.array(
  fc.record({
    path: numbers,
    span: fc.array(fc.nat(2 ** 31 - 1), { minLength: 3, maxLength: 4 }),
    leadingComments: fc.string(),
  }),
  { maxLength: 40 },
);

const encode = (location: readonly { path: number[]; span: number[] }[]): Uint8Array =>
  toBinary(SourceCodeInfoSchema, create(SourceCodeInfoSchema, { location: [...location] }));

describe("reading places", () => {
  it("finds the first span of each path, and none for other paths", () => {
    fc.assert(
      fc.property(locations, numbers, (all, other) => {
        const spans = readSpans(encode(all));
        for (const path of [...all.map((location) => location.path), other]) {
          const first = all.find((location) => location.path.join() === path.join());
          expect(spans.at(path)).toEqual(first?.span ?? null);
        }
      }),
    );
  });

  it("finds nothing in a file without places", () => {
    expect(readSpans(new Uint8Array()).at([4, 0])).toBeNull();
  });

  it("finds nothing in bytes that are none, and nothing worse", () => {
    const bytes = encode([{ path: [4, 0], span: [1, 2, 3] }]);
    expect(readSpans(bytes.subarray(0, bytes.length - 2)).at([4, 0])).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(99), numbers, (noise, at, path) => {
        const damaged = Uint8Array.from([...bytes.subarray(0, at), ...noise, ...bytes.subarray(at)]);
        const spans = readSpans(damaged);
        for (const one of [path, [4, 0]]) expect(spans.at(one) === null || Array.isArray(spans.at(one))).toBe(true);
      }),
    );
  });
});
