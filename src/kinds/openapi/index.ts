import { defineKind, type Kind } from "../../core/kind.ts";
import type { Bundle, Source } from "../../core/source.ts";
import { buildApi } from "./build.ts";
import { compareApis } from "./compare/operations.ts";
import { identityOf } from "./identity.ts";
import { loadDocuments } from "./load.ts";
import type { Api } from "./model.ts";
import { replayWitness } from "./replay.ts";
import { RULES } from "./rules/index.ts";
import type { Seed } from "./seed.ts";
import { buildWitness } from "./witness.ts";

/** OpenAPI documents: Swagger 2.0, OpenAPI 3.0 and 3.1, in YAML or JSON, in one file or many. */
export const openapi: Kind = defineKind<Api, Seed>({
  name: "openapi",
  title: "OpenAPI 3.0 and 3.1, Swagger 2.0",
  rules: RULES,
  recognise,
  load: async (source, options) => buildApi(await loadDocuments(source, options)),
  identity: identityOf,
  same: sameBytes,
  operations: (api) => api.operations.map(({ name }) => name).sort(),
  bundle,
  text: (api, file) => api.documents.files.get(file)?.text ?? null,
  compare: compareApis,
  witness: buildWitness,
  replay: replayWitness,
});

/** A word at the start of a line, or a key of JSON, that only these documents have at their top. */
const MARK = /(^|\n)\s*["']?(openapi|swagger)["']?\s*:|[{,]\s*"(openapi|swagger)"\s*:/;

/** How much of a file is looked at, in bytes. */
const HEAD = 65_536;

async function recognise(source: Source): Promise<boolean> {
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

/** The same files with the same bytes. */
function sameBytes(before: Api, after: Api): boolean {
  const [old, next] = [before.documents.files, after.documents.files];
  if (old.size !== next.size || before.documents.root !== after.documents.root) return false;
  return [...old].every(([path, file]) => {
    const other = next.get(path);
    return other !== undefined && Buffer.compare(file.bytes, other.bytes) === 0;
  });
}

/** The files as they were read, from the root document on. */
async function bundle(api: Api): Promise<Bundle> {
  const files = [...api.documents.files.values()].map(({ path, bytes }) => ({ path, bytes }));
  return {
    kind: "openapi",
    entry: api.documents.root,
    files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
}
