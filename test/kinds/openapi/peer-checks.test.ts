import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { judge, type Outcome, type Row } from "../../../scripts/conformance-openapi-judge.ts";

/** The targets of oasdiff's check ids, in the order of the levels in peer-checks.jsonl. */
const TARGETS = [
  "request-body-",
  "request-property-",
  "request-parameter-",
  "request-parameter-property-",
  "response-body-",
  "response-property-",
  "response-header-",
] as const;

type Target = (typeof TARGETS)[number];

/** One aspect of the peer's checks (1.28): a pair of schemas that shows it, and its level for each target. */
interface Check {
  readonly aspect: string;
  /** One letter a target: error, warning, information, or `-` where there is no such id. */
  readonly levels: string;
  /** True where the aspect is about a property inside of the pair, not about the pair. */
  readonly inside?: boolean;
  readonly before: unknown;
  readonly after: unknown;
}

const LEVELS = { E: "ERR", W: "WARN", I: "INFO" } as const;

/** Where we do not say breaking though the peer says ERR; docs/peers/oasdiff.md says why, the run shows it. */
const DIFFERENT = [
  "request-body-prefix-items-removed",
  "request-body-wrapped-in-one-of",
  "request-parameter-became-not-nullable",
  "request-parameter-default-value-added",
  "request-parameter-list-of-types-narrowed",
  "request-parameter-property-became-not-nullable",
  "request-parameter-property-list-of-types-narrowed",
  "request-parameter-type-changed",
  "request-property-prefix-items-removed",
  "response-body-prefix-items-added",
  "response-body-unevaluated-properties-removed",
  "response-header-became-nullable",
  "response-header-type-changed",
  "response-property-prefix-items-added",
  "response-property-unevaluated-properties-removed",
];

const CHECKS: readonly Check[] = readFileSync("test/kinds/openapi/peer-checks.jsonl", "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

/** A document of one operation with the schema at a target. */
function documentOf(target: Target, inside: boolean, schema: unknown): string {
  const whole = inside || !target.includes("property") ? schema : { type: "object", properties: { p: schema } };
  const content = { "application/json": { schema: whole } };
  const answer = (more: object) => ({ responses: { "200": { description: "d", ...more } } });
  const operations: Readonly<Record<Target, object>> = {
    "request-body-": { requestBody: { content }, ...answer({}) },
    "request-property-": { requestBody: { content }, ...answer({}) },
    "request-parameter-": { parameters: [{ name: "q", in: "query", schema: whole }], ...answer({}) },
    "request-parameter-property-": { parameters: [{ name: "q", in: "query", schema: whole }], ...answer({}) },
    "response-body-": answer({ content }),
    "response-property-": answer({ content }),
    "response-header-": answer({ headers: { q: { schema: whole } } }),
  };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: { "/a": { post: operations[target] } },
    components: { schemas: { X: { type: "object" }, Y: { type: "object" } } },
  });
}

const rows: readonly Row[] = CHECKS.flatMap(({ aspect, levels, inside = false, before, after }) =>
  TARGETS.flatMap((target, index) => {
    const level = LEVELS[levels[index] as keyof typeof LEVELS];
    if (level === undefined) return [];
    const expected = [{ id: target + aspect, level, operation: "POST", path: "/a", text: "`q`" }];
    return {
      name: target + aspect,
      base: documentOf(target, inside, before),
      revision: documentOf(target, inside, after),
      expected,
    };
  }),
);

const isMissed = ({ differences }: Outcome): boolean => differences.some(({ says }) => says.startsWith("it says ERR"));

it("each check of the peer is answered as it is, or with a witness or a proof", async () => {
  const outcomes: Outcome[] = [];
  for (const row of rows) outcomes.push(await judge(row));
  const name = ({ row }: Outcome): string => row.name;
  expect(outcomes.length).toBeGreaterThan(300);
  expect([...new Set(outcomes.filter(isMissed).map(name))].sort()).toEqual(DIFFERENT);
  const bare = outcomes.filter(({ differences }) => differences.some(({ shown }) => shown.length === 0));
  expect(bare.map(name)).toEqual([]);
  const unnamed = outcomes
    .filter(({ row }) => row.expected.some(({ level }) => level === "ERR"))
    .filter((outcome) => !isMissed(outcome))
    .filter(({ row, findings }) => !findings.some(({ peers }) => peers.oasdiff.includes(row.expected[0]?.id ?? "")));
  expect(unnamed.map(name)).toEqual([]);
}, 60_000);
