import { TallyError } from "../../core/errors.ts";
import { isObject } from "../../core/json.ts";
import type { LoadOptions } from "../../core/kind.ts";
import type { Source } from "../../core/source.ts";
import { type Documents, isEmbedded, isRemote, joinDocuments, lost, targetOf } from "./documents.ts";
import type { Node } from "./node.ts";
import { type RefSite, scanFile } from "./scan.ts";
import { type Shape, shapeOfRoot } from "./shapes.ts";
import { inNewerWords } from "./swagger-words.ts";
import { type ParsedFile, parseFile } from "./text/parse.ts";

/** More files than this in one interface are refused. */
const FILE_LIMIT = 10_000;

/** Names tried, in this order, when a folder is named. */
const ENTRY_NAMES = ["openapi.yaml", "openapi.yml", "openapi.json", "swagger.yaml", "swagger.yml", "swagger.json"];

/** Which specification a document follows. */
export type SpecVersion = "2.0" | "3.0" | "3.1";

/** A document that others hang on, and what it follows. */
export interface RootDocument {
  readonly file: string;
  readonly version: SpecVersion;
}

/** Everything that was read: the files and the root documents, of which only composed interfaces have several. */
export interface Loaded {
  readonly documents: Documents;
  readonly roots: readonly RootDocument[];
  /** Numbers at the edge of what a double can hold, file by file in the order of the document. */
  readonly edges: readonly Node[];
}

/**
 * Reads an OpenAPI document, or all that a source lists, and every file they refer to, relative to the referring file
 * and never outside the source's root. Throws TallyError with the place: E_NOT_FOUND, E_KIND, E_VERSION, E_REFERENCE,
 * E_OUTSIDE_ROOT, E_REMOTE, and what parsing throws.
 */
export async function loadDocuments(source: Source, options: LoadOptions): Promise<Loaded> {
  const entries = source.entries ?? [await findEntry(source)];
  const files = new Map<string, ParsedFile>();
  for (const entry of entries) files.set(entry, await readEntry(entry, source));
  const roots = [...files.values()].map((file) => ({ file: file.path, version: versionOf(file) }));
  const sites: RefSite[] = [];
  const edges: Node[] = [];
  const queue = [...files.values()];
  const shapes = new Map(roots.map(({ file, version }) => [file, shapeOfRoot(version)]));
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    const met = scanFile(file, shapes.get(file.path) ?? null);
    for (const edge of met.edges) edges.push(edge);
    for (const site of met.sites) {
      sites.push(site);
      if (site.ref.startsWith("#")) continue;
      const target = targetOf(site.ref, site.holder.file).file;
      if (files.has(target) || isEmbedded(files, target)) continue;
      const next = await follow(target, site, source, options, files);
      if (files.size >= FILE_LIMIT) throw new TallyError("E_TOO_LARGE", `${source.label} spans too many files`);
      files.set(target, next);
      queue.push(next);
    }
  }
  const documents = joinDocuments(entries, worded(files, roots));
  for (const { ref, holder } of sites) {
    if (documents.resolve(ref, holder.file) === null) throw lost(files, holder, `nothing is found at ${ref}`);
  }
  checkTargets(sites, documents, shapes);
  return { documents, roots, edges };
}

/** The files of Swagger 2.0, and what hangs on them, in the words of 3.0. */
function worded(files: ReadonlyMap<string, ParsedFile>, roots: readonly RootDocument[]): Map<string, ParsedFile> {
  const newer = new Set(roots.filter(({ version }) => version !== "2.0").map(({ file }) => file));
  if (newer.size === roots.length) return new Map(files);
  return new Map(
    [...files].map(([path, file]) => [path, newer.has(path) ? file : { ...file, value: inNewerWords(file.value) }]),
  );
}

/** Files that are no root document have the shapes that references to them expect. */
function checkTargets(sites: readonly RefSite[], documents: Documents, roots: ReadonlyMap<string, Shape>): void {
  if ([...documents.files.keys()].every((file) => roots.has(file))) return;
  const seen = new Map<Shape, Set<string>>();
  const queue = [...sites];
  for (let site = queue.pop(); site !== undefined; site = queue.pop()) {
    const { shape, ref, holder } = site;
    const target = shape && documents.resolve(ref, holder.file);
    const file = target && !roots.has(target.file) ? documents.files.get(target.file) : undefined;
    if (!shape || !target || !file) continue;
    const known = seen.get(shape) ?? new Set();
    seen.set(shape, known);
    if (known.has(target.pointer + target.file)) continue;
    known.add(target.pointer + target.file);
    queue.push(...scanFile(file, shape, target).sites);
  }
}

async function readEntry(entry: string, source: Source): Promise<ParsedFile> {
  const bytes = await source.read(entry);
  if (bytes === null) throw new TallyError("E_NOT_FOUND", `${source.label}: there is no ${entry}`);
  return parseFile(entry, bytes);
}

async function follow(
  target: string,
  site: RefSite,
  source: Source,
  options: LoadOptions,
  files: ReadonlyMap<string, ParsedFile>,
): Promise<ParsedFile> {
  const { place } = lost(files, site.holder, "");
  if (isRemote(target)) {
    if (!options.allowRemote) {
      throw new TallyError("E_REMOTE", `${site.ref} names a URL, and following URLs was not allowed`, {
        place,
        hint: "keep a copy beside the document, or allow it: --allow-remote",
      });
    }
    const { fetchRemote } = await import("./remote.ts"); // the network is loaded only where it is used
    return parseFile(target, await fetchRemote({ url: target, from: site.holder.file, place }));
  }
  if (target.startsWith("../") || target === ".." || target.startsWith("/")) {
    throw new TallyError("E_OUTSIDE_ROOT", `${site.ref} leads outside the root of the source`, {
      place,
      hint: "name a root that holds it: --root FOLDER",
    });
  }
  const bytes = await source.read(target);
  if (bytes === null) throw new TallyError("E_REFERENCE", `there is no file ${target}`, { place });
  return parseFile(target, bytes);
}

async function findEntry(source: Source): Promise<string> {
  if (!source.isFolder) return source.entry;
  const prefix = source.entry === "" ? "" : `${source.entry}/`;
  const files = new Set(await source.list(source.entry));
  const found = ENTRY_NAMES.map((name) => prefix + name).find((name) => files.has(name));
  if (found !== undefined) return found;
  throw new TallyError("E_NOT_FOUND", `${source.label} is a folder without ${ENTRY_NAMES.slice(0, 3).join(", ")}`, {
    hint: "name the document itself",
  });
}

function versionOf(file: ParsedFile): SpecVersion {
  const { value } = file;
  if (!isObject(value) || (value.openapi === undefined && value.swagger === undefined)) {
    throw new TallyError(
      "E_KIND",
      `${file.path} is no OpenAPI document: neither "openapi" nor "swagger" stands at its top`,
      {
        place: file.places([""]).get("") ?? null,
      },
    );
  }
  const key = value.openapi === undefined ? "swagger" : "openapi";
  const text = String(value[key]);
  if (key === "swagger" && /^2(\.0)?$/.test(text)) return "2.0";
  const minor = key === "openapi" ? /^3\.([01])(\.|$)/.exec(text)?.[1] : undefined;
  if (minor !== undefined) return minor === "0" ? "3.0" : "3.1";
  throw new TallyError("E_VERSION", `${key} ${text} is not known here; 2.0, 3.0 and 3.1 are`, {
    place: file.places([`/${key}`]).get(`/${key}`) ?? null,
  });
}
