import type { DescEnum, DescFile, DescMessage } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { Edition, type FeatureSet, FeatureSet_FieldPresence, FeatureSet_JsonFormat } from "@bufbuild/protobuf/wkt";
import type { AnyField } from "./model.ts";
import { fileOf } from "./places.ts";

/** The features stated on an element and on what encloses it, from the inside out. */
function* chain(element: AnyField | DescMessage | DescEnum): Generator<FeatureSet | undefined> {
  yield element.proto.options?.features;
  if (element.kind === "field" && element.oneof) yield element.oneof.proto.options?.features;
  for (let parent = element.parent; parent; parent = parent.parent) yield parent.proto.options?.features;
  yield fileOf(element).proto.options?.features;
}

/** `features.json_format`, resolved: ALLOW or LEGACY_BEST_EFFORT. */
export function jsonFormat(element: DescMessage | DescEnum): "ALLOW" | "LEGACY_BEST_EFFORT" {
  for (const features of chain(element)) {
    if (features?.jsonFormat === FeatureSet_JsonFormat.ALLOW) return "ALLOW";
    if (features?.jsonFormat === FeatureSet_JsonFormat.LEGACY_BEST_EFFORT) return "LEGACY_BEST_EFFORT";
  }
  return element.file.edition === Edition.EDITION_PROTO2 ? "LEGACY_BEST_EFFORT" : "ALLOW";
}

/** `features.field_presence` of a file, resolved. */
export function filePresence(file: DescFile): FeatureSet_FieldPresence {
  const stated = file.proto.options?.features?.fieldPresence;
  if (stated) return stated; // 0 is UNKNOWN
  return file.edition === Edition.EDITION_PROTO3
    ? FeatureSet_FieldPresence.IMPLICIT
    : FeatureSet_FieldPresence.EXPLICIT;
}

/** Numbers of the extensions of FeatureSet and of the fields in them (cpp_features.proto, java_features.proto). */
const CPP = { extension: 1000, field: 2, values: { 1: "VIEW", 2: "CORD", 3: "STRING" } } as const;
const JAVA = { extension: 1001, field: 2, verify: 2 } as const;

/** Where `(pb.cpp).string_type` and `(pb.java).utf8_validation` of a field are stated. */
export const FEATURE_PATHS = {
  cppStringType: [8, 21, CPP.extension, CPP.field],
  javaUtf8: [8, 21, JAVA.extension, JAVA.field],
} as const;

/** `(pb.cpp).string_type`, resolved; STRING before edition 2024, VIEW since. */
export function cppStringType(field: AnyField): string {
  for (const features of chain(field)) {
    const stated = languageFeature(features, CPP.extension, CPP.field);
    if (stated === 1 || stated === 2 || stated === 3) return CPP.values[stated];
  }
  return fileOf(field).edition >= Edition.EDITION_2024 ? "VIEW" : "STRING";
}

/** True where `(pb.java).utf8_validation` resolves to VERIFY. */
export function javaVerifies(field: AnyField): boolean {
  for (const features of chain(field)) {
    const stated = languageFeature(features, JAVA.extension, JAVA.field);
    if (stated !== 0) return stated === JAVA.verify;
  }
  return false;
}

/** The number of an enum inside an extension of FeatureSet, which the descriptors keep unread; 0 where not stated. */
function languageFeature(features: FeatureSet | undefined, extension: number, field: number): number {
  let found = 0;
  for (const unknown of features?.$unknown ?? []) {
    if (unknown.no !== extension || unknown.wireType !== WireType.LengthDelimited) continue;
    const reader = new BinaryReader(new BinaryReader(unknown.data).bytes());
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === field && wireType === WireType.Varint) found = reader.int32();
      else reader.skip(wireType, number);
    }
  }
  return found;
}
