import type { Scalar } from "./schema.ts";

const RANGES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** Least and greatest value of an integer type. */
export function rangeOf(type: Scalar): readonly [bigint, bigint] {
  const wide = type.includes("64") ? "64" : "32";
  const unsigned = type === "fixed32" || type === "fixed64" || type.startsWith("u");
  return RANGES[`${unsigned ? "u" : ""}int${wide}`] ?? [0n, 0n];
}
