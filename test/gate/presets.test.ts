import { describe, expect, it } from "vitest";
import { canIDeploy } from "../../src/gate/index.ts";
import { type Estate, estate, finding } from "./estate.ts";

const ask = (given: Estate) => canIDeploy(estate(given));
const grown = finding({ level: "risky", tolerance: "extensible-enums", id: "openapi.response.enum-grown" });
const marked = finding({ ...grown, marked: true });
const removed = finding({ level: "risky", id: "openapi.response.property-removed", witness: null });
const compared = (...findings: ReturnType<typeof finding>[]) => [{ before: "old", after: "new", findings }];

const OWN: Estate = {
  ask: ["orders@2"],
  live: ["orders@1"],
  interfaces: [
    { of: "orders@1", content: "old" },
    { of: "orders@2", content: "new" },
  ],
};
const BOTH = (preset: string) => ({ "orders@1": preset, "orders@2": preset });

describe("a provider's guideline", () => {
  it("forgives what it tells its callers to expect, and nothing else does", () => {
    expect(ask({ ...OWN, comparisons: compared(grown) })).toMatchObject({ verdict: "no", reason: "interface-break" });
    const verdict = ask({ ...OWN, comparisons: compared(grown), preset: BOTH("google-aip") });
    expect(verdict.verdict).toBe("yes");
    expect(verdict.notices).toContain("The interfaces of orders 2 follow the google-aip guideline.");
    expect(ask({ ...OWN, comparisons: compared(grown), preset: BOTH("zalando") }).verdict).toBe("no");
  });
  it("cannot be loosened in the version that uses it", () => {
    const verdict = ask({ ...OWN, comparisons: compared(grown), preset: { "orders@2": "google-aip" } });
    expect(verdict.verdict).toBe("no");
    expect(verdict.checks[0]?.findings[0]?.because).toBe("the default does not forgive it (extensible-enums)");
  });
  it("forbids what others take as a risk", () => {
    expect(ask({ ...OWN, comparisons: compared(removed) }).verdict).toBe("yes");
    const verdict = ask({ ...OWN, comparisons: compared(removed), preset: { "orders@1": "zalando" } });
    expect(verdict.verdict).toBe("no");
    expect(verdict.checks[0]?.findings[0]).toMatchObject({ noWitness: "the zalando guideline forbids it" });
  });
  it("never lowers the floor of an environment", () => {
    const floor = { strict: ["extensible-enums" as const] };
    expect(ask({ ...OWN, comparisons: compared(grown), preset: BOTH("google-aip"), floor }).verdict).toBe("no");
    expect(ask({ ...OWN, comparisons: compared(marked), floor }).verdict).toBe("no");
  });
  it("that is not known is refused", () => {
    expect(() => ask({ ...OWN, comparisons: compared(grown), preset: BOTH("house-rules") })).toThrow(/house-rules/);
  });
});

describe("an enum that the document marks as extensible", () => {
  it("may grow for everybody, but not for who reads strictly", () => {
    expect(ask({ ...OWN, comparisons: compared(marked) }).verdict).toBe("yes");
    expect(ask({ ...OWN, comparisons: compared(marked), preset: BOTH("strict") }).verdict).toBe("no");
  });
});

describe("what a break needs several tolerances for", () => {
  const both = finding({
    id: "openapi.response.enum-grown",
    level: "risky",
    tolerance: "ignore-unknown-fields",
    alsoTolerances: ["extensible-enums"],
  });
  it("is forgiven only where all of them are granted", () => {
    expect(ask({ ...OWN, comparisons: compared(both) }).verdict).toBe("no");
    expect(ask({ ...OWN, comparisons: compared(both), preset: BOTH("google-aip") }).verdict).toBe("yes");
  });
});

