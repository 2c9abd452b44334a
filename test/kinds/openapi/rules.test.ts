import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diff, loadBoth, outline, side } from "./fixture.ts";

const RULES = "test/fixtures";
const folders = openapi.rules.map(({ id }) => id);
const rows = new Map(openapi.rules.map((rule) => [rule.id, rule]));

describe("rule rows", () => {
  it("each have one id, a mirror that names them back, and what a reader needs", () => {
    expect(rows.size).toBe(openapi.rules.length);
    for (const rule of openapi.rules) {
      expect(rule.id).toMatch(/^openapi(\.[a-z0-9-]+){2}$/);
      expect([rule.meaning, rule.why, rule.instead].every((text) => text.length > 5)).toBe(true);
      expect(rows.get(rule.mirror)?.mirror, `${rule.id} and its mirror`).toBe(rule.id);
    }
  });

  it("have no fixture folder without a row", () => {
    const named = readdirSync(RULES).filter((name) => name.startsWith("openapi."));
    expect(named.filter((name) => !rows.has(name))).toEqual([]);
  });
});

const turned = { backward: "forward", forward: "backward" } as const;

/** A finding as the swapped comparison must show it. */
const swappedView = (finding: Finding): string =>
  [rows.get(finding.id)?.mirror, turned[finding.direction], finding.level, finding.witness?.outcome ?? "none"].join(
    " ",
  );

const view = ({ id, direction, level, witness }: Finding): string =>
  [id, direction, level, witness?.outcome ?? "none"].join(" ");

/** Promises about the future and names in source code are no messages: turning them round is another story. */
const isAboutMessages = ({ id, surface }: Finding): boolean =>
  surface === "http" && !/sunset|stability|deprecated|reactivated/.test(id);

describe("fixtures", () => {
  it.each(folders)("%s", async (name) => {
    const folder = `${RULES}/${name}`;
    expect(existsSync(folder), "a fixture folder").toBe(true);
    const [before, after] = [side(folder, "before"), side(folder, "after")];
    const findings = await diff(before, after);
    // what two versions are taken for the same by, no comparison looks at again
    const pair = await loadBoth(before, after);
    expect(pair.before.identity).not.toBe(pair.after.identity);
    const expected: unknown = JSON.parse(readFileSync(`${folder}/expect.json`, "utf8"));
    expect(findings.map(outline)).toEqual(expected);
    expect(findings.map(({ id }) => id)).toContain(name);
    expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(findings.length);
    for (const finding of findings) {
      if (finding.witness) {
        const alone = JSON.parse(JSON.stringify(finding.witness));
        expect((await openapi.replay(alone)).reproduced).toBe(true);
      } else expect(finding.noWitness).toBeTruthy();
      expect(finding.message).not.toMatch(/undefined|\[object|NaN/);
    }
    const back = (await diff(after, before)).filter(isAboutMessages);
    expect(back.map(view).sort()).toEqual(findings.filter(isAboutMessages).map(swappedView).sort());
  });
});
