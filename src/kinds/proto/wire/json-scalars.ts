import { WireError } from "./cursor.ts";
import type { Json } from "./json-text.ts";
import type { Value } from "./node.ts";
import { type Integer, rangeOf } from "./ranges.ts";
import type { EnumView, Scalar } from "./schema.ts";

const NAMES = {
  null: "null",
  boolean: "a boolean",
  number: "a number",
  string: "a string",
  array: "a list",
  object: "an object",
} as const;

/** The error for a JSON value of the wrong sort. */
export const mismatch = (value: Json, wanted: string, path: string): WireError =>
  new WireError(`${NAMES[value.is]} stands where ${wanted} is read`, path);

/** Reads a scalar from JSON by the rules of ProtoJSON. Source: protobuf.dev/programming-guides/json. */
export function scalarFromJson(value: Json, type: Scalar, path: string): Value {
  if (type === "bool") {
    if (value.is === "boolean") return value.value;
    throw mismatch(value, "bool", path);
  }
  if (type === "string") return textFromJson(value, path);
  if (type === "bytes") return bytesFromJson(value, path);
  if (type === "double" || type === "float") return floatFromJson(value, type, path);
  return integerFromJson(value, type, path);
}

function textFromJson(value: Json, path: string): string {
  if (value.is !== "string") throw mismatch(value, "string", path);
  if (/\p{Surrogate}/u.test(value.value)) throw new WireError("half of a surrogate pair stands in a string", path);
  return value.value;
}

/** Standard and URL-safe alphabets, with or without padding. */
function bytesFromJson(value: Json, path: string): Uint8Array {
  if (value.is !== "string") throw mismatch(value, "bytes", path);
  const plain = value.value.replace(/={0,2}$/, "");
  if (!/^(?:[A-Za-z0-9+/]*|[A-Za-z0-9_-]*)$/.test(plain) || plain.length % 4 === 1)
    throw new WireError(`${JSON.stringify(value.value)} is not base64`, path);
  return new Uint8Array(Buffer.from(plain.replaceAll("-", "+").replaceAll("_", "/"), "base64"));
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;
const MAX_DIGITS = 400;

/** The integer that a decimal text with any point and exponent comes to; null where it comes to none. */
export function integerOf(text: string): bigint | null {
  const parts = DECIMAL.exec(text);
  if (!parts || text.length > MAX_DIGITS) return null;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = parts;
  const shift = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const scale = 10n ** BigInt(Math.abs(shift));
  if (shift < 0 && digits % scale !== 0n) return null;
  const size = shift < 0 ? digits / scale : digits * scale;
  return sign === "-" ? -size : size;
}

function integerFromJson(value: Json, type: Integer, path: string): bigint {
  if (value.is !== "number" && value.is !== "string") throw mismatch(value, type, path);
  const text = value.is === "number" ? value.text : value.value;
  const number = integerOf(text);
  if (number === null) throw new WireError(`${JSON.stringify(text)} is not an integer`, path);
  const [least, greatest] = rangeOf(type);
  if (number < least || number > greatest) throw new WireError(`${text} is out of range for ${type}`, path);
  return number;
}

const SPECIAL: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Infinity, "-Infinity": -Infinity };
const MAX_FLOAT = 3.4028235677973366e38; // halfway between the greatest float and the next power of two

function floatFromJson(value: Json, type: "double" | "float", path: string): number {
  if (value.is !== "number" && value.is !== "string") throw mismatch(value, type, path);
  const text = value.is === "number" ? value.text : value.value;
  if (value.is === "string" && Object.hasOwn(SPECIAL, text)) return SPECIAL[text] ?? 0;
  const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new WireError(`${JSON.stringify(text)} is not a number`, path);
  const limit = type === "float" ? MAX_FLOAT : Number.MAX_VALUE;
  if (Math.abs(number) >= limit && number !== Math.sign(number) * Number.MAX_VALUE)
    throw new WireError(`${text} is out of range for ${type}`, path);
  return type === "float" ? Math.fround(number) : number;
}

/** Reads an enum from its name or number; a closed enum refuses numbers that it does not have. */
export function enumFromJson(value: Json, type: EnumView, path: string): bigint {
  if (value.is === "null" && type.name === "google.protobuf.NullValue") return 0n;
  if (value.is === "string") {
    const number = type.numberOf.get(value.value);
    if (number === undefined) throw new WireError(`${JSON.stringify(value.value)} is no value of ${type.name}`, path);
    return BigInt(number);
  }
  if (value.is !== "number") throw mismatch(value, "an enum", path);
  const number = integerFromJson(value, "int32", path);
  if (type.closed && !type.nameOf.has(Number(number)))
    throw new WireError(`${number} is no value of the closed enum ${type.name}`, path);
  return number;
}

/** The text of a scalar in ProtoJSON. Throws RangeError for a string that is not UTF-8. */
export function scalarToJson(value: Value, type: Scalar): string {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return type.includes("64") ? `"${value}"` : String(value);
  if (typeof value === "number") return floatToJson(value, type);
  if (typeof value === "string") return JSON.stringify(value);
  if (!(value instanceof Uint8Array)) throw new RangeError("a message is not a scalar");
  if (type !== "bytes") throw new RangeError("a string that is not UTF-8 has no JSON");
  return `"${Buffer.from(value).toString("base64")}"`;
}

function floatToJson(value: number, type: Scalar): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return "-0";
  if (type !== "float") return JSON.stringify(value);
  for (let digits = 1; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return JSON.stringify(short);
  }
  return JSON.stringify(Number(value.toPrecision(9)));
}
