import { describe, expect, it } from "vitest";
import { canIDeploy, neededComparisons } from "../../src/gate/index.ts";
import { type Estate, estate, finding } from "./estate.ts";

const ask = (given: Estate) => canIDeploy(estate(given));
const REUSED = finding({ id: "proto.field.number-reused-after-retirement", surface: "wire", fingerprint: "5" });
/** 1.0 had the number, 2.0 (live) retired it, 3.0 has it again: nothing differs for those who know 2.0 alone. */
const LATER: Estate = {
  ask: ["orders@3.0"],
  live: ["orders@2.0"],
  interfaces: [
    { of: "orders@2.0", content: "without" },
    { of: "orders@3.0", content: "again" },
  ],
  numbers: [{ application: "orders" }],
  comparisons: [
    { before: "without", after: "again" },
    { before: "numbers", after: "again", findings: [REUSED] },
  ],
};

describe("Retired numbers", () => {
  it("removed in 2.0 (deployed), reused in 3.0 while only 2.0 is live: no", () => {
    const verdict = ask(LATER);
    expect(verdict).toMatchObject({ verdict: "no", reason: "interface-break" });
    expect(verdict.checks[0]).toMatchObject({
      ...{ type: "interface", state: "failed", against: null, consumer: null },
      message:
        "openapi interface of orders 3.0 gives retired numbers another meaning: 1 breaking finding; no published contract is hit",
      findings: [{ fingerprint: "5" }],
    });
    expect(verdict.next).toBe("tally accept 5 -a orders --reason REASON --owner OWNER --until DATE");
  });
  it("reuse is found whenever it comes, also where nothing is live", () => {
    expect(ask({ ...LATER, live: [] }).verdict).toBe("no");
  });
  it("a version that reuses none passes, and says so", () => {
    const comparisons = [
      { before: "without", after: "again" },
      { before: "numbers", after: "again" },
    ];
    const verdict = ask({ ...LATER, comparisons });
    expect(verdict).toMatchObject({ verdict: "yes", summary: { satisfied: 2 } });
    expect(verdict.checks.map(({ message }) => message)).toContain(
      "openapi interface of orders 3.0 gives no retired number another meaning",
    );
  });
  it("in force as usual: backward, on the wire", () => {
    expect(ask({ ...LATER, inForce: { directions: ["forward"] } }).verdict).toBe("yes");
    expect(ask({ ...LATER, inForce: { surfaces: ["http", "json"] } }).verdict).toBe("yes");
  });
  it("acceptances apply by fingerprint, as long as they hold", () => {
    const accepted = { ...LATER, acceptances: [{ application: "orders", fingerprint: "5", until: "2026-06-30" }] };
    const verdict = ask(accepted);
    expect(verdict.verdict).toBe("yes");
    expect(verdict.checks.map(({ reason }) => reason)).toContain("accepted");
    expect(ask({ ...accepted, now: "2026-07-01T00:00:00Z" }).verdict).toBe("no");
    expect(ask({ ...LATER, acceptances: [{ application: "web", fingerprint: "5" }] }).verdict).toBe("no");
  });
  it("what is live already in this very meaning is not decided anew", () => {
    expect(ask({ ...LATER, live: ["orders@2.0", "orders@3.0"] }).verdict).toBe("yes");
    const same = { of: "orders@3.0", content: "again" };
    const twin = { of: "orders@4.0", content: "again" };
    expect(ask({ ...LATER, ask: ["orders@4.0"], live: ["orders@3.0"], interfaces: [same, twin] }).verdict).toBe("yes");
  });
  it("unknown, never yes, while the numbers or their comparison are not there", () => {
    const waiting = { verdict: "unknown", reason: "comparison-running" };
    const [first] = LATER.comparisons!;
    expect(ask({ ...LATER, comparisons: [first!] })).toMatchObject(waiting);
    const running: Estate = { ...LATER, numbers: [{ application: "orders", content: null, state: "running" }] };
    expect(ask(running)).toMatchObject(waiting);
    const failed = { application: "orders", content: null, state: "failed", error: "it is too large" } as const;
    const verdict = ask({ ...LATER, numbers: [failed] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "comparison-failed" });
    expect(verdict.checks[0]?.message).toContain("it is too large");
  });
  it("a reuse that is known is a no, whatever else is not known yet", () => {
    expect(ask({ ...LATER, numbers: [{ application: "orders", state: "running" }] }).verdict).toBe("no");
  });
  it("are those of the same application, kind and name, or of the name that the interface had", () => {
    for (const other of [
      { application: "web" },
      { application: "orders", kind: "proto" },
      { application: "orders", name: "old" },
    ])
      expect(ask({ ...LATER, numbers: [other] }).verdict).toBe("yes");
    const [live, again] = LATER.interfaces!;
    const renamed = [
      { ...live!, name: "old" },
      { ...again!, name: "new", formerly: "old" },
    ];
    expect(ask({ ...LATER, interfaces: renamed, numbers: [{ application: "orders", name: "old" }] }).verdict).toBe(
      "no",
    );
  });
  it("are needed as comparisons of the set with what is offered", () => {
    const facts = estate({ ...LATER, comparisons: [] });
    expect(neededComparisons(facts)).toEqual([
      { kind: "openapi", before: "numbers", after: "again" },
      { kind: "openapi", before: "without", after: "again" },
    ]);
    const { retired: _, ...before } = facts;
    expect(neededComparisons(before)).toHaveLength(1);
  });
});
