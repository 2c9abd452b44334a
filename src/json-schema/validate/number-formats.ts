/** A number format and the whole numbers that it takes (OpenAPI Format Registry); both ends belong to it. */
export type NumberFormat = readonly [name: string, low: number, high: number];

/** The greatest double below 2^63: 2^63 - 1 itself is none. */
const LONGEST = 2 ** 63 - 1024;

/** What ajv and Hyperjump do not know of themselves, or know without its range. */
export const NUMBER_FORMATS: readonly NumberFormat[] = [
  ["int8", -128, 127],
  ["uint8", 0, 255],
  ["int16", -(2 ** 15), 2 ** 15 - 1],
  ["uint16", 0, 2 ** 16 - 1],
  ["int32", -(2 ** 31), 2 ** 31 - 1],
  ["uint32", 0, 2 ** 32 - 1],
  ["int64", -(2 ** 63), LONGEST],
];

/** Is the value, if it is a number at all, one of the format? */
export const isOfFormat = (value: unknown, [, low, high]: NumberFormat): boolean =>
  typeof value !== "number" || (Number.isInteger(value) && value >= low && value <= high);
