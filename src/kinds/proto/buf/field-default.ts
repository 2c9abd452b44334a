import type { DescEnum } from "@bufbuild/protobuf";
import { bytesOfDefault } from "../default-bytes.ts";
import type { FieldFacts } from "./field-facts.ts";
import { quote } from "./quote.ts";
import type { BufField } from "./schema.ts";

/** A default as buf compares and prints it. */
export interface Default {
  /** Numbers, enums and bools by their number, strings and bytes by the hexadecimal digits of their bytes. */
  readonly value: number | bigint | string;
  readonly zero: boolean;
  readonly shown: string;
}

/** The default that an accessor gives; null for lists, maps and messages. */
export function bufDefault(field: BufField, facts: FieldFacts): Default | null {
  const { desc } = field;
  const { kind, cardinality } = facts;
  if (cardinality === "repeated" || cardinality === "map" || kind === "message" || kind === "group") return null;
  const singular = desc.fieldKind === "scalar" || desc.fieldKind === "enum";
  const stated = singular ? desc.getDefaultValue() : undefined;
  if (facts.enum) return enumDefault(facts.enum, stated);
  if (kind === "string") return textDefault(typeof stated === "string" ? stated : "");
  if (kind === "bytes") return bytesDefault(desc.proto.defaultValue);
  if (kind === "bool") return make(stated === true ? 1 : 0, stated !== true, String(stated === true));
  return numberDefault(kind, stated);
}

const make = (value: Default["value"], zero: boolean, shown: string): Default => ({ value, zero, shown });

function enumDefault(type: DescEnum, stated: unknown): Default {
  const value = type.values.find((candidate) => candidate.number === stated) ?? type.values[0];
  const number = value?.number ?? 0;
  return make(number, number === 0, `${type.name}.${value?.name ?? ""}`);
}

const textDefault = (text: string): Default => make(Buffer.from(text).toString("hex"), text === "", quote(text));

function bytesDefault(escaped: string): Default {
  const bytes = bytesOfDefault(escaped);
  const shown = [...bytes].map((byte) => `0x${byte.toString(16).toUpperCase()}`).join(",");
  return make(Buffer.from(bytes).toString("hex"), bytes.length === 0, `[${shown}]`);
}

function numberDefault(kind: string, stated: unknown): Default {
  if (stated === undefined) return make(0, true, "0");
  if (typeof stated === "bigint" || typeof stated === "string")
    return make(BigInt(stated), BigInt(stated) === 0n, String(stated));
  const number = kind === "float" ? Math.fround(Number(stated)) : Number(stated);
  const whole = kind !== "float" && kind !== "double";
  return make(number, number === 0, whole ? String(number) : showFloat(number, kind === "float"));
}

/** A number as Go writes it (strconv.FormatFloat, format g): the fewest digits that give it back, %e from 6 places on. */
function showFloat(number: number, single: boolean): string {
  if (Number.isNaN(number)) return "NaN";
  if (!Number.isFinite(number)) return number > 0 ? "+Inf" : "-Inf";
  if (number === 0) return Object.is(number, -0) ? "-0" : "0";
  const [digits = "", power = "0"] = shortest(number, single).split("e");
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return plain(digits, exponent);
  const sign = exponent < 0 ? "-" : "+";
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `d.ddde+x` with as few digits as say the number, among floats of 32 bits for a single one. */
function shortest(number: number, single: boolean): string {
  if (!single) return number.toExponential();
  for (let digits = 0; digits < 9; digits += 1) {
    const text = number.toExponential(digits);
    if (Math.fround(Number(text)) === number)
      return text.replace(/\.?0+e/, (zeros) => (zeros.startsWith(".") ? "e" : zeros));
  }
  return number.toExponential();
}

function plain(digits: string, exponent: number): string {
  const sign = digits.startsWith("-") ? "-" : "";
  const all = digits.replace(/[-.]/g, "");
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${all}`;
  const whole = all.padEnd(exponent + 1, "0");
  const rest = whole.slice(exponent + 1);
  return `${sign}${whole.slice(0, exponent + 1)}${rest && `.${rest}`}`;
}

/** Equal as buf sees it: numbers by value whatever their kind, float against double as float, NaN as itself. */
export function sameDefault(a: Default, aKind: string, b: Default, bKind: string): boolean {
  const [left, right] = [a.value, b.value];
  if (typeof left === "string" || typeof right === "string") return left === right;
  if (typeof left === "number" && typeof right === "number") {
    const floats = [aKind, bKind].every((kind) => kind === "float" || kind === "double");
    const narrow = floats && aKind !== bKind;
    const [x, y] = narrow ? [Math.fround(left), Math.fround(right)] : [left, right];
    return x === y || Object.is(x, y);
  }
  const exact = (value: number | bigint) =>
    typeof value === "bigint" ? value : Number.isInteger(value) ? BigInt(value) : null;
  return exact(left) !== null && exact(left) === exact(right);
}
