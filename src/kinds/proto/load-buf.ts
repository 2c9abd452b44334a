import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { TallyError } from "../../core/errors.ts";
import type { Dependencies } from "./load-roots.ts";
import { type Compilation, fits } from "./load-run.ts";

/** The `buf` on PATH, else in a node_modules of the working folder or above it; null where there is none. */
export const installedBuf = (): string | null => findBuf(process.env.PATH ?? "", process.cwd());

/** The `buf` to run: on a path as in PATH, else in a node_modules of a folder or above it. */
export function findBuf(path: string, start: string): string | null {
  const installed: string[] = [];
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    installed.push(join(folder, "node_modules", ".bin"));
    if (folder === dirname(folder)) break;
  }
  for (const folder of [...path.split(delimiter), ...installed]) {
    const candidate = join(folder, process.platform === "win32" ? "buf.exe" : "buf");
    if (folder !== "" && existsSync(candidate)) return candidate;
  }
  return null;
}

/** What protoc would be asked, for buf: the roots as modules of a workspace. Roots outside the folder are not for it. */
export function bufArguments(work: Compilation, out: string): readonly string[] {
  const roots = work.roots.filter((root) => !root.startsWith("/"));
  const config = { version: "v2", modules: roots.map((root) => ({ path: root === "" ? "." : root })) };
  const whole = [...buildArguments(out, { input: ".", paths: [] }), "--config", JSON.stringify(config)];
  const some = [...whole, ...work.files.flatMap((file) => ["--path", file])];
  return fits(some) ? some : whole;
}

/** What of a workspace is built: an input, and the paths that narrow it; none for all of it. */
export interface BuiltPart {
  readonly input: string;
  readonly paths: readonly string[];
}

/** Arguments that build a part of the working folder as its own buf.yaml says. */
export function buildArguments(out: string, { input, paths }: BuiltPart): readonly string[] {
  const whole = ["build", input, "--as-file-descriptor-set", "-o", out];
  const some = [...whole, ...paths.flatMap((path) => ["--path", path])];
  return fits(some) ? some : whole;
}

/** What buf begins the line with that says why it stops. */
const FAILURE = "Failure: ";
const NOT_THERE = /:\d+:\d+: ?imported file does not exist$/m;
const PLACED = /^.+?:\d+:\d+:(?! ?(?:imported file does not exist|cannot find `))/m;

/**
 * What it means that buf could not build a side whose import is missing: null for a mistake in a text, which has a
 * place of its own. No secret in it: buf repeats a token that it does not like.
 */
export function explainBuf(talk: string, missing: TallyError, { names }: Dependencies): TallyError | null {
  const from = `the dependencies in its buf.yaml (${listed(names)})`;
  if (PLACED.test(talk)) return null;
  if (NOT_THERE.test(talk)) {
    return withMore(missing, `${from} do not hold it either, as buf.lock has them`, "buf dep update, or -I FOLDER");
  }
  const lines = withoutSecrets(talk).trim().split("\n");
  const said = (lines.find((line) => line.startsWith(FAILURE)) ?? lines.at(-1) ?? "")
    .replace(FAILURE, "")
    .slice(0, 300);
  return withMore(missing, `buf, which builds with ${from}, says: ${said}`, BY_HAND);
}

const BY_HAND = "where the registry can be reached: buf build -o image.binpb, and pass the image";

/** The same where no buf is installed. */
export const needsBuf = (missing: TallyError, { names }: Dependencies): TallyError =>
  withMore(
    missing,
    `the dependencies in its buf.yaml (${listed(names)}) may hold it, and no buf is installed to ask`,
    `npm install @bufbuild/buf, or put buf on PATH; ${BY_HAND}`,
  );

const withMore = (error: TallyError, more: string, hint: string): TallyError =>
  new TallyError(error.code, `${error.message}; ${more}`, { place: error.place, hint });

const listed = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");

/** Takes out what stands in BUF_TOKEN (`TOKEN` or `TOKEN@HOST,...`), as a whole and in parts, and passwords in URLs. */
function withoutSecrets(text: string): string {
  const whole = process.env.BUF_TOKEN ?? "";
  const parts = whole.split(",").flatMap((entry) => [entry, entry.split("@")[0] ?? ""]);
  const secrets = [whole, ...parts].filter((secret) => secret !== "").sort((a, b) => b.length - a.length);
  const bare = secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
  return bare.replace(/\/\/[^/\s@]+@/g, "//***@");
}
