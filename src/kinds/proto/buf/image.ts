import * as zlib from "node:zlib";
import {
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  toBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { CORE_SCHEMA, load as loadYaml } from "js-yaml";
import { asBuffer } from "../../../core/bytes.ts";
import { TallyError } from "../../../core/errors.ts";
import { imageSchema } from "./image-schema.ts";
import { parseTextFormat } from "./text-format.ts";

/** Largest image after unpacking, in bytes. */
const LIMIT = 512 * 1024 * 1024;

/** How an image is written. */
export interface ImageForm {
  readonly format: "binpb" | "json" | "txtpb" | "yaml";
  readonly compression: "none" | "gzip" | "zstd";
}

/**
 * The bytes of a FileDescriptorSet from an image as buf writes it: binary, JSON, YAML or text format, packed or not.
 * Throws E_SYNTAX for what is none, E_TOO_LARGE beyond 512 MB, E_KIND for zstd where this Node.js cannot read it.
 */
export function imageBytes(bytes: Uint8Array, { format, compression }: ImageForm, label: string): Uint8Array {
  const plain = compression === "none" ? bytes : unpack(bytes, compression, label);
  if (format === "binpb") return plain;
  return fromText(plain, format, label);
}

type Unpack = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** Node.js reads zstd since 22.15; the types at hand are those of the oldest version that is supported. */
const { zstdDecompressSync: unzstd } = zlib as { readonly zstdDecompressSync?: Unpack };

function unpack(bytes: Uint8Array, compression: "gzip" | "zstd", label: string): Uint8Array {
  const way = compression === "gzip" ? zlib.gunzipSync : unzstd;
  if (!way) {
    throw new TallyError(
      "E_KIND",
      `${label}: zstd is read by Node.js 22.15 and later, and this is ${process.version}`,
      {
        hint: `unpack it first (zstd -d), or write it without: buf build ${label.split("#")[0]} -o image.binpb`,
      },
    );
  }
  try {
    return way(bytes, { maxOutputLength: LIMIT });
  } catch (error) {
    const isLarge = error instanceof RangeError;
    throw new TallyError(
      isLarge ? "E_TOO_LARGE" : "E_SYNTAX",
      isLarge ? `${label} unpacks to more than 512 MB` : `${label} is no ${compression} file`,
      { cause: error },
    );
  }
}

const NAMES = { json: "JSON", yaml: "YAML", txtpb: "text format" } as const;

/** Custom options are written by the names of their extensions, which the image itself declares: it is read twice. */
function fromText(bytes: Uint8Array, format: keyof typeof NAMES, label: string): Uint8Array {
  try {
    const text = asBuffer(bytes).toString("utf8"); // not more than 512 MB
    const schema = imageSchema();
    const read = readerOf(text, format, schema);
    const bare = fromBinary(FileDescriptorSetSchema, toBinary(schema, read()));
    return toBinary(schema, read(createFileRegistry(bare)));
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new TallyError("E_SYNTAX", `${label} is no image in ${NAMES[format]}: ${why}`, { cause: error });
  }
}

function readerOf(text: string, format: keyof typeof NAMES, schema: DescMessage): (registry?: FileRegistry) => Message {
  if (format === "txtpb") return (registry) => parseTextFormat(text, schema, registry);
  const value = format === "json" ? JSON.parse(text) : withoutAliases(loadYaml(text, { schema: CORE_SCHEMA }));
  return (registry) =>
    fromJson(schema, value as JsonValue, { ignoreUnknownFields: true, ...(registry && { registry }) }); // what else could it be
}

/** No image has aliases, and what they share would be walked once for each use. Throws RangeError. */
function withoutAliases(whole: unknown): unknown {
  const seen = new Set<object>();
  const waiting = [whole];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if (seen.has(next)) throw new RangeError("it has aliases");
    seen.add(next);
    for (const value of Object.values(next)) waiting.push(value);
  }
  return whole;
}
