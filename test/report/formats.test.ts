import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { DEFAULT_IN_FORCE, summarise } from "../../src/core/verdict.ts";
import type { Witness } from "../../src/core/witness.ts";
import { clean, printable } from "../../src/report/clean.ts";
import { FORMATS, findFormat } from "../../src/report/index.ts";
import type { ReportInput } from "../../src/report/report.ts";

const HOSTILE = `<script>&"'|%\n::error::~~~\u0001`;

const witness: Witness = {
  kind: "openapi",
  payload: {
    type: "http-response",
    status: 200,
    headers: { "content-type": "application/json" },
    body: `{"a":"${HOSTILE}"}`,
  },
  producer: "after",
  reader: "before",
  outcome: "rejected",
  wrote: "a refund",
  read: "not one of placed, paid",
  context: {},
};

const finding = (more: Partial<Finding>): Finding => ({
  id: "openapi.response.enum-grown",
  fingerprint: "0123456789abcdef",
  level: "breaking",
  direction: "backward",
  surface: "http",
  operation: "GET /orders/{id}",
  element: "response.200.body.status",
  before: { file: "old.yaml", line: 3, column: 5, endLine: 3, endColumn: 9 },
  after: { file: `new ${HOSTILE}.yaml`, line: 4, column: 5, endLine: 4, endColumn: 9 },
  message: `status may now be ${HOSTILE}`,
  witness,
  peers: { buf: [], oasdiff: ["response-property-enum-value-added"] },
  ...more,
});

const input = (findings: readonly Finding[]): ReportInput => ({
  comparison: summarise("openapi", "1.0.0", findings, DEFAULT_IN_FORCE),
  labels: { before: "old.yaml", after: "new.yaml" },
  snippet: (side) => `${side} ${HOSTILE}`,
  colour: false,
});

const samples = {
  empty: input([]),
  breaking: input([finding({})]),
  mixed: input([
    finding({ level: "undecided", witness: null, noWitness: "the budget ended" }),
    finding({ level: "risky", tolerance: "extensible-enums" }),
    finding({ direction: "forward" }),
    finding({ level: "safe", witness: null, before: null, after: null, operation: null, operations: ["a", "b"] }),
  ]),
};

test("every format renders every sample, always to the same bytes", () => {
  for (const format of FORMATS) {
    for (const sample of Object.values(samples)) {
      const rendered = format.render(sample);
      expect(rendered.length).toBeGreaterThan(0);
      expect(format.render(sample)).toBe(rendered);
      expect(rendered).not.toContain("\u001b");
    }
  }
});

test("the JSON is what its published schema says, and the schema refuses other things", () => {
  const schema = JSON.parse(readFileSync("docs/schemas/diff.schema.json", "utf8"));
  const valid = new Ajv2020({ strict: false }).compile(schema);
  for (const sample of Object.values(samples)) {
    expect(valid(JSON.parse(findFormat("json").render(sample))), JSON.stringify(valid.errors)).toBe(true);
  }
  expect(valid({ ...samples.breaking.comparison, verdict: "maybe" })).toBe(false);
});

test("SARIF is what its published schema says, and the schema refuses other things", () => {
  const schema = JSON.parse(readFileSync("test/fixtures/sarif/sarif-2.1.0.json", "utf8"));
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  formats.default(ajv);
  const valid = ajv.compile(schema);
  for (const sample of Object.values(samples)) {
    const log = JSON.parse(findFormat("sarif").render(sample));
    expect(valid(log), JSON.stringify(valid.errors)).toBe(true);
    const results: readonly { ruleId: string; ruleIndex: number }[] = log.runs[0].results;
    for (const { ruleId, ruleIndex } of results) expect(log.runs[0].tool.driver.rules[ruleIndex].id).toBe(ruleId);
  }
  const log = JSON.parse(findFormat("sarif").render(samples.breaking));
  expect(valid({ ...log, version: "2.2.0" })).toBe(false);
  log.runs[0].results[0].level = "fatal";
  expect(valid(log)).toBe(false);
});

