import { describe, expect, it } from "vitest";
import { canIDeploy, neededComparisons } from "../../src/gate/index.ts";
import { type Estate, estate, finding } from "./estate.ts";

const ask = (given: Estate) => canIDeploy(estate(given));
const INTERFACES = [
  { of: "orders@1", content: "old" },
  { of: "orders@2", content: "new" },
];
const compared = (...findings: ReturnType<typeof finding>[]) => [{ before: "old", after: "new", findings }];
const OWN = { ask: ["orders@2"], live: ["orders@1"], interfaces: INTERFACES };

describe("When no contract speaks", () => {
  it('a provider that breaks its own live interface gets no, reason interface-break, with "no published contract is hit" said where it is so', () => {
    const alone = ask({ ...OWN, comparisons: compared(finding()) });
    expect(alone).toMatchObject({ verdict: "no", reason: "interface-break" });
    expect(alone.sentence).toContain("no published contract is hit");
    const satisfied = ask({
      ...OWN,
      live: ["orders@1", "web@7"],
      pacts: [{ of: "web@7 -> orders", by: ["2"] }],
      comparisons: compared(finding()),
    });
    expect(satisfied.sentence).toContain("no published contract is hit");
  });
  it("no published contract is hit: not said where one is hit, or where nobody knows", () => {
    for (const pact of [{ of: "web@7 -> orders", refusedBy: ["2"] }, { of: "web@7 -> orders" }]) {
      const verdict = ask({ ...OWN, live: ["orders@1", "web@7"], pacts: [pact], comparisons: compared(finding()) });
      expect(verdict.verdict).toBe("no");
      expect(JSON.stringify(verdict)).not.toContain("no published contract is hit");
    }
  });
  it("known (only contracts decide) is refused until contracts can say what they use", () => {
    expect(() => ask({ ...OWN, known: ["orders"] })).toThrow(/consumers: known/);
    expect(
      ask({ ask: ["web@7"], live: ["orders@1"], pacts: [{ of: "web@7 -> orders", by: ["1"] }], known: ["orders"] })
        .verdict,
    ).toBe("yes");
  });
});

describe("First times", () => {
  it("nothing live in the target: yes, saying so", () => {
    const verdict = ask({ ask: ["orders@1"], interfaces: INTERFACES });
    expect(verdict).toMatchObject({ verdict: "yes", reason: "nothing-live", checks: [] });
    expect(verdict.sentence).toContain("nothing that it has to do with is live in production");
    expect(verdict.notices.join()).toContain("No other version of orders is live in production");
  });
  it("a consumer whose provider is not there: no, reason provider-not-deployed, if the broker knows that provider", () => {
    const verdict = ask({ ask: ["web@7"], pacts: [{ of: "web@7 -> orders", by: ["1"] }] });
    expect(verdict).toMatchObject({ verdict: "no", reason: "provider-not-deployed" });
    expect(verdict.next).toBe("tally record-deployment -a orders -e VERSION --environment production");
  });
  it("a consumer whose provider is not there: unknown if the broker does not know that provider", () => {
    const verdict = ask({ ask: ["web@7"], pacts: [{ of: "web@7 -> orders" }], nameOnly: ["orders"] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "provider-unknown" });
    expect(verdict.next).toContain("tally publish -a orders");
  });
  it("a consumer whose provider has no version on its main branch: unknown, for nothing was looked at", () => {
    const verdict = ask({ ask: ["web@7"], target: { type: "main-branch" }, pacts: [{ of: "web@7 -> orders" }] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "provider-unknown" });
  });
  it("a provider may go out before its consumers are there", () => {
    expect(ask({ ask: ["orders@1"], seams: ["web->orders"] }).verdict).toBe("yes");
  });
  it("a version asked about without contracts or interfaces is unknown, named", () => {
    const verdict = ask({ ask: ["orders@1"], blank: ["orders@1"] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "nothing-published" });
    expect(verdict.sentence).toContain("orders 1");
    expect(verdict.next).toBe("tally publish -a orders -e 1");
  });
  it("a recorded version without contracts or interfaces is unknown, named", () => {
    const verdict = ask({ ask: ["orders@2"], live: ["web@8"], blank: ["web@8"], seams: ["web->orders"] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "nothing-published" });
    expect(verdict.sentence).toContain("web 8 is live in production, but nothing was ever published for it");
    expect(ask({ ask: ["orders@2"], live: ["web@8"], seams: ["web->orders"] }).verdict).toBe("yes");
  });
  it("words that come to no version are unknown, named", () => {
    const verdict = ask({ ask: ["orders"] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "version-unknown" });
    expect(verdict.sentence).toContain("the latest version");
  });
  it("new interface missing where the live version has one: unknown", () => {
    const verdict = ask({ ask: ["orders@2"], live: ["orders@1"], interfaces: [{ of: "orders@1", content: "old" }] });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "interface-missing" });
  });
  it("none on the live side: not applicable, stated", () => {
    const verdict = ask({ ask: ["orders@2"], live: ["orders@1"], interfaces: [{ of: "orders@2", content: "new" }] });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.checks).toMatchObject([{ state: "not-applicable", reason: "interface-not-applicable" }]);
  });
  it("several versions asked together: the end state only, and the answer says so", () => {
    const pacts = [
      { of: "web@7 -> orders", refusedBy: ["2"] },
      { of: "web@8 -> orders", by: ["2"] },
    ];
    const verdict = ask({ ask: ["web@8", "orders@2"], live: ["web@7", "orders@1"], pacts });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.notices.join()).toContain("judged as they stand there in the end");
    expect(ask({ ask: ["orders@2"], live: ["web@7"], pacts }).verdict).toBe("no");
  });
  it("several versions asked together: a supported release stays beside the asked version", () => {
    const pacts = [
      { of: "app@7 -> orders", refusedBy: ["2"] },
      { of: "app@8 -> orders", by: ["2"] },
    ];
    expect(ask({ ask: ["app@8", "orders@2"], released: ["app@7"], pacts }).verdict).toBe("no");
  });
  it("an application that talks to itself is judged as it stands in the end", () => {
    const pacts = [{ of: "mesh@2 -> mesh", by: ["2"], refusedBy: ["1"] }];
    const verdict = ask({ ask: ["mesh@2"], live: ["mesh@1"], pacts });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.checks).toHaveLength(1);
  });
});

