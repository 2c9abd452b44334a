import { existsSync } from "node:fs";
import { join } from "node:path";
import { isEqual } from "../../core/bytes.ts";
import { TallyError } from "../../core/errors.ts";
import type { LoadOptions } from "../../core/kind.ts";
import { byText } from "../../core/order.ts";
import type { Source } from "../../core/source.ts";
import { installedBuf, needsBuf } from "./load-buf.ts";
import { pointPlace } from "./load-errors.ts";
import { wellKnownFolder } from "./load-protoc.ts";
import {
  type Dependencies,
  folderOf,
  inferRoots,
  isBelow,
  joinPath,
  rootByPackage,
  statedRoots,
} from "./load-roots.ts";
import { type Scanned, type ScannedImport, scan } from "./scan.ts";

/** Largest .proto file, and largest sum of them, in bytes. */
const FILE_LIMIT = 16 * 1024 * 1024;
export const TOTAL_LIMIT = 512 * 1024 * 1024;
const FILE_COUNT_LIMIT = 100_000;

/** All .proto texts that a compilation needs from the source. */
export interface Gathered {
  /** Import roots inside the source (relative) and beside it (absolute). */
  readonly roots: readonly string[];
  /** Paths relative to the root of the source of the files that were asked for. */
  readonly asked: readonly string[];
  /** Every text read, by path relative to the root of the source. */
  readonly texts: ReadonlyMap<string, Uint8Array>;
  /** The head of every text read, by the same path. */
  readonly scanned: ReadonlyMap<string, Scanned>;
  /** Set where an import is not in the source, and an installed buf may take it from a registry. */
  readonly absent?: Absent;
}

/** An import that the source does not have, and what may. */
export interface Absent {
  readonly error: TallyError;
  readonly dependencies: Dependencies;
  /** What every buf.lock says: two sides that pin the same have the same behind their imports. */
  readonly pins: string;
}

/**
 * Reads the files asked for and, step by step, what they import. A file that `twin` holds byte for byte is kept and
 * scanned once. Throws E_IMPORT, E_EMPTY, E_TOO_LARGE, E_OUTSIDE_ROOT.
 */
export async function gather(source: Source, options: LoadOptions, twin?: Gathered): Promise<Gathered> {
  const reading = startReading(source, twin);
  const stated = await statedRoots(source, options);
  const excluded = (path: string) => (stated?.excludes ?? []).some((folder) => isBelow(path, folder));
  const asked = source.isFolder
    ? (await source.list(source.entry)).filter((path) => path.endsWith(".proto") && !excluded(path))
    : (source.entries ?? [source.entry]);
  const configured = stated && options.importRoots.length === 0 && source.isFolder ? stated.roots : null;
  const meant = configured ? asked.filter((path) => configured.some((root) => isBelow(path, root))) : asked;
  if (meant.length === 0) throw new TallyError("E_EMPTY", `${source.label} holds no .proto file`);
  if (meant.length > FILE_COUNT_LIMIT)
    throw new TallyError("E_TOO_LARGE", `${source.label} holds more than ${FILE_COUNT_LIMIT} files`);
  await source.prefetch?.(meant);
  for (const path of meant) await reading.need(path);
  refuseBlank(meant, reading.texts);
  const roots = stated?.roots ?? (await guessRoots(source, reading));
  const folder = source.isFolder ? source.entry : folderOf(source.entry);
  const covering = meant.every((path) => roots.some((root) => !root.startsWith("/") && isBelow(path, root)));
  const all = covering ? roots : [...roots, folder];
  const nearer = rootsOnTheWay(folder, options.importRoots);
  const { roots: used, error } = await followFrom(source, reading, all, nearer);
  const gathered = { roots: byDepth(used), asked: meant, texts: reading.texts, scanned: reading.scanned };
  if (error === null) return gathered;
  const dependencies = options.importRoots.length === 0 ? stated?.dependencies : undefined;
  if (!dependencies || options.dependencies !== true) throw error;
  if (installedBuf() === null) throw needsBuf(error, dependencies);
  return { ...gathered, absent: { error, dependencies, pins: await pinsBelow(source, dependencies.folder) } };
}

