import { TallyError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import type { LoadOptions } from "../../core/kind.ts";
import type { Source } from "../../core/source.ts";
import { buildGathered, servedBy } from "./load-dependencies.ts";
import { explainProtoc } from "./load-errors.ts";
import { type Gathered, gather } from "./load-files.ts";
import { compile, hasProtoc } from "./load-protoc.ts";
import { isBelow, joinPath } from "./load-roots.ts";
import { type FileUnit, isWellKnownFile, type ProtoModel } from "./model.ts";
import { isSetName } from "./recognise.ts";
import { withTexts } from "./scratch.ts";

/** Names of the files that a bundle of this kind holds. */
export const BUNDLE = { set: "descriptor.binpb", index: "tally-bundle.json", sources: "sources" } as const;

const SET_LIMIT = 1024 * 1024 * 1024;

/**
 * Loads a .proto file, a folder of them, a descriptor set, or a bundle made by `bundle`. Throws TallyError with the
 * place for whatever cannot be compiled.
 */
export async function load(source: Source, options: LoadOptions): Promise<ProtoModel> {
  if (!source.isFolder && isSetName(source.entry)) return loadSet(source);
  if (!source.isFolder && !source.entry.endsWith(".proto")) {
    throw new TallyError("E_KIND", `${source.label} is neither .proto nor a descriptor set (.binpb)`);
  }
  const gathered = await gather(source, options);
  const [bytes] = await Promise.all([compileGathered(source, gathered), loadLinker()]);
  return linkGathered(source, gathered, bytes);
}

/** Files of one side that were left out, because a comparison with the other side finds nothing in them. */
export interface LeftOut {
  /** Names of the files that the input itself holds, those left out included. */
  readonly own: ReadonlySet<string>;
  /** Package of each own file that was left out, by its name. */
  readonly skipped: ReadonlyMap<string, string>;
  /** The other side, where it was linked before: what is equal there is not decoded again. */
  readonly twin?: ProtoModel;
}

/** What understands descriptors, and what compares them, is loaded while a compiler runs. */
export const loadLinker = (): Promise<unknown> => Promise.all([import("./load-set.ts"), import("./work.ts")]);

/** The model of what a compilation gave. Throws as `linkSet`. */
export async function linkGathered(
  source: Source,
  gathered: Gathered,
  bytes: Uint8Array,
  leftOut?: LeftOut,
): Promise<ProtoModel> {
  const { linkSet, splitSet } = await import("./load-set.ts");
  const compiled = leftOut && bytes.length === 0 ? [] : splitSet(bytes, source.label);
  const units = compiled.filter(({ name }) => !leftOut?.skipped.has(name)); // a compiler may give more than it was asked
  const names = [...units.map(({ name }) => name), ...(leftOut?.skipped.keys() ?? [])];
  const paths = new Map(
    names.flatMap((name) => {
      const path = pathOf(name, gathered);
      return path === null ? [] : [[name, path] as const];
    }),
  );
  const asked = new Set(gathered.asked);
  const own = () => new Set(names.filter((name) => asked.has(paths.get(name) ?? "")));
  const notices = gathered.absent && bytes.length > 0 && [servedBy(source, gathered.absent)];
  const isBuiltByBuf = gathered.absent !== undefined || !hasProtoc();
  const parts = {
    label: source.label,
    own: leftOut?.own ?? own(),
    paths,
    texts: gathered.texts,
    ...(notices && { notices }),
    ...(isBuiltByBuf && { isBuiltByBuf }),
    ...(leftOut && { skipped: leftOut.skipped }),
  };
  return linkSet(units, parts, leftOut?.twin);
}

/** The path of a compiled file relative to the root of the source; null for one from outside. */
function pathOf(name: string, gathered: Gathered): string | null {
  for (const root of gathered.roots) {
    const path = joinPath(root, name);
    if (!root.startsWith("/") && gathered.texts.has(path)) return path;
  }
  return null;
}

/** Which of the files gathered are compiled: those asked for, unless said otherwise. */
export interface Chosen {
  /** Paths of the files, relative to the root of the source; absolute for those that the compiler brings along. */
  readonly files: readonly string[];
  /** Paths of the texts that they need, where the source lies in memory. */
  readonly texts: readonly string[];
}

/** Compiles files that were gathered. Throws TallyError with the place of the first complaint. */
export async function compileGathered(source: Source, gathered: Gathered, chosen?: Chosen): Promise<Uint8Array> {
  if (gathered.absent) return buildGathered(source, gathered, gathered.absent, chosen?.texts);
  const explain = (talk: string) => explainProtoc(talk, source.label, (name) => pathOf(name, gathered) ?? name);
  const roots = gathered.roots.filter((root) => root.startsWith("/") || hasFiles(root, gathered));
  const work = { roots, files: chosen?.files ?? gathered.asked };
  if (source.folder !== null) return compile({ ...work, folder: source.folder }, explain);
  return withTexts(textsOf(gathered, chosen), (folder) => compile({ ...work, folder }, explain));
}

/** The texts to write down for a compiler. */
function textsOf({ texts }: Gathered, chosen: Chosen | undefined): Iterable<readonly [string, Uint8Array]> {
  if (!chosen) return texts;
  return chosen.texts.flatMap((path) => {
    const bytes = texts.get(path);
    return bytes ? [[path, bytes] as const] : [];
  });
}

const hasFiles = (root: string, gathered: Gathered): boolean =>
  [...gathered.texts.keys()].some((path) => isBelow(path, root));

async function loadSet(source: Source): Promise<ProtoModel> {
  const bytes = await source.read(source.entry);
  if (bytes === null) throw new TallyError("E_UNREADABLE", `${source.entry} cannot be read`);
  if (bytes.length > SET_LIMIT) throw new TallyError("E_TOO_LARGE", `${source.entry} is larger than 1 GB`);
  const [{ linkSet, splitSet }, { checkSet }] = await Promise.all([import("./load-set.ts"), import("./check-set.ts")]);
  const units = splitSet(bytes, source.label);
  const index = await readIndex(source);
  const texts = new Map<string, Uint8Array>();
  for (const path of new Set(index?.paths.values() ?? [])) {
    const text = await source.read(`${BUNDLE.sources}/${path}`);
    if (text) texts.set(path, text);
  }
  const model = linkSet(units, {
    label: source.label,
    own: index?.own ?? new Set(units.filter(isHeld).map(({ name }) => name)),
    paths: index?.paths ?? new Map(units.map(({ name }) => [name, name])),
    texts,
  });
  checkSet(units, model.registry, source.label);
  return model;
}

const isHeld = ({ name, isImport }: FileUnit): boolean => !isImport && !isWellKnownFile(name);

/** What a bundle says about its files; null for a descriptor set that came alone. */
async function readIndex(source: Source) {
  if (source.entry !== BUNDLE.set) return null;
  const bytes = await source.read(BUNDLE.index);
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (!isObject(value) || !Array.isArray(value.own) || !isObject(value.paths)) throw new Error("unknown shape");
    const paths = new Map(Object.entries(value.paths).map(([name, path]) => [name, String(path)] as const));
    return { own: new Set(value.own.map(String)), paths };
  } catch (error) {
    throw new TallyError("E_SYNTAX", `${source.label}: ${BUNDLE.index} is unreadable`, { cause: error });
  }
}
