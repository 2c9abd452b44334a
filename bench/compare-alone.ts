// Loads and compares two OpenAPI documents as `tally diff` does, and stops there: no witness is built, nothing printed.
// bench/compiled.ts bundles it and keeps its code compiled.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { hurry } from "../bin/hurry.ts";
import { bundleSource, type Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { compareApis } from "../src/kinds/openapi/compare/operations.ts";
import { loadPair } from "../src/kinds/openapi/load-pair.ts";

/** Compares two documents, given by their paths. */
export async function rehearse([base = "", revision = ""]: readonly string[]): Promise<void> {
  const options = { importRoots: [], allowRemote: false };
  const { before, after } = await loadPair(sourceOf(base), sourceOf(revision), options);
  await compareApis(before, after, { tolerances: DEFAULT_IN_FORCE.tolerances });
}

/** The same as a program. */
export async function run(): Promise<void> {
  hurry();
  await rehearse(process.argv.slice(2));
}

function sourceOf(file: string): Source {
  const entry = basename(file);
  return bundleSource({ kind: "openapi", entry, files: [{ path: entry, bytes: readFileSync(file) }] }, entry);
}
