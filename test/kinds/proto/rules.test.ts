import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { BUF_RULES } from "../../../src/kinds/proto/buf/rules.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { loadBoth, outline, side } from "./fixture.ts";

const RULES = "test/fixtures";
const TRUTH = "test/fixtures/proto-truth";
// What was retired before is not in the two versions: those rows have tests of their own.
const inTwoVersions = proto.rules.filter(({ id }) => !id.endsWith("-after-retirement"));
const folders = [
  ...inTwoVersions.map(({ id }) => ({ name: id, folder: `${RULES}/${id}`, rule: true })),
  ...readdirSync(TRUTH).map((name) => ({ name, folder: `${TRUTH}/${name}`, rule: false })),
];

describe("rule rows", () => {
  it("each have one id, a mirror that names them back, and what a reader needs", () => {
    const rows = new Map(proto.rules.map((rule) => [rule.id, rule]));
    expect(rows.size).toBe(proto.rules.length);
    for (const rule of proto.rules) {
      expect(rule.id).toMatch(/^proto(\.[a-z0-9-]+){2}$/);
      expect([rule.meaning, rule.why, rule.instead].every((text) => text.length > 5)).toBe(true);
      const mirror = rows.get(rule.mirror);
      expect(mirror, `${rule.id} has no mirror`).toBeDefined();
      if (rule.id !== "proto.oneof.case-added") expect(mirror?.mirror).toBe(rule.id);
    }
  });

  it("name every rule that buf has", () => {
    const named = new Set(proto.rules.flatMap(({ peers }) => peers.buf));
    expect(BUF_RULES.filter((id) => !named.has(id))).toEqual([]);
    expect([...named].filter((id) => !(BUF_RULES as readonly string[]).includes(id))).toEqual([]);
  });

  it("have no fixture folder without a row", () => {
    const known = new Set(proto.rules.map(({ id }) => id));
    expect(readdirSync(RULES).filter((name) => name.startsWith("proto.") && !known.has(name))).toEqual([]);
  });
});

const options = { tolerances: DEFAULT_IN_FORCE.tolerances };
const turned = { backward: "forward", forward: "backward" } as const;
const coordinates = ({ surface, element, witness }: Finding, direction: string): string =>
  [direction, surface, element, witness?.outcome ?? "none"].join(" ");

describe("fixtures", () => {
  it("have two identities: what two versions are taken for the same by, no comparison looks at again", async () => {
    for (const { name, folder } of folders) {
      const [before, after] = await Promise.all(
        (["before", "after"] as const).map((one) => proto.load(side(folder, one), DEFAULT_LOAD)),
      );
      expect(before?.identity, name).not.toBe(after?.identity);
    }
  });

  it.each(folders)("$name", async ({ name, folder, rule }) => {
    expect(existsSync(folder)).toBe(true);
    const pair = await loadBoth(side(folder, "before"), side(folder, "after"));
    const findings = await proto.compare(pair.before, pair.after, options);
    const expected: unknown = JSON.parse(readFileSync(`${folder}/expect.json`, "utf8"));
    expect(findings.map(outline)).toEqual(expected);
    if (rule) expect(findings.map(({ id }) => id)).toContain(name);
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
    for (const finding of findings) {
      if (finding.witness) expect((await proto.replay(structuredClone(finding.witness))).reproduced).toBe(true);
      else expect(finding.noWitness).toBeTruthy();
      expect(finding.message).not.toMatch(/undefined|\[object/);
    }
    const back = await proto.compare(pair.after, pair.before, options);
    const swapped = new Set(back.map((finding) => coordinates(finding, turned[finding.direction])));
    expect([...swapped].sort()).toEqual([...new Set(findings.map((f) => coordinates(f, f.direction)))].sort());
  });
});
