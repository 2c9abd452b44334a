import { TallyError } from "../../../core/errors.ts";
import { DEFAULT_LOAD } from "../../../core/kind.ts";
import type { Source } from "../../../core/source.ts";
import { folderOf, isBelow, rootByPackage, statedRoots } from "../load-roots.ts";
import { scan } from "../scan.ts";

/**
 * A .proto file together with the other files of its package, below the import root of that file: what buf calls
 * `include_package_files`. A file without a package stays alone. Throws E_UNREADABLE.
 */
export async function withPackage(source: Source): Promise<Source> {
  const textOf = async (path: string) => (await source.read(path)) ?? new Uint8Array();
  const bytes = await source.read(source.entry);
  if (bytes === null) throw new TallyError("E_UNREADABLE", `${source.entry} cannot be read`);
  const own = scan(bytes);
  if (own.package === "") return source;
  const stated = await statedRoots(source, DEFAULT_LOAD);
  const inferred = rootByPackage(source.entry, own) ?? folderOf(source.entry);
  const root = stated?.roots.find((folder) => isBelow(source.entry, folder)) ?? inferred;
  const isMeant = (path: string) =>
    path.endsWith(".proto") && path !== source.entry && !stated?.excludes.some((folder) => isBelow(path, folder));
  const candidates = (await source.list(root)).filter(isMeant);
  await source.prefetch?.(candidates);
  const entries = [source.entry];
  for (const path of candidates) if (scan(await textOf(path)).package === own.package) entries.push(path);
  return { ...source, entries };
}