describe("Same thing in two versions", () => {
  it("an interface is keyed by application, kind and name", () => {
    const interfaces = [
      { of: "orders@1", content: "old" },
      { of: "orders@1", content: "p1", kind: "proto" },
      { of: "orders@2", content: "new" },
      { of: "orders@2", content: "p1", kind: "proto" },
    ];
    const verdict = ask({ ...OWN, interfaces, comparisons: compared() });
    expect(verdict.checks.map((check) => [check.kind, check.reason])).toEqual([
      ["proto", "interface-same"],
      ["openapi", "interface-compatible"],
    ]);
  });
  it("a name that vanishes is interface.removed", () => {
    const interfaces = [{ of: "orders@1", content: "old", name: "admin" }, ...INTERFACES];
    const verdict = ask({ ...OWN, interfaces, comparisons: compared() });
    expect(verdict).toMatchObject({ verdict: "no", reason: "interface-break" });
    expect(verdict.checks[0]?.findings[0]).toMatchObject({ id: "interface.removed", level: "breaking", witness: null });
    expect(verdict.checks[0]?.findings[0]?.noWitness).toBeTruthy();
  });
  it("a name that vanishes is interface.removed unless formerly maps it, on the way back too", () => {
    const before = { of: "orders@1", content: "old" };
    const renamed = { of: "orders@2", content: "new", name: "public", formerly: "default" };
    const interfaces = [before, renamed];
    const there: Estate = { ask: ["orders@2"], live: ["orders@1"], interfaces, comparisons: compared() };
    expect(ask(there)).toMatchObject({ verdict: "yes", checks: [{ reason: "interface-compatible" }] });
    const back: Estate = {
      ask: ["orders@1"],
      live: ["orders@2"],
      interfaces,
      comparisons: [{ before: "new", after: "old" }],
    };
    expect(ask(back)).toMatchObject({ verdict: "yes", checks: [{ reason: "interface-compatible" }] });
    const copies = [{ of: "web@7 -> orders", content: "old" }];
    expect(ask({ ask: ["web@7"], live: ["orders@2"], interfaces, copies, comparisons: compared() }).verdict).toBe(
      "yes",
    );
  });
  it("a further interface is no break", () => {
    const interfaces = [...INTERFACES, { of: "orders@2", content: "x", name: "admin" }];
    const verdict = ask({ ...OWN, interfaces, comparisons: compared() });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.checks.map((check) => check.state)).toEqual(["satisfied", "not-applicable"]);
  });
});

