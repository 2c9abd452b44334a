import { join } from "node:path";
import type { Source } from "../../core/source.ts";
import { type BuiltPart, explainBuf } from "./load-buf.ts";
import { explainProtoc } from "./load-errors.ts";
import { type Absent, type Gathered, TOTAL_LIMIT, tooLarge } from "./load-files.ts";
import { build } from "./load-protoc.ts";
import { joinPath } from "./load-roots.ts";
import { withTexts } from "./scratch.ts";

/** The notice that a side was built so. */
export const servedBy = ({ label }: Source, { dependencies }: Absent): string =>
  `${label}: compiled by the installed buf, since it imports what its buf.lock pins of ${dependencies.names.join(", ")}.`;

/**
 * Builds a side that imports what its buf.yaml takes from a registry by an installed buf: all of it, or some of its
 * texts with what they import. Throws as `build`.
 */
export async function buildGathered(
  source: Source,
  gathered: Gathered,
  absent: Absent,
  texts?: readonly string[],
): Promise<Uint8Array> {
  if (texts?.length === 0) return new Uint8Array();
  const { folder } = absent.dependencies;
  const part = texts
    ? { input: ".", paths: texts.map((path) => within(path, folder)) }
    : partOf(source, gathered, folder);
  const explain = (talk: string) =>
    explainBuf(talk, absent.error, absent.dependencies) ??
    explainProtoc(talk, source.label, (name) => joinPath(folder, name));
  if (source.folder !== null) return build(join(source.folder, folder), part, explain);
  const wanted = await workspaceTexts(source, gathered, folder);
  return withTexts(wanted, (temporary) => build(join(temporary, folder), part, explain));
}

const within = (path: string, folder: string): string => `./${path.slice(folder === "" ? 0 : folder.length + 1)}`;

/** What of the folder is asked for: buf wants a module named by itself, and what lies in one as a path. */
function partOf({ entry, isFolder }: Source, { roots }: Gathered, folder: string): BuiltPart {
  if (entry === folder) return { input: ".", paths: [] };
  const path = within(entry, folder);
  return isFolder && roots.includes(entry) ? { input: path, paths: [] } : { input: ".", paths: [path] };
}

/** What buf reads of a folder: all texts, since a module without one is none to it, and its own files. */
async function workspaceTexts(source: Source, { texts }: Gathered, folder: string) {
  const wanted = (await source.list(folder)).filter((path) =>
    /(?:\.proto|(?:^|\/)buf\.(?:work\.)?(?:yaml|lock))$/.test(path),
  );
  await source.prefetch?.(wanted);
  const found: [string, Uint8Array][] = [];
  let total = 0;
  for (const path of wanted) {
    const bytes = texts.get(path) ?? (await source.read(path)) ?? new Uint8Array();
    total += bytes.length;
    if (total > TOTAL_LIMIT) throw tooLarge(source.label, TOTAL_LIMIT);
    found.push([path, bytes]);
  }
  return found;
}
