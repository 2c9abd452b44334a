import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD, type InterfacePair } from "../../../src/core/kind.ts";
import { bundleSource, type Source } from "../../../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { proto } from "../../../src/kinds/proto/index.ts";

/** Files by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A source over files held in memory; `entry` empty for all of them. */
export const memory = (files: Files, entry = ""): Source =>
  bundleSource(
    {
      kind: "proto",
      entry,
      files: Object.entries(files).map(([path, data]) => ({
        path,
        bytes: typeof data === "string" ? Buffer.from(data) : data,
      })),
    },
    entry === "" ? "memory" : entry,
  );

/** One side of a fixture: `before.proto` under the name `schema.proto`, or the folder `before`, with its events if any. */
export function side(folder: string, name: "before" | "after"): Source {
  const declared = join(folder, "events.json");
  const source = sideOf(folder, name);
  return existsSync(declared) ? { ...source, events: JSON.parse(readFileSync(declared, "utf8"))[name] } : source;
}

function sideOf(folder: string, name: "before" | "after"): Source {
  const single = join(folder, `${name}.proto`);
  if (existsSync(single)) return memory({ "schema.proto": readFileSync(single) }, "schema.proto");
  const root = join(folder, name);
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(root, path)).isFile());
  return memory(Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path))])));
}

/** Loads both sides. */
export const loadBoth = (before: Source, after: Source): Promise<InterfacePair> =>
  proto.loadPair(before, after, DEFAULT_LOAD);

/** Findings under the default tolerances. */
export async function diff(before: Source, after: Source): Promise<readonly Finding[]> {
  const pair = await loadBoth(before, after);
  return proto.compare(pair.before, pair.after, { tolerances: DEFAULT_IN_FORCE.tolerances });
}

/** Findings between two texts of one file. */
export const diffTexts = (before: string, after: string): Promise<readonly Finding[]> =>
  diff(memory({ "schema.proto": before }, "schema.proto"), memory({ "schema.proto": after }, "schema.proto"));

/** What expect.json states of each finding. */
export const outline = (finding: Finding) => ({
  id: finding.id,
  level: finding.level,
  direction: finding.direction,
  surface: finding.surface,
  element: finding.element,
  before: finding.before?.line ?? null,
  after: finding.after?.line ?? null,
  outcome: finding.witness?.outcome ?? null,
});
