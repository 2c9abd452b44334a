import { isEqual } from "../../core/bytes.ts";
import { defineKind } from "../../core/define-kind.ts";
import type { Kind } from "../../core/kind.ts";
import type { Bundle } from "../../core/source.ts";
import { buildApi } from "./build.ts";
import { compareApis } from "./compare/operations.ts";
import { identityOf } from "./identity.ts";
import { loadDocuments } from "./load.ts";
import { loadPair } from "./load-pair.ts";
import type { Api } from "./model.ts";
import { child, textAt } from "./node.ts";
import { replayWitness } from "./replay.ts";
import { RULES } from "./rules/index.ts";
import type { Seed } from "./seed.ts";
import { buildWitness } from "./witness.ts";
import { inWordsOf } from "./words.ts";

/** OpenAPI documents: Swagger 2.0, OpenAPI 3.0 and 3.1, in YAML or JSON, in one file or many. */
export const openapi: Kind = defineKind<Api, Seed>({
  name: "openapi",
  title: "OpenAPI 3.0 and 3.1, Swagger 2.0",
  rules: RULES,
  load: async (source, options) => buildApi(await loadDocuments(source, options)),
  loadPair,
  identity: identityOf,
  same: sameBytes,
  operations: ({ operations, webhooks }) => [...operations, ...webhooks].map(({ name }) => name).sort(),
  bundle,
  version: ({ root }) => textAt(child(root, "info"), "version"),
  text: (api, file) => api.documents.files.get(file)?.text ?? null,
  compare: (before, after, options) => compareApis(inWordsOf(before, after), inWordsOf(after, before), options),
  witness: (draft, before, after) => buildWitness(draft, inWordsOf(before, after), inWordsOf(after, before)),
  replay: replayWitness,
});

/** The same files with the same bytes. */
function sameBytes(before: Api, after: Api): boolean {
  const [old, next] = [before.documents.files, after.documents.files];
  const roots = ({ roots }: Api): string => JSON.stringify(roots.map(({ file }) => file));
  if (old.size !== next.size || roots(before) !== roots(after)) return false;
  return [...old].every(([path, file]) => {
    const other = next.get(path);
    return other !== undefined && isEqual(file.bytes, other.bytes);
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
