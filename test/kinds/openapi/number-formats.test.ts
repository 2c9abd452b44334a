import { expect, test } from "vitest";
import { diffTexts, document } from "./fixture.ts";

const RANGES: Readonly<Record<string, readonly [low: number, below: number]>> = {
  int8: [-128, 128],
  uint16: [0, 65_536],
  int32: [-(2 ** 31), 2 ** 31],
  uint32: [0, 2 ** 32],
  int64: [-(2 ** 63), 2 ** 63],
};
const takes = (format: string | undefined, value: number): boolean => {
  const range = RANGES[format ?? ""];
  return range === undefined || (range[0] <= value && value < range[1]);
};
const integer = (format?: string) => ({ type: "integer", ...(format && { format }) });

test.each([
  ["request", "int32", "int64", null],
  ["response", "int64", "int32", null],
  ["request", "int64", undefined, null],
  ["response", undefined, "int64", null],
  ["response", "int32", "int64", "openapi.response.format-changed"],
  ["request", "int64", "int32", "openapi.request.format-changed"],
  ["request", undefined, "int32", "openapi.request.format-added"],
  ["request", undefined, "int64", "openapi.request.format-added"],
  ["response", "int64", undefined, "openapi.response.format-removed"],
  ["request", undefined, "uint32", "openapi.request.format-added"],
  ["request", "int32", "int8", "openapi.request.format-changed"],
  ["response", "uint16", "int32", "openapi.response.format-changed"],
] as const)("integer formats are ranges: %s, %s -> %s", async (part, before, after, id) => {
  const findings = await diffTexts(document({ [part]: integer(before) }), document({ [part]: integer(after) }));
  const found = findings.filter(({ direction }) => direction === "backward");
  expect(found.map((finding) => [finding.id, finding.level])).toEqual(id === null ? [] : [[id, "breaking"]]);
  for (const { witness } of found) {
    const value = Number(witness && "body" in witness.payload ? witness.payload.body : Number.NaN);
    const [writes, reads] = part === "request" ? [before, after] : [after, before];
    expect([Number.isInteger(value), takes(writes, value), takes(reads, value)]).toEqual([true, true, false]);
  }
});
