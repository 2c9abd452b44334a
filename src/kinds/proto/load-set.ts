import { create, createFileRegistry } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { type FileDescriptorProto, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { TallyError } from "../../core/errors.ts";
import { decodeFile } from "./decode.ts";
import type { FileUnit, ProtoModel } from "./model.ts";

/** Fields of google/protobuf/descriptor.proto. */
const SET_FILE = 1;
const FILE_SOURCE_INFO = 9;
/** The field that images of buf add to a file (buf.alpha.image.v1). */
export const FILE_BUF_EXTENSION = 8042;
/** The field in that which marks a file that is only imported. */
export const IS_IMPORT = 1;

/**
 * Cuts a FileDescriptorSet into its files and each file into meaning and source info, without decoding either.
 * Throws E_EMPTY for no bytes and E_SYNTAX for bytes that are no descriptor set.
 */
export function splitSet(bytes: Uint8Array, label: string): readonly FileUnit[] {
  if (bytes.length === 0) throw new TallyError("E_EMPTY", `${label}: the descriptor set is empty`);
  try {
    const units: FileUnit[] = [];
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === SET_FILE && wireType === WireType.LengthDelimited) units.push(splitFile(reader.bytes()));
      else reader.skip(wireType, number);
    }
    if (units.length === 0) throw new RangeError("it holds no file");
    return units;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TallyError("E_SYNTAX", `${label} is no descriptor set: ${why}`, { cause: error });
  }
}

function splitFile(bytes: Uint8Array): FileUnit {
  const reader = new BinaryReader(bytes);
  const kept: Uint8Array[] = [];
  let name = "";
  let sourceInfo: Uint8Array | null = null;
  let isImport = false;
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    if (number === FILE_SOURCE_INFO && wireType === WireType.LengthDelimited) {
      sourceInfo = reader.bytes();
      continue;
    }
    if (number === FILE_BUF_EXTENSION && wireType === WireType.LengthDelimited) {
      isImport = saysImport(reader.bytes());
      continue;
    }
    if (number === 1 && wireType === WireType.LengthDelimited) name = reader.string();
    else reader.skip(wireType, number);
    kept.push(bytes.subarray(start, reader.pos));
  }
  if (name === "") throw new RangeError("a file in it has no name");
  return { name, meaning: Buffer.concat(kept), sourceInfo, ...(isImport && { isImport }) };
}

function saysImport(bytes: Uint8Array): boolean {
  const reader = new BinaryReader(bytes);
  let isImport = false;
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === IS_IMPORT && wireType === WireType.Varint) isImport = reader.bool();
    else reader.skip(wireType, number);
  }
  return isImport;
}

/** The files in an order in which each comes after what it imports. Throws E_IMPORT for what is not there. */
function inOrder(files: ReadonlyMap<string, FileDescriptorProto>, label: string): readonly FileDescriptorProto[] {
  const done = new Map<string, FileDescriptorProto>();
  const open = new Set<string>();
  for (const root of files.values()) {
    const stack: { readonly file: FileDescriptorProto; next: number }[] = [{ file: root, next: 0 }];
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as (typeof stack)[number]; // the stack is not empty
      if (done.has(top.file.name)) {
        stack.pop();
        continue;
      }
      open.add(top.file.name);
      const wanted = top.file.dependency[top.next];
      if (wanted === undefined) {
        done.set(top.file.name, top.file);
        open.delete(top.file.name);
        stack.pop();
        continue;
      }
      top.next += 1;
      const found = files.get(wanted);
      if (!found) {
        throw new TallyError("E_IMPORT", `${label}: ${top.file.name} imports ${wanted}, which the set does not hold`, {
          hint: "make the set with its imports: protoc --include_imports, buf build",
        });
      }
      if (open.has(wanted)) throw new TallyError("E_IMPORT", `${label}: ${wanted} imports itself`);
      if (!done.has(wanted)) stack.push({ file: found, next: 0 });
    }
  }
  return [...done.values()];
}

/** What goes into a model beside the descriptors. */
export type ModelParts = Omit<ProtoModel, "registry" | "units" | "events">;

/**
 * Decodes and links the files; what `twin` declares by the same bytes is taken from there. Throws E_SYNTAX, E_IMPORT or
 * E_TOO_DEEP.
 */
export function linkSet(units: readonly FileUnit[], parts: ModelParts, twin?: ProtoModel): ProtoModel {
  const decode = (unit: FileUnit): FileDescriptorProto => {
    const [known, file] = [twin?.units.get(unit.name), twin?.registry.getFile(unit.name)];
    return decodeFile(unit, known && file && { unit: known, proto: file.proto });
  };
  try {
    const decoded = new Map(units.map((unit) => [unit.name, decode(unit)] as const));
    const set = create(FileDescriptorSetSchema, { file: [...inOrder(decoded, parts.label)] });
    return {
      ...parts,
      registry: createFileRegistry(set),
      units: new Map(units.map((unit) => [unit.name, unit])),
    };
  } catch (error) {
    if (error instanceof TallyError) throw error;
    if (error instanceof Error && /call stack|maximum recursion/i.test(error.message)) {
      throw new TallyError("E_TOO_DEEP", `${parts.label} nests messages too deeply`);
    }
    const why = (error instanceof Error ? error.message : String(error)) || "it contradicts itself";
    throw new TallyError("E_SYNTAX", `${parts.label}: the descriptors cannot be linked: ${why}`, { cause: error });
  }
}
