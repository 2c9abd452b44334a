import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD, type InterfacePair, type LoadOptions } from "../../../src/core/kind.ts";
import { bundleSource, type Source } from "../../../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";

/** Files by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A source over files held in memory, read from `entry` on. */
export const memory = (files: Files, entry: string): Source =>
  bundleSource(
    {
      kind: "openapi",
      entry,
      files: Object.entries(files).map(([path, data]) => ({
        path,
        bytes: typeof data === "string" ? Buffer.from(data) : data,
      })),
    },
    entry,
  );

/** One document as a source. */
export const one = (text: string, name = "api.yaml"): Source => memory({ [name]: text }, name);

/** One side of a fixture: `before.yaml`, or the folder `before` with an `openapi.yaml`. */
export function side(folder: string, name: "before" | "after"): Source {
  const single = join(folder, `${name}.yaml`);
  if (existsSync(single)) return one(readFileSync(single, "utf8"));
  const root = join(folder, name);
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .filter((path) => statSync(join(root, path)).isFile());
  return memory(Object.fromEntries(files.map((path) => [path, readFileSync(join(root, path))])), "openapi.yaml");
}

/** Loads both sides. */
export const loadBoth = (before: Source, after: Source, options: LoadOptions = DEFAULT_LOAD): Promise<InterfacePair> =>
  openapi.loadPair(before, after, options);

/** Findings under the default tolerances, judged on a fixed day. */
export async function diff(before: Source, after: Source): Promise<readonly Finding[]> {
  const pair = await loadBoth(before, after);
  return openapi.compare(pair.before, pair.after, { tolerances: DEFAULT_IN_FORCE.tolerances, now: "2026-01-01" });
}

/** Findings between two texts of one file. */
export const diffTexts = (before: string, after: string): Promise<readonly Finding[]> => diff(one(before), one(after));

/** What expect.json states of each finding. */
export const outline = (finding: Finding) => ({
  id: finding.id,
  level: finding.level,
  direction: finding.direction,
  operation: finding.operation,
  element: finding.element,
  before: finding.before?.line ?? null,
  after: finding.after?.line ?? null,
  outcome: finding.witness?.outcome ?? null,
  ...(finding.tolerance && { tolerance: finding.tolerance }),
});

/** A document of one operation, `POST /things`, around schemas for its parts; the texts are JSON, which is YAML too. */
export function document(
  parts: {
    readonly request?: unknown;
    readonly response?: unknown;
    readonly parameter?: unknown;
    readonly header?: unknown;
  },
  version = "3.1.0",
): string {
  const json = (schema: unknown) => ({ "application/json": { schema } });
  const operation = {
    ...(parts.parameter !== undefined && {
      parameters: [{ name: "q", in: "query", content: json(parts.parameter) }],
    }),
    ...(parts.request !== undefined && { requestBody: { required: true, content: json(parts.request) } }),
    responses: {
      "200": {
        description: "done",
        ...(parts.header !== undefined && { headers: { "X-Header": { content: json(parts.header) } } }),
        ...(parts.response !== undefined && { content: json(parts.response) }),
      },
    },
  };
  return JSON.stringify({
    openapi: version,
    info: { title: "t", version: "1" },
    paths: { "/things": { post: operation } },
  });
}
