import type { Scalar } from "./schema.ts";

/** Name of an integer type. */
export type Integer = Exclude<Scalar, "double" | "float" | "bool" | "string" | "bytes">;

type Bounds = readonly [least: bigint, greatest: bigint];

const INT32: Bounds = [-(2n ** 31n), 2n ** 31n - 1n];
const INT64: Bounds = [-(2n ** 63n), 2n ** 63n - 1n];
const UINT32: Bounds = [0n, 2n ** 32n - 1n];
const UINT64: Bounds = [0n, 2n ** 64n - 1n];

const BOUNDS: Readonly<Record<Integer, Bounds>> = {
  ...{ int32: INT32, sint32: INT32, sfixed32: INT32, int64: INT64, sint64: INT64, sfixed64: INT64 },
  ...{ uint32: UINT32, fixed32: UINT32, uint64: UINT64, fixed64: UINT64 },
};

/** Is this the name of an integer type? */
export const isInteger = (type: string): type is Integer => Object.hasOwn(BOUNDS, type);

/** Least and greatest value of an integer type. */
export const rangeOf = (type: Integer): Bounds => BOUNDS[type];
