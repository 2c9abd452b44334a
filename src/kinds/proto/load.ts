import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TallyError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import type { LoadOptions } from "../../core/kind.ts";
import type { Source } from "../../core/source.ts";
import { explainProtoc } from "./load-errors.ts";
import { type Gathered, gather } from "./load-files.ts";
import { compile } from "./load-protoc.ts";
import { isBelow, joinPath } from "./load-roots.ts";
import { linkSet, splitSet } from "./load-set.ts";
import { isWellKnownFile, type ProtoModel } from "./model.ts";
import { isSetName } from "./recognise.ts";

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
  const bytes = await compileGathered(source, gathered);
  const units = splitSet(bytes, source.label);
  const named = new Map(units.map((unit) => [unit.name, pathOf(unit.name, gathered)] as const));
  const asked = new Set(gathered.asked);
  return linkSet(units, {
    label: source.label,
    own: new Set(units.map(({ name }) => name).filter((name) => asked.has(named.get(name) ?? ""))),
    paths: new Map([...named].flatMap(([name, path]) => (path === null ? [] : [[name, path] as const]))),
    texts: gathered.texts,
  });
}

/** The path of a compiled file relative to the root of the source; null for one from outside. */
function pathOf(name: string, gathered: Gathered): string | null {
  for (const root of gathered.roots) {
    const path = joinPath(root, name);
    if (!root.startsWith("/") && gathered.texts.has(path)) return path;
  }
  return null;
}

async function compileGathered(source: Source, gathered: Gathered): Promise<Uint8Array> {
  const explain = (talk: string) => explainProtoc(talk, source.label, (name) => pathOf(name, gathered) ?? name);
  const roots = gathered.roots.filter((root) => root.startsWith("/") || hasFiles(root, gathered));
  const work = { roots, files: gathered.asked };
  if (source.folder !== null) return compile({ ...work, folder: source.folder }, explain);
  const folder = await mkdtemp(join(tmpdir(), "tally-proto-"));
  try {
    for (const [path, bytes] of gathered.texts) {
      const target = join(folder, path);
      if (!target.startsWith(folder)) throw new TallyError("E_OUTSIDE_ROOT", `${path} lies outside its root`);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes);
    }
    return await compile({ ...work, folder }, explain);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const hasFiles = (root: string, gathered: Gathered): boolean =>
  [...gathered.texts.keys()].some((path) => isBelow(path, root));

async function loadSet(source: Source): Promise<ProtoModel> {
  const bytes = await source.read(source.entry);
  if (bytes === null) throw new TallyError("E_UNREADABLE", `${source.entry} cannot be read`);
  if (bytes.length > SET_LIMIT) throw new TallyError("E_TOO_LARGE", `${source.entry} is larger than 1 GB`);
  const units = splitSet(bytes, source.label);
  const index = await readIndex(source);
  const texts = new Map<string, Uint8Array>();
  for (const path of new Set(index?.paths.values() ?? [])) {
    const text = await source.read(`${BUNDLE.sources}/${path}`);
    if (text) texts.set(path, text);
  }
  return linkSet(units, {
    label: source.label,
    own: index?.own ?? new Set(units.map(({ name }) => name).filter((name) => !isWellKnownFile(name))),
    paths: index?.paths ?? new Map(units.map(({ name }) => [name, name])),
    texts,
  });
}

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
