import type { Source } from "../../core/source.ts";

/** Is this the name of a descriptor set? */
export const isSetName = (name: string): boolean => /\.(binpb|pb|protoset|desc|bin)$/.test(name);

/** Is this a .proto file, a descriptor set, or a folder with .proto files? Decided by names. */
export async function recognise(source: Source): Promise<boolean> {
  if (!source.isFolder) return source.entry.endsWith(".proto") || isSetName(source.entry);
  return (await source.list(source.entry)).some((path) => path.endsWith(".proto"));
}