/**
 * Import roots as written, counted from each folder on the way up: one side may lie in a repository of which the other is
 * a folder, and one name means one folder on both.
 */
const rootsOnTheWay = (folder: string, importRoots: readonly string[]): readonly string[] =>
  importRoots
    .filter((root) => !root.startsWith("/"))
    .flatMap((root) => upwards(folder).flatMap((above) => (above === "" ? [] : joinPath(above, root))));

/** Follows imports from these roots, and from nearer ones too where one was not found; tells of the first missing one. */
async function followFrom(source: Source, reading: Reading, roots: readonly string[], nearer: readonly string[]) {
  const error = await follow(source, reading, roots);
  if (error === null || nearer.length === 0) return { roots, error };
  const more = byDepth([...roots, ...nearer]);
  const isFound = (await follow(source, reading, more)) === null;
  return isFound ? { roots: more, error: null } : { roots, error };
}

async function pinsBelow(source: Source, folder: string): Promise<string> {
  const locks = (await source.list(folder)).filter((path) => /(?:^|\/)buf\.lock$/.test(path));
  const texts = await Promise.all(locks.map(async (path) => [path, textOf((await source.read(path)) ?? NONE, path)]));
  return JSON.stringify(texts);
}

const NONE = new Uint8Array();

/** Deeper roots first: a file is then named by the nearest root above it. */
const byDepth = (roots: readonly string[]): readonly string[] =>
  [...new Set(roots)].sort((a, b) => depthOf(b) - depthOf(a) || byText(a, b));

const depthOf = (path: string): number => (path === "" ? 0 : path.split("/").length);

/** The texts read so far, each once. */
interface Reading {
  readonly texts: ReadonlyMap<string, Uint8Array>;
  readonly scanned: ReadonlyMap<string, Scanned>;
  /** Reads and scans a file; false when the source does not have it. */
  take(path: string): Promise<boolean>;
  /** The same for a file that must be there. */
  need(path: string): Promise<void>;
}

function startReading(source: Source, twin: Gathered | undefined): Reading {
  const texts = new Map<string, Uint8Array>();
  const scanned = new Map<string, Scanned>();
  const absent = new Set<string>();
  let total = 0;
  const take = async (path: string): Promise<boolean> => {
    if (texts.has(path)) return true;
    if (absent.has(path)) return false;
    const bytes = await source.read(path);
    if (bytes === null) {
      absent.add(path);
      return false;
    }
    total += bytes.length;
    if (bytes.length > FILE_LIMIT) throw tooLarge(path, FILE_LIMIT);
    if (total > TOTAL_LIMIT) throw tooLarge(source.label, TOTAL_LIMIT);
    const known = twin?.texts.get(path);
    const isSame = known !== undefined && isEqual(known, bytes);
    texts.set(path, isSame ? known : bytes);
    scanned.set(path, (isSame && twin?.scanned.get(path)) || scan(asText(bytes, path)));
    return true;
  };
  const need = async (path: string): Promise<void> => {
    if (!(await take(path))) throw new TallyError("E_UNREADABLE", `${path} cannot be read`);
  };
  return { texts, scanned, take, need };
}

/** A file without a word is a valid one (a file of proto2) beside others; where there is nothing else, it is a slip. */
function refuseBlank(paths: readonly string[], texts: ReadonlyMap<string, Uint8Array>): void {
  if (paths.some((path) => !texts.get(path)?.every((byte) => byte <= 32))) return;
  const first = paths[0] ?? "";
  throw new TallyError("E_EMPTY", `${first} is empty`, { place: pointPlace(first, 1, 1) });
}

/** The bytes, if they may be a text. Throws E_SYNTAX. */
function asText(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes.includes(0)) throw new TallyError("E_SYNTAX", `${path} is binary, not a .proto text`);
  return bytes;
}

const textOf = (bytes: Uint8Array, path: string): string => Buffer.from(asText(bytes, path)).toString("utf8");

