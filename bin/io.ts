import { spawn } from "node:child_process";
import { readdirSync, readFileSync, realpathSync, type Stats, statSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import type { Io } from "../src/commands/command.ts";
import { TallyError } from "../src/core/errors.ts";

const MAX_FILE = 40 * 1024 * 1024;
const MAX_FILES = 100_000;
const MAX_GIT = 512 * 1024 * 1024;

/** The real world, seen from a folder. */
export function processIo(cwd: string = process.cwd()): Io {
  return {
    out: (text) => void process.stdout.write(text),
    talk,
    stdin: readStdin,
    env: process.env,
    cwd,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
    readFile: (path) => readBounded(isAbsolute(path) ? path : resolve(cwd, path), path),
    writeFile: async (path, data) => write(resolve(cwd, path), path, data),
    stat: (path) => kindOf(resolve(cwd, path)),
    realPath: async (path) => realOf(resolve(cwd, path)),
    listFiles: (folder) => walk(resolve(cwd, folder)),
    git: runGit,
    fetch: globalThis.fetch,
    now: () => new Date().toISOString(),
    sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
  };
}

/** Writes to standard error. Talk that nobody takes (a reader who left, a full disk) changes no answer. */
export function talk(text: string): void {
  if (process.stderr.listenerCount("error") === 0) process.stderr.on("error", () => undefined);
  process.stderr.write(text);
}

function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path; // nothing is there: reading it will say so
  }
}

async function readStdin(limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin) {
    size += chunk.length;
    if (size > limit) throw new TallyError("E_TOO_LARGE", `standard input is larger than ${limit} bytes`);
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

// Read while nothing else waits: a thread per step would cost more than the thousands of small files themselves.
async function readBounded(path: string, name: string): Promise<Uint8Array> {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE) throw new TallyError("E_TOO_LARGE", `${name} has ${size} bytes; at most ${MAX_FILE} are read`);
    return readFileSync(path);
  } catch (error) {
    throw asTallyError(error, name);
  }
}

function write(path: string, name: string, data: Uint8Array | string): void {
  try {
    writeFileSync(path, data);
  } catch (error) {
    throw new TallyError("E_UNWRITABLE", `${name} cannot be written (${codeOf(error) ?? String(error)})`);
  }
}

function asTallyError(error: unknown, path: string): TallyError {
  if (error instanceof TallyError) return error;
  const code = codeOf(error);
  if (code === "ENOENT" || code === "ENOTDIR") return new TallyError("E_NOT_FOUND", `${path}: no such file`);
  if (code === "EISDIR") return new TallyError("E_UNREADABLE", `${path} is a folder, not a file`);
  return new TallyError("E_UNREADABLE", `${path} cannot be read (${code ?? String(error)})`);
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

async function kindOf(path: string): Promise<"file" | "folder" | null> {
  const found = statOf(path);
  return found?.isDirectory() ? "folder" : found?.isFile() ? "file" : null;
}

/** undefined where there is nothing, or nothing that may be looked at. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

async function walk(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const pending = [folder];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const entry of readdirSync(current, { withFileTypes: true })) {
      if (entry.name === ".git" || entry.name === "node_modules") continue;
      const path = join(current, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else if (entry.isFile()) files.push(path);
      if (files.length > MAX_FILES) throw new TallyError("E_TOO_LARGE", `${folder} holds more than ${MAX_FILES} files`);
    }
  }
  return files.sort();
}

function runGit(args: readonly string[], input?: Uint8Array): Promise<Uint8Array> {
  return new Promise((done, fail) => {
    const child = spawn("git", args, { stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let size = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_GIT) child.kill();
      else out.push(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => err.length < 64 && err.push(chunk));
    child.on("error", () => fail(new TallyError("E_GIT", "git could not be started; is it installed?")));
    child.on("close", (code) => {
      if (size > MAX_GIT) fail(new TallyError("E_TOO_LARGE", `git gave more than ${MAX_GIT} bytes`));
      else if (code === 0) done(Buffer.concat(out));
      else
        fail(
          new TallyError("E_GIT", `git ${args[0]}: ${Buffer.concat(err).toString().trim().split("\n")[0] ?? "failed"}`),
        );
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}