describe("a consumer", () => {
  const copies = ["web@7", "app@3"].map((of) => ({ of: `${of} -> orders`, content: "old" }));
  const base: Estate = { ...OWN, live: ["orders@1", "web@7", "app@3"], copies, preset: BOTH("google-aip") };
  const states = (given: Estate) =>
    Object.fromEntries(
      ask(given).checks.map((check) => [check.consumer?.application ?? check.type, check.state] as const),
    );
  it("with an exhaustive switch is broken by what is tolerated for everyone else, and it alone", () => {
    expect(states({ ...base, comparisons: compared(grown) })).toEqual({
      web: "satisfied",
      app: "satisfied",
      interface: "satisfied",
    });
    const strict: Estate = { ...base, comparisons: compared(grown), strict: { "web@7": ["extensible-enums"] } };
    expect(states(strict)).toEqual({ web: "failed", app: "satisfied", interface: "satisfied" });
    const verdict = ask(strict);
    expect(verdict).toMatchObject({ verdict: "no", reason: "copy-broken" });
    expect(verdict.checks[0]?.findings[0]?.because).toBe("web 7 does not forgive it (extensible-enums)");
    expect(states({ ...base, comparisons: compared(marked), strict: { "web@7": ["extensible-enums"] } })).toEqual({
      web: "failed",
      app: "satisfied",
      interface: "satisfied",
    });
  });
  it("reads by its own guideline where it names one, more strictly or less", () => {
    const stricter = states({ ...base, comparisons: compared(grown), reads: { "web@7": "azure" } });
    expect(stricter).toEqual({ web: "failed", app: "satisfied", interface: "satisfied" });
    const looser = { ...base, preset: {}, comparisons: compared(grown), reads: { "web@7": "google-aip" } };
    expect(states(looser)).toEqual({ web: "satisfied", app: "failed", interface: "failed" });
  });
  it("forbids by its own guideline", () => {
    const given = { ...base, preset: {}, comparisons: compared(removed), reads: { "web@7": "zalando" } };
    expect(states(given)).toEqual({ web: "failed", app: "satisfied", interface: "satisfied" });
  });
  it("does not decide how the provider reads requests", () => {
    const request = finding({
      level: "risky",
      tolerance: "undeclared-names-absent",
      witness: { ...finding().witness!, producer: "before", reader: "after" },
    });
    const given = { ...base, preset: {}, comparisons: compared(request) };
    expect(states({ ...given, reads: { "web@7": "strict" } })).toMatchObject({ web: "satisfied" });
    expect(states({ ...given, preset: { "orders@2": "strict" } })).toMatchObject({
      web: "failed",
      interface: "failed",
    });
  });
  it("decides whether it lives with operations that may change, whoever reads", () => {
    const unstable = finding({
      level: "risky",
      tolerance: "unstable-operations",
      witness: { ...finding().witness!, producer: "before", reader: "after" },
    });
    const given = { ...base, preset: {}, comparisons: compared(unstable) };
    expect(states(given)).toEqual({ web: "satisfied", app: "satisfied", interface: "satisfied" });
    const strict: Estate = { ...given, strict: { "web@7": ["unstable-operations"] } };
    expect(states(strict)).toEqual({ web: "failed", app: "satisfied", interface: "satisfied" });
    expect(ask(strict).checks[0]?.findings[0]?.because).toBe("web 7 does not forgive it (unstable-operations)");
    expect(ask({ ...given, floor: { strict: ["unstable-operations"] } }).verdict).toBe("no");
  });
  it("with a pact alone counts among the unknown callers of the provider", () => {
    const given: Estate = {
      ...OWN,
      live: ["orders@1", "web@7"],
      pacts: [{ of: "web@7 -> orders", by: ["2"] }],
      comparisons: compared(grown),
      preset: BOTH("google-aip"),
    };
    expect(ask(given).verdict).toBe("yes");
    expect(ask({ ...given, reads: { "web@7": "default" } }).verdict).toBe("no");
    expect(ask({ ...given, strict: { "web@7": ["extensible-enums"] } }).verdict).toBe("no");
  });
  it("with a copy is judged by its copy, in the operations that it uses", () => {
    const elsewhere = { ...grown, operation: "GET /other" };
    const given: Estate = {
      ...base,
      copies: [{ of: "web@7 -> orders", content: "old", operations: ["GET /used"], others: ["GET /other"] }],
      pacts: [{ of: "web@7 -> orders", by: ["2"] }],
      comparisons: compared(elsewhere),
      strict: { "web@7": ["extensible-enums"] },
    };
    expect(ask(given).verdict).toBe("yes");
    const unsure = { ...given, copies: [{ of: "web@7 -> orders", content: "old", operations: ["GET /used"] }] };
    expect(ask(unsure)).toMatchObject({ verdict: "unknown", reason: "copy-undecided" });
  });
});
