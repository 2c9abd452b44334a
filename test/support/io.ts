import { processIo } from "../../bin/io.ts";
import { runCli } from "../../src/cli.ts";
import type { CommandEntry, Io } from "../../src/commands/command.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import type { ExitCode } from "../../src/core/errors.ts";

/** What a command left behind. */
export interface Ran {
  readonly exit: ExitCode;
  readonly out: string;
  readonly talk: string;
}

/** The real file system and git, with output, environment, standard input and network in the hand of the test. */
export function testIo(overrides: Partial<Io> & { readonly input?: string | Uint8Array } = {}): {
  io: Io;
  out: string[];
  talk: string[];
} {
  const out: string[] = [];
  const talk: string[] = [];
  const io: Io = {
    ...processIo(overrides.cwd),
    out: (text) => void out.push(text),
    talk: (text) => void talk.push(text),
    stdin: async () => Buffer.from(overrides.input ?? ""),
    env: {},
    colour: false,
    now: () => "2026-11-21T12:00:00.000Z",
    sleep: async () => undefined,
    ...overrides,
  };
  return { io, out, talk };
}

/** Runs a command line in this process. */
export async function tally(
  argv: readonly string[],
  overrides: Parameters<typeof testIo>[0] = {},
  commands: readonly CommandEntry[] = COMMANDS,
): Promise<Ran> {
  const { io, out, talk } = testIo(overrides);
  const exit = await runCli(argv, commands, io);
  return { exit, out: out.join(""), talk: talk.join("") };
}
