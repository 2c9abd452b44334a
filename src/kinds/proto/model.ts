import type { DescExtension, DescField, FileRegistry } from "@bufbuild/protobuf";

/** A compiled file, cut in two: what it means, and where its parts stand. */
export interface FileUnit {
  /** The path that imports name. */
  readonly name: string;
  /** The FileDescriptorProto without its source info. */
  readonly meaning: Uint8Array;
  /** The SourceCodeInfo, decoded only when a place is asked for; null where the compiler left it out. */
  readonly sourceInfo: Uint8Array | null;
  /** Set in an image of buf for a file that others in it only import. */
  readonly isImport?: true;
}

/** A field of a message, or an extension. */
export type AnyField = DescField | DescExtension;

/** Who writes messages of a type: the callers of methods, the providers, or both. */
export type Role = "request" | "response";

/** Protobuf files of one side, compiled. */
export interface ProtoModel {
  readonly label: string;
  /** Every type met, imports and well-known types included. Features are resolved in the descriptors. */
  readonly registry: FileRegistry;
  readonly units: ReadonlyMap<string, FileUnit>;
  /** Names of the files that the input itself holds; the others are only imported. */
  readonly own: ReadonlySet<string>;
  /**
   * Package, by name, of each own file that was not compiled: nothing in it differs from the other side that this model
   * was loaded for. Absent where everything was compiled.
   */
  readonly skipped?: ReadonlyMap<string, string>;
  /** Who writes the messages of types that are declared as events, by full name; absent: nothing is declared. */
  readonly events?: ReadonlyMap<string, ReadonlySet<Role>>;
  /** From the name of a file to its path relative to the root of the source. */
  readonly paths: ReadonlyMap<string, string>;
  /** Source texts by their path relative to the root of the source, where they are at hand. */
  readonly texts: ReadonlyMap<string, Uint8Array>;
  /** Places were recorded by buf, which counts columns in cells of a terminal, and not by protoc. */
  readonly isBuiltByBuf?: true;
  /** What a reader should know about how it was compiled, a sentence each. */
  readonly notices?: readonly string[];
}

/** True for the files that come with the language itself. */
export const isWellKnownFile = (name: string): boolean => name.startsWith("google/protobuf/");
