import { describe, expect, it } from "vitest";
import { canIDeploy } from "../../src/gate/index.ts";
import { type Estate, estate, finding } from "./estate.ts";

const ask = (given: Estate) => canIDeploy(estate(given));
const INTERFACES = [
  { of: "orders@1", content: "old" },
  { of: "orders@2", content: "new" },
];
const compared = (...findings: ReturnType<typeof finding>[]) => [{ before: "old", after: "new", findings }];
const OWN = { ask: ["orders@2"], live: ["orders@1"], interfaces: INTERFACES };

describe("What is in force", () => {
  it("both directions and all surfaces are always computed and listed; the verdict covers only those in force", () => {
    const forward = finding({ direction: "forward" });
    const source = finding({ surface: "source", fingerprint: "5" });
    const verdict = ask({ ...OWN, comparisons: compared(forward, source) });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.checks[0]?.findings).toHaveLength(2);
    expect(verdict.checks[0]?.reason).toBe("interface-compatible");
  });
  it("backward, forward and full name what blocks", () => {
    const forward = compared(finding({ direction: "forward" }));
    expect(ask({ ...OWN, comparisons: forward, inForce: { directions: ["forward"] } }).verdict).toBe("no");
    expect(ask({ ...OWN, comparisons: forward, inForce: { directions: ["backward", "forward"] } }).verdict).toBe("no");
    const backward = compared(finding());
    expect(ask({ ...OWN, comparisons: backward, inForce: { directions: ["forward"] } }).verdict).toBe("yes");
  });
  it("the default is backward", () => {
    expect(ask({ ...OWN, comparisons: compared(finding()) }).verdict).toBe("no");
    expect(ask({ ...OWN, comparisons: compared(finding({ direction: "forward" })) }).verdict).toBe("yes");
  });
  it("never source in the gate", () => {
    const source = compared(finding({ surface: "source" }));
    expect(ask({ ...OWN, comparisons: source }).verdict).toBe("yes");
    const asked = ask({ ...OWN, comparisons: source, inForce: { surfaces: ["source", "http"] } });
    expect(asked).toMatchObject({ verdict: "yes", inForce: { surfaces: ["http"] } });
  });
});

describe("Tolerances", () => {
  const tolerated = finding({ level: "risky", tolerance: "ignore-unknown-fields" });
  it("tolerances turn a strict break into risky and keep the witness", () => {
    const verdict = ask({ ...OWN, comparisons: compared(tolerated) });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.checks[0]?.findings[0]).toMatchObject({ level: "risky", witness: { kind: "openapi" } });
  });
  it("a tolerance that is not in force does not forgive", () => {
    expect(ask({ ...OWN, comparisons: compared(tolerated), inForce: { tolerances: [] } }).verdict).toBe("no");
  });
  it("the strictness of a reader comes from its deployed version: a consumer's copy", () => {
    const base: Estate = {
      ask: ["orders@2"],
      live: ["web@7"],
      interfaces: [{ of: "orders@2", content: "new" }],
      copies: [{ of: "web@7 -> orders", content: "old" }],
      comparisons: compared(tolerated),
    };
    expect(ask(base).verdict).toBe("yes");
    const strict = ask({ ...base, strict: { "web@7": ["ignore-unknown-fields"] } });
    expect(strict).toMatchObject({ verdict: "no", reason: "copy-broken" });
    expect(strict.checks[0]?.findings[0]?.level).toBe("breaking");
    expect(ask({ ...base, strict: { "orders@2": ["ignore-unknown-fields"] } }).verdict).toBe("yes");
  });
  it("the strictness of a reader comes from its deployed version: a consumer with a pact", () => {
    const base: Estate = {
      ...OWN,
      live: ["orders@1", "web@7"],
      pacts: [{ of: "web@7 -> orders", by: ["2"] }],
      comparisons: compared(tolerated),
    };
    expect(ask(base).verdict).toBe("yes");
    expect(ask({ ...base, strict: { "web@7": ["ignore-unknown-fields"] } }).verdict).toBe("no");
    expect(ask({ ...base, strict: { "web@7": ["ignore-unknown-fields"] }, ignore: ["web"] }).verdict).toBe("yes");
  });
  it("the strictness of a reader comes from its deployed version: the provider itself", () => {
    const request = finding({
      level: "risky",
      tolerance: "undeclared-names-absent",
      witness: { ...finding().witness!, producer: "before", reader: "after" },
    });
    expect(ask({ ...OWN, comparisons: compared(request) }).verdict).toBe("yes");
    expect(
      ask({ ...OWN, comparisons: compared(request), strict: { "orders@2": ["undeclared-names-absent"] } }).verdict,
    ).toBe("no");
  });
  it("a strict break without a witness stays open: unknown, not no", () => {
    const open = finding({ level: "risky", tolerance: "ignore-unknown-fields", witness: null, noWitness: "not built" });
    expect(ask({ ...OWN, comparisons: compared(open), inForce: { tolerances: [] } })).toMatchObject({
      verdict: "unknown",
      reason: "interface-undecided",
    });
  });
});

