import type { ExitCode } from "../core/errors.ts";

/** What a command may touch of the world. Nothing else reaches it, so that every command runs in a test. */
export interface Io {
  /** Results. */
  out(text: string): void;
  /** Talk: progress, hints, errors. */
  talk(text: string): void;
  /** Everything on standard input, at most `limit` bytes. Throws E_TOO_LARGE. */
  stdin(limit: number): Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Is standard output a terminal that shows colours? */
  readonly colour: boolean;
  /** The bytes of a file (absolute, or relative to cwd). Throws E_NOT_FOUND, E_UNREADABLE, E_TOO_LARGE. */
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, data: Uint8Array | string): Promise<void>;
  /** What a path is, symbolic links followed. */
  stat(path: string): Promise<"file" | "folder" | null>;
  /** Where a path really leads, symbolic links followed; the path itself where nothing is there. */
  realPath(path: string): Promise<string>;
  /** Every regular file below a folder, as absolute paths, sorted; bounded. */
  listFiles(folder: string): Promise<readonly string[]>;
  /** Runs git without a shell; arguments are passed as they are, `input` on its standard input. Throws E_GIT. */
  git(args: readonly string[], input?: Uint8Array): Promise<Uint8Array>;
  readonly fetch: typeof globalThis.fetch;
  /** The clock, ISO 8601 in UTC. */
  now(): string;
  sleep(milliseconds: number): Promise<void>;
}

/** An option of a command, as data: parsing, help and completion are made from it. */
export interface OptionSpec {
  /** Commander's notation: `-a, --pacticipant <name>`. */
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** May be given several times; the value is then a list. */
  readonly repeatable?: boolean;
  /** Environment variable that stands in when the flag is absent. */
  readonly env?: string;
}

/** A positional argument, in commander's notation: `<old>`, `[file]`, `<files...>`. */
export interface ArgumentSpec {
  readonly name: string;
  readonly help: string;
}

/** What was typed, parsed: positional arguments in order, options by camel-cased name. */
export interface Input {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly string[] | undefined>>;
  /** Options in the order they were typed (selectors such as `-a A -e 1 -a B` depend on it). */
  readonly sequence: readonly (readonly [name: string, value: string])[];
}

/** A command: data plus one function. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options: readonly OptionSpec[];
  /** Lines that can be typed as they stand, shown under the help. */
  readonly examples: readonly string[];
  run(input: Input, io: Io): Promise<ExitCode>;
}

/** A line of the list of commands: the code is loaded only when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}