/** The refusal of what is larger than a limit in bytes. */
export const tooLarge = (what: string, limit: number): TallyError =>
  new TallyError("E_TOO_LARGE", `${what} is larger than ${limit / 1024 / 1024} MB`);

async function guessRoots(source: Source, reading: Reading): Promise<readonly string[]> {
  if (source.isFolder) return inferRoots(source.entry, reading.scanned);
  const scanned = reading.scanned.get(source.entry);
  const folder = folderOf(source.entry);
  if (!scanned) return [folder];
  const agreed = rootByPackage(source.entry, scanned);
  const wanted = scanned.imports.filter(({ path }) => isInside(path) && !isBroughtAlong(path));
  for (const root of [...(agreed === null ? [] : [agreed]), ...upwards(folder)]) {
    const found = await Promise.all(wanted.map(({ path }) => reading.take(joinPath(root, path))));
    if (found.length > 0 && found.every(Boolean)) return [root];
  }
  return [agreed ?? folder];
}

function upwards(folder: string): readonly string[] {
  const steps = [folder];
  for (let next = folder; next !== ""; ) {
    next = folderOf(next);
    steps.push(next);
  }
  return steps;
}

const isInside = (path: string): boolean =>
  !path.startsWith("/") && !path.includes("\\") && !path.split("/").some((part) => part === ".." || part === ".");

const broughtAlong = new Map<string, boolean>();

/** What compilers bring along, where the texts are not at hand. */
const BROUGHT_ALONG =
  /^google\/protobuf\/(?:any|api|compiler\/plugin|(?:cpp|go|java)_features|descriptor|duration|empty|field_mask|source_context|struct|timestamp|type|wrappers)\.proto$/;

/** Does the compiler bring this file along? */
function isBroughtAlong(path: string): boolean {
  if (!path.startsWith("google/protobuf/")) return false;
  const known = broughtAlong.get(path);
  if (known !== undefined) return known;
  const folder = wellKnownFolder();
  const found = folder === null ? BROUGHT_ALONG.test(path) : existsSync(join(folder, path));
  broughtAlong.set(path, found);
  return found;
}

/**
 * Reads what is imported, and what that imports, each file once: cycles end by themselves. Gives the first import that
 * was not found, or null.
 */
async function follow(source: Source, reading: Reading, roots: readonly string[]): Promise<TallyError | null> {
  let absent: TallyError | null = null;
  const waiting = [...reading.scanned];
  const met = new Set<string>();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [importer, scanned] = next;
    for (const wanted of scanned.imports) {
      if (met.has(wanted.path)) continue;
      met.add(wanted.path);
      if (!isInside(wanted.path)) {
        const place = pointPlace(importer, wanted.line, wanted.column);
        throw new TallyError("E_OUTSIDE_ROOT", `import "${wanted.path}" does not stay below its root`, { place });
      }
      const known = reading.texts.size;
      const path = await locate(wanted, roots, reading);
      if (path === null) absent ??= missing(source, importer, wanted, roots);
      const found = path !== null && reading.scanned.get(path);
      if (found && reading.texts.size > known) waiting.push([path, found]);
    }
  }
  return absent;
}

/** The path of an imported file; empty for one that lies outside the source (well-known, or below an absolute root). */
async function locate(wanted: ScannedImport, roots: readonly string[], reading: Reading): Promise<string | null> {
  for (const root of roots) {
    if (root.startsWith("/")) {
      if (existsSync(join(root, wanted.path))) return "";
      continue;
    }
    const path = joinPath(root, wanted.path);
    if (await reading.take(path)) return path;
  }
  return isBroughtAlong(wanted.path) ? "" : null;
}

function missing(source: Source, importer: string, wanted: ScannedImport, roots: readonly string[]): TallyError {
  const looked = roots.map((root) => (root === "" ? "." : root)).join(", ");
  return new TallyError("E_IMPORT", `import "${wanted.path}" was not found; looked in ${looked} of ${source.label}`, {
    place: pointPlace(importer, wanted.line, wanted.column),
    hint: "name the folder that imports start from: -I FOLDER",
  });
}
