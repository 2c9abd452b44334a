import { expect, test } from "vitest";
import { applyExemptions } from "../../src/core/exemption.ts";
import type { Finding } from "../../src/core/finding.ts";
import { grantWords, isUnconditional, strictestGrants } from "../../src/core/leniency.ts";
import { applyPreset, PRESETS } from "../../src/core/preset.ts";
import { DEFAULT_IN_FORCE, summarise } from "../../src/core/verdict.ts";
import { KINDS } from "../../src/kinds/index.ts";

const finding = (more: Partial<Finding> = {}): Finding => ({
  id: "proto.field.removed",
  fingerprint: "00000000000000aa",
  level: "breaking",
  direction: "backward",
  surface: "wire",
  operation: null,
  element: "a.M.f",
  before: null,
  after: null,
  message: "f is gone",
  witness: null,
  peers: { buf: [], oasdiff: [] },
  ...more,
});
const exemption = { fingerprint: "00000000000000aa", owner: "ada", reason: "nobody reads it", until: "2026-11-21" };
const summary = (findings: readonly Finding[], inForce = DEFAULT_IN_FORCE) =>
  summarise("proto", "1", findings, inForce);

test("an exempted finding stays listed and does not count, until its last day is over", () => {
  const on = (now: string) => summary(applyExemptions([finding()], [exemption], now));
  expect(on("2026-11-21T23:59:59Z")).toMatchObject({ verdict: "compatible", counts: { breaking: 0 } });
  expect(on("2026-11-21T23:59:59Z").findings[0]?.exemption).toMatchObject({ owner: "ada", expired: false });
  expect(on("2026-11-22T00:00:00Z")).toMatchObject({ verdict: "breaking", counts: { breaking: 1 } });
  expect(on("2026-11-22T00:00:00Z").findings[0]?.exemption).toMatchObject({ expired: true });
});

test("an exemption covers its own finding only", () => {
  const other = finding({ fingerprint: "00000000000000bb" });
  expect(summary(applyExemptions([finding(), other], [exemption], "2026-01-01")).counts.breaking).toBe(1);
});

test("the next version number follows from what old callers meet", () => {
  const bump = (...findings: Finding[]) => summary(findings).advice.bump;
  expect(bump()).toBe("patch");
  expect(bump(finding())).toBe("major");
  expect(bump(finding({ level: "undecided" }))).toBe("major");
  expect(bump(finding({ level: "risky" }))).toBe("minor");
  expect(bump(finding({ direction: "forward" }))).toBe("minor");
  expect(bump(finding({ surface: "source" }))).toBe("patch");
  expect(bump(finding({ exemption: { owner: "a", reason: "b", until: "2030-01-01", expired: false } }))).toBe("minor");
});

test.each([
  ["breaking", "1.2.3", "1.3.0", false, "2.0.0"],
  ["breaking", "1.2.3", "2.0.0", true, "2.0.0"],
  ["breaking", "v1.2.3+x", "v2.0.0-rc.1", true, "2.0.0"],
  ["breaking", "0.4.1", "0.4.2", false, "0.5.0"],
  ["breaking", "0.4.1", "0.5.0", true, "0.5.0"],
  ["breaking", "2.0.0-rc.1", "2.0.0-rc.2", true, "2.0.0"],
  ["risky", "1.2.3", "1.2.4", false, "1.3.0"],
  ["risky", "1.9.0", "1.10.0", true, "1.10.0"],
  ["breaking", "1.2.3", "0.9.0", false, "2.0.0"],
  ["breaking", "2026-01", "2026-02", null, null],
  ["breaking", "1.2", "2", true, "2.0.0"],
  ["breaking", "1.02", "2.0", null, null],
] as const)("%s from %s to %s: %s, %s", (level, before, after, enough, next) => {
  const { advice } = summarise("openapi", "0", [finding({ level })], DEFAULT_IN_FORCE, [], { before, after });
  expect(advice.declared).toEqual({ before, after, enough, next });
  const none = summarise("openapi", "0", [], DEFAULT_IN_FORCE, [], { before, after }).advice;
  expect([none.bump, none.declared?.enough]).toEqual([
    "patch",
    after === "0.9.0" ? false : enough === null ? null : true,
  ]);
});

test("advice looks backward whatever blocks", () => {
  const forward = { ...DEFAULT_IN_FORCE, directions: ["forward"] as const };
  expect(summary([finding()], forward).advice.bump).toBe("major");
});

test("a preset raises what its guideline forbids, whatever else forgives it", () => {
  const zalando = PRESETS.find(({ name }) => name === "zalando")!;
  const risky = finding({ id: "openapi.response.property-removed", level: "risky", surface: "http" });
  expect(applyPreset([risky], zalando)[0]).toMatchObject({
    level: "breaking",
    noWitness: "the zalando guideline forbids it",
  });
  const [raised] = applyPreset([{ ...risky, tolerance: "undeclared-names-absent" }], zalando);
  expect([raised?.level, raised?.tolerance]).toEqual(["breaking", undefined]);
  const grown = finding({ id: "openapi.response.enum-grown", level: "risky", tolerance: "extensible-enums" });
  expect(applyPreset([grown], zalando)[0]?.level).toBe("risky");
  expect(applyPreset([risky], PRESETS.find(({ name }) => name === "default")!)[0]?.level).toBe("risky");
});

test("every rule that a preset forbids exists", async () => {
  const kinds = await Promise.all(KINDS.map((entry) => entry.load()));
  const ids = new Set(kinds.flatMap(({ rules }) => rules.map((rule) => rule.id)));
  expect(PRESETS.flatMap(({ forbids }) => forbids).filter((id) => !ids.has(id))).toEqual([]);
});

test("of grants with one name the strictest counts, whatever their order, and it is said in words", () => {
  const removal = { name: "deprecated-removal" } as const;
  const [young, two, long] = [
    { name: "unstable-packages" } as const,
    { ...removal, releases: 2 },
    { ...removal, days: 1 },
  ];
  const strictest = [young, { ...removal, releases: 2, days: 1 }];
  expect(strictestGrants([long, removal, young, two])).toEqual(strictest);
  expect(strictestGrants([two, { ...removal, releases: 1 }, long, young])).toEqual(strictest);
  expect(strictestGrants([removal])).toEqual([removal]);
  expect(strictest.map(grantWords)).toEqual(["unstable-packages", "deprecated-removal after 2 releases and 1 day"]);
  expect([removal, two, long].map(isUnconditional)).toEqual([true, false, false]);
});
