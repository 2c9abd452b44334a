import type { Source } from "../../core/source.ts";

/** A word at the start of a line, or a key of JSON, that only these documents have at their top. */
const MARK = /(^|\n)\s*["']?(openapi|swagger)["']?\s*:|[{,]\s*"(openapi|swagger)"\s*:/;

/** How much of a file is looked at, in bytes. */
const HEAD = 65_536;

/** Is this a YAML or JSON file, a file that begins like an OpenAPI document, or a folder with such a document? */
export async function recognise(source: Source): Promise<boolean> {
  if (source.isFolder) {
    const files = await source.list(source.entry);
    const prefix = source.entry === "" ? "" : `${source.entry}/`;
    return files.some((file) => /^(openapi|swagger)\.(ya?ml|json)$/.test(file.slice(prefix.length)));
  }
  if (/\.(proto|binpb)$/.test(source.entry)) return false;
  if (/\.(ya?ml|json)$/.test(source.entry)) return true;
  const bytes = await source.read(source.entry);
  return bytes !== null && MARK.test(Buffer.from(bytes.subarray(0, HEAD)).toString("utf8"));
}
