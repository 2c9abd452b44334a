import { gunzipSync } from "node:zlib";
import { createFileRegistry, type FileRegistry, fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { type FileDescriptorSet, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { TallyError } from "../../../core/errors.ts";

/** Largest image after unpacking, in bytes. */
const LIMIT = 512 * 1024 * 1024;

/** How an image is written. */
export interface ImageForm {
  readonly json: boolean;
  readonly gzip: boolean;
}

/**
 * The bytes of a FileDescriptorSet from an image as buf writes it: binary or JSON, packed with gzip or not. Throws
 * E_SYNTAX for what is none, E_TOO_LARGE beyond 512 MB.
 */
export function imageBytes(bytes: Uint8Array, form: ImageForm, label: string): Uint8Array {
  const plain = form.gzip ? unpack(bytes, label) : bytes;
  return form.json ? toBinary(FileDescriptorSetSchema, fromText(Buffer.from(plain).toString("utf8"), label)) : plain;
}

function unpack(bytes: Uint8Array, label: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMIT });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new TallyError(
      isLarge ? "E_TOO_LARGE" : "E_SYNTAX",
      isLarge ? `${label} unpacks to more than 512 MB` : `${label} is no gzip file`,
      { cause: error },
    );
  }
}

/** Custom options are written by the names of their extensions, which the image itself declares: it is read twice. */
function fromText(text: string, label: string): FileDescriptorSet {
  try {
    const value = JSON.parse(text) as JsonValue; // what else could it be
    const bare = fromJson(FileDescriptorSetSchema, value, { ignoreUnknownFields: true });
    const registry: FileRegistry = createFileRegistry(bare);
    return fromJson(FileDescriptorSetSchema, value, { ignoreUnknownFields: true, registry });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_SYNTAX", `${label} is no image in JSON: ${why}`, { cause: error });
  }
}
