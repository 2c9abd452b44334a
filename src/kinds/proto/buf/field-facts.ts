import type { DescEnum } from "@bufbuild/protobuf";
import {
  FeatureSet_FieldPresence,
  FieldDescriptorProto_Type,
  FieldOptions_CType,
  FieldOptions_JSType,
} from "@bufbuild/protobuf/wkt";
import { cppStringType, javaVerifies } from "./features.ts";
import { quote } from "./quote.ts";
import type { BufField } from "./schema.ts";

/** What buf compares of a field, features resolved. */
export interface FieldFacts {
  /** `int32`, `enum`, `message`, `group`. A delimited message of an edition is a `group` too. */
  readonly kind: string;
  /** The kind as buf prints it. */
  readonly shown: string;
  /** Full name of its enum or message; empty for scalars. */
  readonly typeName: string;
  readonly enum: DescEnum | null;
  readonly cardinality: Cardinality;
}

/** Cardinality in the words of buf. */
export type Cardinality =
  | "optional with explicit presence"
  | "optional with implicit presence"
  | "required"
  | "repeated"
  | "map";

const scalarName = (type: number): string => (FieldDescriptorProto_Type[type] ?? "").toLowerCase();

/** The facts of a field, or of a half of a map entry. */
export function factsOf({ desc, half }: BufField): FieldFacts {
  const cardinality = half === null ? cardinalityOf(desc) : "optional with explicit presence";
  if (desc.fieldKind === "map" && half === "key") {
    const kind = scalarName(desc.mapKey);
    return { kind, shown: kind, typeName: "", enum: null, cardinality };
  }
  const map = desc.fieldKind === "map" && half === null;
  const kind = map || desc.message ? messageKind(desc) : desc.enum ? "enum" : scalarName(desc.scalar);
  const typeName = map ? desc.proto.typeName.replace(/^\./, "") : (desc.message?.typeName ?? desc.enum?.typeName ?? "");
  const delimited = kind === "group" && desc.proto.type !== FieldDescriptorProto_Type.GROUP;
  const shown = delimited ? "message (delimited encoding)" : kind;
  return { kind, shown, typeName, enum: (!map && desc.enum) || null, cardinality };
}

const messageKind = (desc: BufField["desc"]): "message" | "group" =>
  "delimitedEncoding" in desc && desc.delimitedEncoding ? "group" : "message";

function cardinalityOf(desc: BufField["desc"]): Cardinality {
  if (desc.fieldKind === "map") return "map";
  if (desc.fieldKind === "list") return "repeated";
  if (desc.presence === FeatureSet_FieldPresence.LEGACY_REQUIRED) return "required";
  return desc.presence === FeatureSet_FieldPresence.IMPLICIT
    ? "optional with implicit presence"
    : "optional with explicit presence";
}

/** C++ string type: the old option `ctype`, else the feature. */
export function stringTypeOf({ desc }: BufField): string {
  const stated = desc.proto.options?.ctype;
  const has = desc.proto.options !== undefined && Object.hasOwn(desc.proto.options, "ctype");
  return has && stated !== undefined ? (FieldOptions_CType[stated] ?? "") : cppStringType(desc);
}

/** How Java checks strings: VERIFY or NONE. */
export function javaUtf8Of({ desc }: BufField): "VERIFY" | "NONE" {
  const file = desc.kind === "field" ? desc.parent.file : desc.file;
  const verifies = file.proto.options?.javaStringCheckUtf8 === true || javaVerifies(desc) || desc.utf8Validation;
  return verifies ? "VERIFY" : "NONE";
}

/** Name of the `jstype` of a field. */
export const jsTypeOf = ({ desc }: BufField): string =>
  FieldOptions_JSType[desc.proto.options?.jstype ?? FieldOptions_JSType.JS_NORMAL] ?? "";

/** A default as buf compares and prints it. */
export interface Default {
  readonly value: unknown;
  readonly zero: boolean;
  readonly shown: string;
}

/** The default that an accessor gives; null for lists, maps and messages. */
export function bufDefault(field: BufField, facts: FieldFacts): Default | null {
  const { desc } = field;
  if (
    facts.cardinality === "repeated" ||
    facts.cardinality === "map" ||
    facts.kind === "message" ||
    facts.kind === "group"
  )
    return null;
  const singular = desc.fieldKind === "scalar" || desc.fieldKind === "enum";
  const stated = singular ? desc.getDefaultValue() : undefined;
  if (facts.enum) return enumDefault(facts.enum, stated);
  if (facts.kind === "string")
    return make(stated ?? "", stated === undefined || stated === "", quote(String(stated ?? "")));
  if (facts.kind === "bytes") return bytesDefault(stated);
  if (facts.kind === "bool") return make(stated === true, stated !== true, String(stated === true));
  return numberDefault(facts.kind, stated);
}

const make = (value: unknown, zero: boolean, shown: string): Default => ({ value, zero, shown });

function enumDefault(type: DescEnum, stated: unknown): Default {
  const value = type.values.find((candidate) => candidate.number === stated) ?? type.values[0];
  const number = value?.number ?? 0;
  return make(number, number === 0, `${type.name}.${value?.name ?? ""}`);
}

function bytesDefault(stated: unknown): Default {
  const bytes = stated instanceof Uint8Array ? [...stated] : [];
  const shown = `[${bytes.map((byte) => `0x${byte.toString(16)}`).join(",")}]`;
  return make(shown, bytes.length === 0, shown);
}

function numberDefault(kind: string, stated: unknown): Default {
  if (stated === undefined) return make(0, true, "0");
  if (typeof stated === "bigint" || typeof stated === "string")
    return make(BigInt(stated), BigInt(stated) === 0n, String(stated));
  const number = kind === "float" ? Math.fround(Number(stated)) : Number(stated);
  const shown = Number.isNaN(number)
    ? "NaN"
    : number === Infinity
      ? "+Inf"
      : number === -Infinity
        ? "-Inf"
        : String(stated);
  return make(number, number === 0, shown);
}

/** Equal as buf sees it: numbers by value whatever their kind, float against double as float, NaN as itself. */
export function sameDefault(a: Default, aKind: string, b: Default, bKind: string): boolean {
  const numeric = (value: unknown): value is number | bigint => typeof value === "number" || typeof value === "bigint";
  if (!numeric(a.value) || !numeric(b.value)) return a.value === b.value;
  const narrow = aKind === "float" || bKind === "float";
  const read = (value: number | bigint) => (narrow ? Math.fround(Number(value)) : value);
  const [left, right] = [read(a.value), read(b.value)];
  if (typeof left === "number" && typeof right === "number") return left === right || Object.is(left, right);
  return (
    left === right ||
    (Number(left) === Number(right) && BigInt(Math.trunc(Number(left))) === BigInt(Math.trunc(Number(right))))
  );
}