describe("Policy", () => {
  const accepted = (more = {}) => ({ application: "orders", fingerprint: "f00d", ...more });
  const broken: Estate = { ...OWN, comparisons: compared(finding()) };
  it("policy travels with the published version", () => {
    const risky = compared(
      finding({
        level: "risky",
        tolerance: "undeclared-names-absent",
        witness: { ...finding().witness!, producer: "before", reader: "after" },
      }),
    );
    const given: Estate = { ...OWN, comparisons: risky };
    expect(ask({ ...given, strict: { "orders@2": ["undeclared-names-absent"] } }).verdict).toBe("no");
    expect(ask({ ...given, strict: { "orders@1": ["undeclared-names-absent"] } }).verdict).toBe("yes");
  });
  it("the environment sets a floor on the broker that no application can lower", () => {
    const forward: Estate = { ...OWN, comparisons: compared(finding({ direction: "forward" })) };
    expect(ask(forward).verdict).toBe("yes");
    const raised = ask({ ...forward, floor: { directions: ["forward"] } });
    expect(raised).toMatchObject({ verdict: "no", inForce: { directions: ["backward", "forward"] } });
    expect(raised.question.inForce.directions).toEqual(["backward"]);
    expect(raised.notices.join()).toContain("production demands more than was asked: forward");
    const narrow: Estate = { ...OWN, comparisons: compared(finding()), inForce: { surfaces: ["wire"] } };
    expect(ask(narrow).verdict).toBe("yes");
    expect(ask({ ...narrow, floor: { surfaces: ["http"] } }).verdict).toBe("no");
    const risky: Estate = {
      ...OWN,
      comparisons: compared(finding({ level: "risky", tolerance: "ignore-unknown-fields" })),
    };
    expect(ask(risky).verdict).toBe("yes");
    expect(ask({ ...risky, floor: { strict: ["ignore-unknown-fields"] } }).verdict).toBe("no");
  });
  it("one finding can be accepted: it stays in the answer, marked", () => {
    const verdict = ask({ ...broken, acceptances: [accepted()] });
    expect(verdict).toMatchObject({ verdict: "yes", checks: [{ state: "satisfied", reason: "accepted" }] });
    expect(verdict.checks[0]?.findings[0]).toMatchObject({ level: "breaking", accepted: { owner: "ana" } });
  });
  it("an acceptance covers its own finding and application only", () => {
    expect(ask({ ...broken, acceptances: [accepted({ fingerprint: "beef" })] }).verdict).toBe("no");
    expect(ask({ ...broken, acceptances: [accepted({ application: "web" })] }).verdict).toBe("no");
    const two = compared(finding(), finding({ fingerprint: "beef" }));
    expect(ask({ ...OWN, comparisons: two, acceptances: [accepted()] }).verdict).toBe("no");
  });
  it("an open finding can be accepted as well", () => {
    const open = compared(finding({ level: "undecided" }));
    expect(ask({ ...OWN, comparisons: open, acceptances: [accepted()] })).toMatchObject({
      verdict: "yes",
      checks: [{ reason: "accepted" }],
    });
  });
  it("dates are inputs: an acceptance holds to the end of its last day and no longer", () => {
    const until = accepted({ until: "2026-06-30" });
    expect(ask({ ...broken, acceptances: [until], now: "2026-06-30T23:59:00Z" }).verdict).toBe("yes");
    const late = ask({ ...broken, acceptances: [until], now: "2026-07-01T00:00:00Z" });
    expect(late.verdict).toBe("no");
    expect(late.notices.join()).toContain("ended on 2026-06-30");
    const hour = accepted({ until: "2026-06-30T12:00:00Z" });
    expect(ask({ ...broken, acceptances: [hour], now: "2026-06-30T11:59:59Z" }).verdict).toBe("yes");
    expect(ask({ ...broken, acceptances: [hour], now: "2026-06-30T12:00:01Z" }).verdict).toBe("no");
    expect(ask({ ...broken, acceptances: [accepted({ until: "some day" })] }).verdict).toBe("no");
  });
  it("what is ignored is shown and does not decide", () => {
    const base: Estate = {
      ask: ["orders@2"],
      live: ["web@7", "app@3"],
      pacts: [
        { of: "web@7 -> orders", refusedBy: ["2"] },
        { of: "app@3 -> orders", by: ["2"] },
      ],
    };
    for (const ignore of [["web"], ["web@7"]]) {
      const verdict = ask({ ...base, ignore });
      expect(verdict).toMatchObject({ verdict: "yes", summary: { satisfied: 1, failed: 0, ignored: 1 } });
      expect(verdict.checks[1]).toMatchObject({ ignored: true, state: "failed", reason: "ignored" });
    }
    expect(ask({ ...base, ignore: ["web@6"] }).verdict).toBe("no");
    expect(ask({ ...base, ignore: ["nobody"] }).notices.join()).toContain("Nothing to ignore");
  });
  it("that nothing is known of a version asked about cannot be ignored", () => {
    expect(ask({ ask: ["orders"], ignore: ["orders"] })).toMatchObject({
      verdict: "unknown",
      reason: "version-unknown",
    });
    expect(ask({ ask: ["orders@1"], blank: ["orders@1"], ignore: ["orders"] }).reason).toBe("nothing-published");
    const own: Estate = { ...OWN, comparisons: compared(finding()), ignore: ["orders"] };
    expect(ask(own)).toMatchObject({ verdict: "yes", checks: [{ reason: "ignored" }] });
  });
  it("a provider that is not there can be ignored", () => {
    const verdict = ask({ ask: ["web@7"], pacts: [{ of: "web@7 -> orders" }], ignore: ["orders"] });
    expect(verdict).toMatchObject({
      verdict: "yes",
      checks: [{ ignored: true, provider: { application: "orders", version: null } }],
    });
  });
  it("a retired application or seam does not block for ever", () => {
    const base: Estate = { ask: ["orders@2"], live: ["web@7"], pacts: [{ of: "web@7 -> orders", refusedBy: ["2"] }] };
    expect(ask(base).verdict).toBe("no");
    expect(ask({ ...base, retired: ["web"] })).toMatchObject({
      verdict: "yes",
      checks: [{ reason: "retired", ignored: true }],
    });
    expect(ask({ ...base, retiredSeams: ["web->orders"] }).verdict).toBe("yes");
  });
  it("a retired application is not held to its own interface either, and the answer says so", () => {
    const base: Estate = { ...OWN, comparisons: [{ before: "old", after: "new", findings: [finding()] }] };
    expect(ask(base).verdict).toBe("no");
    const verdict = ask({ ...base, retired: ["orders"] });
    expect(verdict).toMatchObject({
      verdict: "yes",
      checks: [{ type: "interface", state: "failed", reason: "retired", ignored: true }],
    });
    expect(verdict.notices.join()).toContain("orders is retired");
    expect(ask({ ...base, ask: ["orders"], retired: ["orders"] }).verdict).toBe("unknown");
  });
});

