import type { DescEnum } from "@bufbuild/protobuf";
import {
  FeatureSet_FieldPresence,
  FieldDescriptorProto_Type,
  FieldOptions_CType,
  FieldOptions_JSType,
} from "@bufbuild/protobuf/wkt";
import { cppStringType, filePresence, javaVerifies } from "../features.ts";
import { fileOf } from "../places.ts";
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
  const cardinality = half === null ? cardinalityOf(desc) : halfCardinality(desc, half);
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

/** Key and value of a map entry have no descriptor here: the file says whether their presence counts. */
function halfCardinality(desc: BufField["desc"], half: "key" | "value"): Cardinality {
  const isMessage = half === "value" && desc.message !== undefined;
  const implicit = desc.kind === "field" && filePresence(desc.parent.file) === FeatureSet_FieldPresence.IMPLICIT;
  return implicit && !isMessage ? "optional with implicit presence" : "optional with explicit presence";
}

/** C++ string type: the old option `ctype`, else the feature. */
export function stringTypeOf({ desc }: BufField): string {
  const stated = desc.proto.options?.ctype;
  const has = desc.proto.options !== undefined && Object.hasOwn(desc.proto.options, "ctype");
  return has && stated !== undefined ? (FieldOptions_CType[stated] ?? "") : cppStringType(desc);
}

/** How Java checks strings: VERIFY or NONE. */
export function javaUtf8Of({ desc }: BufField): "VERIFY" | "NONE" {
  const verifies =
    fileOf(desc).proto.options?.javaStringCheckUtf8 === true || javaVerifies(desc) || desc.utf8Validation;
  return verifies ? "VERIFY" : "NONE";
}

/** Name of the `jstype` of a field. */
export const jsTypeOf = ({ desc }: BufField): string =>
  FieldOptions_JSType[desc.proto.options?.jstype ?? FieldOptions_JSType.JS_NORMAL] ?? "";
