import type { Events } from "./events.ts";

/** The files that an interface is read from: a folder on disk, a git tree, a bundle from the broker, standard input. */
export interface Source {
  /** As the user named it, for messages: `api/openapi.yaml`, `main:proto/`, `broker:orders@1.2.3`. */
  readonly label: string;
  /** What was named, relative to the root with `/` as separator; empty for the root itself. */
  readonly entry: string;
  /** Several documents that are read as one interface; absent: the entry alone. The entry is the first of them. */
  readonly entries?: readonly string[];
  /** True when the entry is a folder. */
  readonly isFolder: boolean;
  /** Absolute path of the root where the files really lie on disk, else null. References never leave the root. */
  readonly folder: string | null;
  /** The bytes of a file by its path relative to the root, or null when there is none. */
  read(path: string): Promise<Uint8Array | null>;
  /** All files below a folder of the root, as paths relative to the root, sorted. */
  list(folder: string): Promise<readonly string[]>;
  /** Makes many reads cheap where each one costs (git): call it with what will be read. */
  prefetch?(paths: readonly string[]): Promise<void>;
  /** What is declared of the messages in it that no call carries; absent: nothing. */
  readonly events?: Events;
}

/** Files that travel together: what the broker keeps of an interface. */
export interface Bundle {
  readonly kind: string;
  /** The path in `files` to start from; empty for all of them. */
  readonly entry: string;
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
  /** What its application declares of the messages in it that no call carries; absent or null: nothing. */
  readonly events?: Events | null;
}

/** A source over files held in memory. */
export function bundleSource(bundle: Bundle, label: string): Source {
  const files = new Map(bundle.files.map((file) => [file.path, file.bytes]));
  return {
    label,
    entry: bundle.entry,
    isFolder: !files.has(bundle.entry),
    folder: null,
    ...(bundle.events && { events: bundle.events }),
    read: async (path) => files.get(path) ?? null,
    list: async (folder) => [...files.keys()].filter((path) => folder === "" || path.startsWith(`${folder}/`)).sort(),
  };
}