describe("Comparisons", () => {
  it("what is missing is unknown, reason comparison-running", () => {
    expect(ask(OWN)).toMatchObject({ verdict: "unknown", reason: "comparison-running" });
    expect(ask({ ...OWN, comparisons: [{ before: "old", after: "new", state: "running" }] }).reason).toBe(
      "comparison-running",
    );
    expect(ask(OWN).next).toBe(
      "tally can-i-deploy -a orders -e 2 --to-environment production --retry-while-unknown 30",
    );
  });
  it("one that failed is unknown, with what went wrong", () => {
    const verdict = ask({
      ...OWN,
      comparisons: [{ before: "old", after: "new", state: "failed", error: "nested too deep" }],
    });
    expect(verdict).toMatchObject({ verdict: "unknown", reason: "comparison-failed" });
    expect(verdict.sentence).toContain("nested too deep");
  });
  it("equal contents are the same without a comparison", () => {
    const interfaces = [
      { of: "orders@1", content: "old" },
      { of: "orders@2", content: "old" },
    ];
    expect(ask({ ...OWN, interfaces })).toMatchObject({ verdict: "yes", checks: [{ reason: "interface-same" }] });
  });
  it("the pairs needed are those that the verdict looks at", () => {
    const facts = estate({
      ...OWN,
      live: ["orders@1", "web@7"],
      copies: [{ of: "web@7 -> orders", content: "copy" }],
    });
    expect(neededComparisons(facts)).toEqual([
      { kind: "openapi", before: "copy", after: "new" },
      { kind: "openapi", before: "old", after: "new" },
    ]);
  });
});

describe("can-i-merge", () => {
  it("the main branch is a target like an environment", () => {
    const target = { type: "main-branch" } as const;
    expect(ask({ ...OWN, target, comparisons: compared(finding()) })).toMatchObject({
      verdict: "no",
      reason: "interface-break",
    });
    expect(ask({ ...OWN, target, comparisons: compared() }).sentence).toContain("be merged to the main branch");
  });
});

describe("Promises", () => {
  it("every no and every unknown names the next command", () => {
    const cases: Estate[] = [
      { ...OWN, comparisons: compared(finding()) },
      { ...OWN },
      { ask: ["web@7"], live: ["orders@1"], pacts: [{ of: "web@7 -> orders" }] },
      { ask: ["web@7"], live: ["orders@1"], pacts: [{ of: "web@7 -> orders", refusedBy: ["1"] }] },
      { ask: ["web@7"], pacts: [{ of: "web@7 -> orders" }] },
      { ask: ["web@7"], live: ["orders@1"], copies: [{ of: "web@7 -> orders", content: "x" }] },
      { ask: ["nobody"] },
      { ask: ["orders@1"], blank: ["orders@1"] },
    ];
    for (const one of cases) {
      const verdict = ask(one);
      expect(verdict.verdict).not.toBe("yes");
      for (const check of verdict.checks) expect(check.next).toMatch(/^(tally|pact-verifier) /);
      expect(verdict.next).toMatch(/^(tally|pact-verifier) /);
    }
  });
  it("a name with quotes reaches the shell as one word", () => {
    const verdict = ask({ ask: ["it's; rm -rf@1"], blank: ["it's; rm -rf@1"] });
    expect(verdict.next).toBe("tally publish -a 'it'\\''s; rm -rf' -e 1");
  });
});
