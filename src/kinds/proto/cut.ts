import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { oncePer } from "../../core/once.ts";
import type { FileUnit } from "./model.ts";

/** Numbers in FileDescriptorProto of what a file declares. */
export const DECLARED = { message: 4, enum: 5, service: 6, extension: 7 } as const;
const DECLARATIONS: readonly number[] = Object.values(DECLARED);
/** Its imports: they decide nothing about a declaration, in which all names are whole ones. */
const IMPORTS: readonly number[] = [3, 10, 11, 15];
const NAME = 1;

/** A declaration at the top of a compiled file. */
export interface Declaration {
  /** Number in FileDescriptorProto, see `DECLARED`. */
  readonly number: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A compiled file cut at its declarations, none of them decoded. */
export interface Cut {
  /** In their order. */
  readonly declarations: readonly Declaration[];
  /** Everything else: name, imports, and what holds for all declarations. */
  readonly rest: Uint8Array;
  /** What holds for all declarations: package, syntax, edition, options. */
  readonly frame: Uint8Array;
}

/** Cuts a file, once: what has a partner is cut by several. Throws where the bytes are no descriptor. */
export const cutFile = oncePer(({ meaning }: FileUnit): Cut => cutBytes(meaning));

/** Cuts the bytes of a file. Throws as `cutFile`. */
export function cutBytes(meaning: Uint8Array): Cut {
  const declarations: Declaration[] = [];
  const rest: Uint8Array[] = [];
  const frame: Uint8Array[] = [];
  const reader = new BinaryReader(meaning);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [number, wireType] = reader.tag();
    if (wireType === WireType.LengthDelimited && DECLARATIONS.includes(number)) {
      const bytes = reader.bytes();
      declarations.push({ number, name: nameIn(bytes), bytes });
      continue;
    }
    reader.skip(wireType, number);
    const field = meaning.subarray(start, reader.pos);
    rest.push(field);
    if (!IMPORTS.includes(number)) frame.push(field);
  }
  return { declarations, rest: Buffer.concat(rest), frame: Buffer.concat(frame) };
}

/** The name in a declaration, which every kind of it has under one number. */
function nameIn(declaration: Uint8Array): string {
  const reader = new BinaryReader(declaration);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === NAME && wireType === WireType.LengthDelimited) return reader.string();
    reader.skip(wireType, number);
  }
  return "";
}
