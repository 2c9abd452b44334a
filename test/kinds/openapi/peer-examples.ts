import { load } from "js-yaml";
import { proveUnbroken } from "../../../scripts/conformance-openapi-proof.ts";
import { canonicalJson } from "../../../src/core/json.ts";
import { tolerancesOf } from "../../../src/core/reading.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { payloadLines } from "../../../src/report/payload.ts";
import { diff, one } from "./fixture.ts";

/** Where an example stands: a schema in one operation, the operation, the path `/a`, the path `/a/{id}`, or a webhook. */
const SPOTS = ["request", "response", "query", "header", "operation", "path", "item", "webhook"] as const;
type Spot = (typeof SPOTS)[number];

/** An example of docs/peers/oasdiff.md: two versions of one thing, and what is said of them. */
export interface Example {
  /** The heading above it. */
  readonly title: string;
  readonly spot: Spot;
  readonly before: unknown;
  readonly after: unknown;
  /** The text block below, line by line. */
  readonly shown: readonly string[];
}

const FENCE = /^```(yaml|text)\n([\s\S]*?)^```$/gm;

/** Every example of the page: a block of YAML, and the block of text that follows it. */
export function examplesOf(page: string): readonly Example[] {
  const fences = [...page.matchAll(FENCE)];
  return fences.flatMap((fence, index) => {
    if (fence[1] !== "yaml") return [];
    const value = load(fence[2] ?? "") as Readonly<Record<string, { before: unknown; after: unknown }>>;
    const spot = SPOTS.find((name) => name in value);
    const next = fences[index + 1];
    const entry = spot === undefined ? undefined : value[spot];
    if (spot === undefined || entry === undefined || next?.[1] !== "text") throw new Error(`no example: ${fence[2]}`);
    const title =
      page
        .slice(0, fence.index)
        .match(/^#+ .*$/gm)
        ?.at(-1) ?? "";
    return [{ title, spot, before: entry.before, after: entry.after, shown: (next[2] ?? "").trimEnd().split("\n") }];
  });
}

const OK = { responses: { "200": { description: "OK" } } };
const json = (schema: unknown) => ({ content: { "application/json": { schema } } });

function documentOf(spot: Spot, value: unknown): string {
  const operations: Readonly<Record<Exclude<Spot, "webhook" | "path" | "item">, unknown>> = {
    request: { requestBody: { required: true, ...json(value) }, ...OK },
    response: { responses: { "200": { description: "OK", ...json(value) } } },
    query: { parameters: [{ name: "q", in: "query", schema: value }], ...OK },
    header: { responses: { "200": { description: "OK", headers: { X: { schema: value } } } } },
    operation: { ...OK, ...(value as object) },
  };
  const pathsOf = () => {
    if (spot === "webhook") return {};
    if (spot === "item") return { "/a/{id}": value };
    return { "/a": spot === "path" ? value : { post: operations[spot] } };
  };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: pathsOf(),
    ...(spot === "webhook" && { webhooks: { w: { post: { ...OK, ...(value as object) } } } }),
    components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
  });
}

/** What we say of an example: each finding with its evidence, and a proof where nothing breaks. */
export async function shownFor({ spot, before, after }: Example): Promise<readonly string[]> {
  const [old, next] = [one(documentOf(spot, before)), one(documentOf(spot, after))];
  const findings = (await diff(old, next)).filter(({ direction }) => direction === "backward");
  const said = findings.flatMap((finding) => [
    [finding.level, ...tolerancesOf(finding).map((name) => `(${name})`), finding.id].join(" "),
    finding.witness
      ? `  ${finding.witness.outcome}: ${payloadLines(finding.witness.payload).join(" | ")}`
      : `  ${finding.noWitness}`,
  ]);
  if (findings.some(({ level }) => level === "breaking")) return said;
  const proofs = await proveUnbroken(old, next);
  const lines = proofs.flatMap(({ proved, lines }) => (proved ? lines : []));
  return [...(said.length === 0 ? ["compatible"] : said), ...lines.map((line) => line.replace(/ \(\d+ steps?\)/, ""))];
}

/** True where every witness of an example replays. */
export async function replays({ spot, before, after }: Example): Promise<boolean> {
  const findings = await diff(one(documentOf(spot, before)), one(documentOf(spot, after)));
  const outcomes = await Promise.all(
    findings.flatMap(({ witness }) => (witness === null ? [] : [openapi.replay(JSON.parse(canonicalJson(witness)))])),
  );
  return outcomes.every(({ reproduced }) => reproduced);
}
