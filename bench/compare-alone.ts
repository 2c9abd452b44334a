// Loads and compares two OpenAPI documents as `tally diff` does, and stops there: no witness is built, nothing printed.
// usage: node BUNDLE BASE REVISION   (bench/openapi.ts bundles it)
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setFlagsFromString } from "node:v8";
import FLAGS from "../bin/v8-flags.json" with { type: "json" };
import { bundleSource } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { buildApi } from "../src/kinds/openapi/build.ts";
import { compareApis } from "../src/kinds/openapi/compare/operations.ts";
import { loadDocuments } from "../src/kinds/openapi/load.ts";
import type { Api } from "../src/kinds/openapi/model.ts";

for (const flag of FLAGS) setFlagsFromString(flag);

async function load(file: string): Promise<Api> {
  const entry = basename(file);
  const files = [{ path: entry, bytes: readFileSync(file) }];
  const source = bundleSource({ kind: "openapi", entry, files }, entry);
  return buildApi(await loadDocuments(source, { importRoots: [], allowRemote: false }));
}

const [base = "", revision = ""] = process.argv.slice(2);
await compareApis(await load(base), await load(revision), { tolerances: DEFAULT_IN_FORCE.tolerances });