test("a path in SARIF is a relative URI whatever letters it has", () => {
  const odd = "a b/c#d?e:f%g/\ud800.yaml";
  const place = { file: odd, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const log = JSON.parse(findFormat("sarif").render(input([finding({ after: place })])));
  const { uri } = log.runs[0].results[0].locations[0].physicalLocation.artifactLocation;
  expect(new URL(uri, "file:///root/").pathname).toBe("/root/a%20b/c%23d%3Fe%3Af%25g/%EF%BF%BD.yaml");
});

test("a comment in Markdown stays below what GitHub takes, and says what it leaves out", () => {
  const many = Array.from({ length: 5_000 }, (_, index) => finding({ message: `number ${index} ${HOSTILE}` }));
  const text = findFormat("markdown").render(input(many));
  expect(text.length).toBeLessThan(65_536);
  const shown = text.split("\n").filter((line) => line.startsWith("| ❌")).length;
  expect(shown).toBeGreaterThan(100);
  expect(text).toContain(`${5_000 - shown} more in force`);
  const long = findFormat("markdown").render(input([finding({ message: "x".repeat(200_000) })]));
  expect(long.length).toBeLessThan(65_536);
});

test("the HTML file loads nothing from outside", () => {
  const page = findFormat("html").render(samples.mixed);
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/(?:src|href|url|@import)\s*[=(]/);
});

test("GitLab gets each field that its documentation asks for", () => {
  const issues: readonly Record<string, unknown>[] = JSON.parse(findFormat("gitlab").render(samples.mixed));
  expect(issues).toHaveLength(3);
  for (const issue of issues) {
    expect(Object.keys(issue).sort()).toEqual(["check_name", "description", "fingerprint", "location", "severity"]);
    expect(["info", "minor", "major", "critical", "blocker"]).toContain(issue.severity);
    expect(issue.location).toMatchObject({ path: expect.any(String), lines: { begin: expect.any(Number) } });
  }
});

test("the verdict covers what is in force only, the verdicts both directions", () => {
  const { comparison } = input([finding({ direction: "forward" })]);
  expect(comparison).toMatchObject({
    verdict: "compatible",
    verdicts: { backward: "compatible", forward: "breaking" },
  });
  expect(comparison.counts.breaking).toBe(0);
});

test("nothing that comes from a document can end a tag, an annotation or an XML document", () => {
  expect(findFormat("html").render(samples.mixed)).not.toContain("<script");
  const [table, proof] = findFormat("markdown").render(samples.breaking).split("<details>");
  expect(table).not.toContain("<script>");
  expect(proof?.split("~~~~")).toHaveLength(3);
  expect(findFormat("text").render(samples.mixed)).toContain("\\u0001");
  const xml = findFormat("junit").render(samples.mixed);
  expect(xml).not.toContain("<script");
  expect(xml).not.toContain("\u0001");
  const annotations = findFormat("github").render(samples.breaking).split("\n");
  expect(annotations[0]).toMatch(/^::error file=/);
  expect(annotations.filter((line) => line.startsWith("::"))).toHaveLength(1);
});

test("a name from a document formats nothing in Markdown, links nowhere and calls nobody", () => {
  const names =
    "[pay](https://evil.example) ![x](https://evil.example/x.png) @team/all *b* _i_ `c` ~~s~~ $x$ a|b <b> &amp;";
  const page = findFormat("markdown").render({
    ...input([finding({ message: `${names} user_id \u202e`, operation: names, after: null, before: null })]),
    labels: { before: names, after: names },
  });
  const [shown = ""] = page.split("~~~~");
  expect(shown).not.toMatch(/[[\]`*~$]|\b_i_\b|\\u202e/);
  expect(shown).not.toMatch(/@\w/);
  expect(shown).toContain("user_id");
  const row = shown.split("\n").find((line) => line.startsWith("| ❌")) ?? "";
  expect(row.split("|")).toHaveLength(5);
  const decoded = row
    .replaceAll("<!-- -->", "")
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  expect(decoded).toContain(names);
});

test("no text from a document is a command to the CI system that logs it", () => {
  const orders = [
    "::add-mask::x",
    "  ::error::x",
    "##[add-path]x",
    "a ##vso[task.setvariable variable=a]b",
    "##TeamCity[x]",
  ];
  for (const order of orders) {
    const body = `\n${order}`;
    const text = findFormat("text").render({
      ...input([finding({ message: order, witness: { ...witness, payload: { type: "json", text: body } } })]),
      snippet: () => order,
    });
    for (const line of text.split("\n")) expect(line).not.toMatch(/^\s*::|##(vso|teamcity)?\[/i);
    expect(printable(order)).not.toMatch(/^\s*::|##(vso|teamcity)?\[/i);
  }
  expect(clean("a::b\n# c #[d] ## e")).toBe("a::b\n# c #[d] ## e");
});

test("JUnit counts breaking as failures and undecided as errors", () => {
  expect(findFormat("junit").render(samples.breaking)).toContain('tests="1" failures="1" errors="0"');
  expect(findFormat("junit").render(samples.mixed)).toContain('tests="3" failures="0" errors="1"');
});

test("the text begins with the answer and ends with what to type next", () => {
  const lines = findFormat("text").render(samples.breaking).trimEnd().split("\n");
  expect(lines[0]).toBe("BREAKING: 1 breaking (backward on wire, json, rpc, http)");
  expect(lines.at(-1)).toContain("tally replay report.json");
});

test("SARIF and GitLab carry fingerprint and place", () => {
  const log = JSON.parse(findFormat("sarif").render(samples.breaking));
  expect(log.runs[0].results[0]).toMatchObject({
    level: "error",
    partialFingerprints: { "tallystick/v1": "0123456789abcdef" },
  });
  expect(log.runs[0].results[0].locations[0].physicalLocation.region).toMatchObject({ startLine: 4, startColumn: 5 });
  expect(JSON.parse(findFormat("gitlab").render(samples.breaking))[0]).toMatchObject({
    severity: "critical",
    location: { lines: { begin: 4 } },
  });
});

test("the text ends with the command that shows more, where there is more", () => {
  const last = (given: ReportInput) => findFormat("text").render(given).trimEnd().split("\n").at(-1) ?? "";
  const labels = { before: "old file.yaml", after: "new.yaml" };
  expect(last({ ...samples.breaking, labels })).toBe(
    "Replay the proof: tally diff 'old file.yaml' new.yaml --format json -o report.json && tally replay report.json",
  );
  expect(last(input([finding({ direction: "forward" })]))).toContain("--direction full");
  expect(last(samples.empty)).not.toContain("tally diff");
  const both = summarise("openapi", "1.0.0", [], { ...DEFAULT_IN_FORCE, directions: ["backward", "forward"] });
  expect(last({ ...samples.empty, comparison: both })).not.toContain("tally diff");
});

test("what is too long to be shown is no removed line where something came into it", () => {
  const came = finding({
    before: { file: "old.yaml", line: 3, column: 5, endLine: 30, endColumn: 9 },
    after: { file: "new.yaml", line: 4, column: 5, endLine: 4, endColumn: 9 },
  });
  const text = (shown: Finding) =>
    findFormat("text")?.render({ ...input([shown]), snippet: (side) => `${side}: text` }) ?? "";
  expect(text(came)).toContain("\n    before: text  (old.yaml:3:5)\n  + after: text\n");
  expect(text(finding({}))).toContain("\n  - before: text  (old.yaml:3:5)\n  + after: text\n");
});
