import { type ChildProcess, spawn } from "node:child_process";
import { TallyError } from "../../core/errors.ts";

/** A compiler is killed after this many milliseconds: a guard against one that hangs, no part of any verdict. */
const TIMEOUT = 120_000;
/** At most this much is kept of what it says, in bytes. */
const TALK_LIMIT = 1024 * 1024;

/** Arguments longer than this together, in characters, are handed over in another way: systems have their limits. */
const ARGUMENTS_LIMIT = 16_000;

/** Do these arguments fit into one command line on every system? */
export const fits = (args: readonly string[]): boolean =>
  args.reduce((sum, arg) => sum + arg.length + 1, 0) < ARGUMENTS_LIMIT;

/** What to compile. */
export interface Compilation {
  /** Working folder; the other paths are relative to it or absolute. */
  readonly folder: string;
  readonly roots: readonly string[];
  /** Files on disk, each below one of the roots. */
  readonly files: readonly string[];
}

/** How a compiler ended, and what it said on standard error. */
export interface Ended {
  readonly code: number | null;
  readonly talk: string;
}

/**
 * Runs a compiler and hears nothing of what it says: did it do its work? Never through a shell, without input, killed after
 * its time. A pipe takes longer to set up than a small compilation, and most have nothing to say. Throws E_TOOL.
 */
export async function runMute(command: string, args: readonly string[], cwd: string): Promise<boolean> {
  const child = spawn(command, args, { ...optionsIn(cwd), stdio: "ignore" });
  return (await endOf(child, command)) === 0;
}

/** Runs a compiler and hears what it says; otherwise as `runMute`. Throws E_TOOL. */
export async function run(command: string, args: readonly string[], cwd: string): Promise<Ended> {
  const child = spawn(command, args, { ...optionsIn(cwd), stdio: ["ignore", "ignore", "pipe"] });
  const said: Buffer[] = [];
  let size = 0;
  child.stderr.on("data", (chunk: Buffer) => {
    if (size < TALK_LIMIT) said.push(chunk);
    size += chunk.length;
  });
  const code = await endOf(child, command);
  return { code, talk: Buffer.concat(said).toString("utf8") };
}

const optionsIn = (cwd: string) => ({ cwd, timeout: TIMEOUT, killSignal: "SIGKILL" }) as const;

/** The exit code of a process, once all that it said is here. Throws E_TOOL where it did not start or was killed. */
function endOf(child: ChildProcess, command: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new TallyError("E_TOOL", `${command} does not run: ${error.message}`)));
    child.on("close", (code, signal) => {
      if (signal === null) resolve(code);
      else reject(new TallyError("E_TOOL", `${command} was stopped (${signal}) after ${TIMEOUT / 1000} s`));
    });
  });
}