describe("Checks and seams", () => {
  it("pact: a consumer's pact and a provider version, satisfied by a verification result", () => {
    const base: Estate = { ask: ["web@7"], live: ["orders@1"] };
    expect(ask({ ...base, pacts: [{ of: "web@7 -> orders", by: ["1"] }] })).toMatchObject({
      verdict: "yes",
      seams: [{ evidence: "verified" }],
    });
    expect(ask({ ...base, pacts: [{ of: "web@7 -> orders" }] })).toMatchObject({
      verdict: "unknown",
      reason: "verification-missing",
    });
    expect(ask({ ...base, pacts: [{ of: "web@7 -> orders", refusedBy: ["1"] }] })).toMatchObject({
      verdict: "no",
      reason: "verification-failed",
    });
  });
  it("pact: asked as the provider, every live consumer's pact counts", () => {
    const base: Estate = { ask: ["orders@2"], live: ["web@7", "app@3"] };
    const web = { of: "web@7 -> orders", by: ["2"] };
    expect(ask({ ...base, pacts: [web, { of: "app@3 -> orders", by: ["2"] }] }).verdict).toBe("yes");
    expect(ask({ ...base, pacts: [web, { of: "app@3 -> orders", by: ["1"] }] }).verdict).toBe("unknown");
    expect(ask({ ...base, pacts: [web, { of: "app@3 -> orders", refusedBy: ["2"] }] }).verdict).toBe("no");
  });
  it("pact: every live provider version counts, not only the newest", () => {
    const verdict = ask({
      ask: ["web@7"],
      live: ["orders@1", "orders@2"],
      pacts: [{ of: "web@7 -> orders", by: ["2"], refusedBy: ["1"] }],
    });
    expect(verdict.verdict).toBe("no");
    expect(verdict.checks).toHaveLength(2);
  });
  it("pact: of several results the newest counts", () => {
    const facts = estate({
      ask: ["web@7"],
      live: ["orders@1"],
      pacts: [{ of: "web@7 -> orders", by: ["1"], refusedBy: ["1"] }],
    });
    expect(canIDeploy(facts).verdict).toBe("no");
    expect(canIDeploy({ ...facts, verifications: facts.verifications.toReversed() }).verdict).toBe("no");
    const later = facts.verifications.map((one) => (one.success ? { ...one, number: 1000 } : one));
    expect(canIDeploy({ ...facts, verifications: later }).verdict).toBe("yes");
  });
  it("copy: a consumer's copy as the old side, each provider version there as the new side", () => {
    const base: Estate = {
      interfaces: [{ of: "orders@1", content: "new" }],
      copies: [{ of: "web@7 -> orders", content: "old" }],
      ask: [],
    };
    for (const asked of [
      { ask: ["web@7"], live: ["orders@1"] },
      { ask: ["orders@1"], live: ["web@7"] },
    ]) {
      expect(ask({ ...base, ...asked, comparisons: compared() })).toMatchObject({
        verdict: "yes",
        seams: [{ evidence: "proved" }],
      });
      expect(ask({ ...base, ...asked, comparisons: compared(finding()) })).toMatchObject({
        verdict: "no",
        reason: "copy-broken",
      });
      expect(ask({ ...base, ...asked, comparisons: compared(finding({ level: "undecided" })) })).toMatchObject({
        verdict: "unknown",
        reason: "copy-undecided",
      });
      expect(ask({ ...base, ...asked })).toMatchObject({ verdict: "unknown", reason: "comparison-running" });
      expect(
        ask({ ...base, ...asked, comparisons: [{ before: "old", after: "new", state: "failed", error: "too large" }] }),
      ).toMatchObject({ verdict: "unknown", reason: "comparison-failed" });
      expect(ask({ ...base, ...asked, interfaces: [] })).toMatchObject({
        verdict: "unknown",
        reason: "interface-missing",
      });
      expect(ask({ ...base, ...asked, interfaces: [{ of: "orders@1", content: "old" }] }).verdict).toBe("yes");
    }
  });
  it("copy: backward only, whatever the question puts in force", () => {
    const base: Estate = {
      ask: ["web@7"],
      live: ["orders@1"],
      interfaces: [{ of: "orders@1", content: "new" }],
      copies: [{ of: "web@7 -> orders", content: "old" }],
    };
    const forward = compared(finding({ direction: "forward" }));
    expect(ask({ ...base, comparisons: forward, inForce: { directions: ["backward", "forward"] } }).verdict).toBe(
      "yes",
    );
    expect(ask({ ...base, comparisons: compared(finding()), inForce: { directions: ["forward"] } }).verdict).toBe("no");
  });
  describe("copy: whole unless it names its operations", () => {
    const base = (operations: readonly string[] | null, others: readonly string[] = []): Estate => ({
      ask: ["web@7"],
      live: ["orders@1"],
      interfaces: [{ of: "orders@1", content: "new" }],
      copies: [{ of: "web@7 -> orders", content: "old", operations, others }],
    });
    const answer = (given: Estate, ...operations: readonly string[]) =>
      ask({ ...given, comparisons: compared(finding({ operation: null, operations })) }).verdict;

    it("a break elsewhere is none of it", () => {
      const orders = base(["GET /orders"], ["DELETE /orders/{id}", "GET /a", "GET /b"]);
      expect(answer(base(null), "DELETE /orders/{id}")).toBe("no");
      expect(answer(orders, "DELETE /orders/{id}")).toBe("yes");
      expect(answer(base(["DELETE /orders/{id}"], ["GET /orders"]), "DELETE /orders/{id}")).toBe("no");
      expect(answer(orders, "GET /a", "GET /orders")).toBe("no");
      expect(answer(orders, "GET /a", "GET /b")).toBe("yes");
      expect(answer(orders)).toBe("no");
    });
    it("an operation is the same whatever its variables are called", () => {
      const given = base(["GET /orders/{id}"], ["GET /items/{id}"]);
      expect(answer(given, "GET /orders/{orderId}")).toBe("no");
      expect(answer(given, "GET /items/{itemId}")).toBe("yes");
      expect(answer(given, "POST /orders/{orderId}")).toBe("unknown");
    });
    it("a request may come to another path that it matches too", () => {
      expect(answer(base(["GET /users/me"], ["GET /users/{id}"]), "GET /users/{id}")).toBe("no");
      expect(answer(base(["GET /users/{id}"], ["GET /users/me"]), "GET /users/me")).toBe("no");
      expect(answer(base(["GET /users"], ["GET /users/me"]), "GET /users/me")).toBe("yes");
    });
    it("whether a break of what is none of its operations concerns it is not known", () => {
      const given = base(["POST /subscriptions"], ["GET /orders"]);
      expect(answer(given, "onData POST {$request.body#/url}")).toBe("unknown");
      expect(answer(given, "GET /orders", "onData POST {$request.body#/url}")).toBe("unknown");
      expect(answer(base(["GET /orders"]), "GET /a")).toBe("unknown");
    });
    it("methods of services are compared by name", () => {
      const given = base(["pay.v1.Pay/Send"], ["pay.v1.Pay/List"]);
      expect(answer(given, "pay.v1.Pay/List")).toBe("yes");
      expect(answer(given, "pay.v1.Pay/List", "pay.v1.Pay/Send")).toBe("no");
    });
  });
  it("interface: a provider's version against its own versions live in the target, with no consumer in it", () => {
    const verdict = ask({ ...OWN, comparisons: compared(finding()) });
    expect(verdict).toMatchObject({ verdict: "no", reason: "interface-break", seams: [] });
    expect(verdict.checks[0]).toMatchObject({
      type: "interface",
      consumer: null,
      against: { application: "orders", version: "1" },
    });
  });
  it("interface: each own live version counts", () => {
    const verdict = ask({
      ask: ["orders@3"],
      live: ["orders@1", "orders@2"],
      interfaces: [...INTERFACES, { of: "orders@3", content: "newest" }],
      comparisons: [
        { before: "old", after: "newest", findings: [finding()] },
        { before: "new", after: "newest" },
      ],
    });
    expect(verdict.verdict).toBe("no");
    expect(verdict.checks.map((check) => check.state)).toEqual(["failed", "satisfied"]);
  });
  it("a seam groups the pact and copy checks of one consumer and provider version", () => {
    const verdict = ask({
      ask: ["web@7"],
      live: ["orders@1", "orders@2"],
      pacts: [{ of: "web@7 -> orders", by: ["1", "2"] }],
      interfaces: INTERFACES,
      copies: [{ of: "web@7 -> orders", content: "old" }],
      comparisons: compared(),
    });
    expect(verdict.seams).toHaveLength(2);
    expect(verdict.seams.map((seam) => seam.checks.length)).toEqual([2, 2]);
  });
  it("a seam is broken if any failed, else unknown if any is missing or undecided, else it has the weakest of its positive evidence", () => {
    const seam = (by: readonly string[], refusedBy: readonly string[], ...findings: ReturnType<typeof finding>[]) =>
      ask({
        ask: ["web@7"],
        live: ["orders@2"],
        pacts: [{ of: "web@7 -> orders", by, refusedBy }],
        interfaces: INTERFACES,
        copies: [{ of: "web@7 -> orders", content: "old" }],
        comparisons: compared(...findings),
        acceptances: [{ application: "orders", fingerprint: "okay" }],
      }).seams[0]?.evidence;
    expect(seam(["2"], [])).toBe("proved");
    expect(seam(["2"], [], finding({ fingerprint: "okay" }))).toBe("accepted");
    expect(seam([], [])).toBe("unknown");
    expect(seam(["2"], [], finding({ level: "undecided" }))).toBe("unknown");
    expect(seam([], [], finding())).toBe("broken");
    expect(seam([], ["2"], finding({ level: "undecided" }))).toBe("broken");
  });
  it("a schema proof never replaces a missing pact verification", () => {
    const verdict = ask({
      ask: ["web@7"],
      live: ["orders@2"],
      pacts: [{ of: "web@7 -> orders" }],
      interfaces: INTERFACES,
      copies: [{ of: "web@7 -> orders", content: "new" }],
    });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "verification-missing" });
  });
  it("the verdict: any failed in force, no; else any missing or undecided in force, unknown; else yes", () => {
    const web = "web@7 -> orders";
    const app = "app@3 -> orders";
    const base: Estate = { ask: ["orders@2"], live: ["web@7", "app@3"] };
    expect(ask({ ...base, pacts: [{ of: web, refusedBy: ["2"] }, { of: app }] }).verdict).toBe("no");
    expect(ask({ ...base, pacts: [{ of: web, by: ["2"] }, { of: app }] }).verdict).toBe("unknown");
    expect(
      ask({
        ...base,
        pacts: [
          { of: web, by: ["2"] },
          { of: app, by: ["2"] },
        ],
      }).verdict,
    ).toBe("yes");
  });
  it("a definite no is never hidden behind an unknown", () => {
    const verdict = ask({ ...OWN, live: ["orders@1", "web@7"], pacts: [{ of: "web@7 -> orders", refusedBy: ["2"] }] });
    expect(verdict).toMatchObject({ verdict: "no", reason: "verification-failed" });
    expect(verdict.sentence).toContain("1 check besides not yet known");
  });
});
