import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Grant, LENIENCIES } from "../../src/core/leniency.ts";
import { PRESETS } from "../../src/core/preset.ts";
import { DEFAULT_IN_FORCE, TOLERANCES } from "../../src/core/verdict.ts";
import { canIDeploy, type Facts, neededComparisons } from "../../src/gate/index.ts";
import { type Estate, estate, finding } from "./estate.ts";

const RANK = { no: 0, unknown: 1, yes: 2 } as const;
const APPLICATIONS = ["a", "b", "c"];
const VERSIONS = APPLICATIONS.flatMap((name) => [`${name}@1`, `${name}@2`]);

const subset = <T>(items: readonly T[]) => fc.subarray([...items]);
const contract = fc.record({ who: fc.constantFrom(...VERSIONS), provider: fc.constantFrom(...APPLICATIONS) });
const uniqueContracts = fc.uniqueArray(contract, { maxLength: 5, selector: (one) => `${one.who} -> ${one.provider}` });
const level = fc.constantFrom("breaking", "undecided", "risky", "safe") as fc.Arbitrary<
  "breaking" | "undecided" | "risky" | "safe"
>;
const FORGIVEN = {
  id: fc.constantFrom("openapi.response.property-removed", "openapi.response.enum-grown"),
  tolerance: fc.constantFrom(...TOLERANCES),
  alsoTolerances: fc.subarray([...TOLERANCES], { maxLength: 1 }),
  marked: fc.constant(true as const),
};
const someFinding = fc
  .record({
    level,
    direction: fc.constantFrom("backward", "forward") as fc.Arbitrary<"backward" | "forward">,
    fingerprint: fc.constantFrom("f1", "f2"),
    forgivable: fc.subarray([...LENIENCIES]),
  })
  .chain((one) =>
    fc.record(FORGIVEN, { requiredKeys: [] }).map((more) => ({ ...one, ...(one.level === "risky" && more) })),
  )
  .map((one) => finding(one));
const content = fc.constantFrom("x", "y", "z");

const grant: fc.Arbitrary<Grant> = fc.record(
  {
    name: fc.constantFrom(...LENIENCIES),
    releases: fc.integer({ min: 1, max: 3 }),
    days: fc.constantFrom(10, 31, 60),
  },
  { requiredKeys: ["name"] },
);

/** Small estates with everything in them, so that the rules meet each other. */
const anyEstate: fc.Arbitrary<Estate> = fc
  .record({
    ask: fc.subarray(VERSIONS, { minLength: 1, maxLength: 2 }),
    live: subset(VERSIONS),
    released: subset(VERSIONS),
    blank: subset(VERSIONS),
    retired: subset(APPLICATIONS).map((names) => names.slice(0, 1)),
    ignore: subset(APPLICATIONS).map((names) => names.slice(1, 2)),
    pacts: uniqueContracts.chain((list) =>
      fc.tuple(
        ...list.map((one) =>
          fc.record({
            of: fc.constant(`${one.who} -> ${one.provider}`),
            by: subset(["1", "2"]),
            refusedBy: subset(["1", "2"]),
          }),
        ),
      ),
    ),
    copies: uniqueContracts.chain((list) =>
      fc.tuple(...list.map((one) => fc.record({ of: fc.constant(`${one.who} -> ${one.provider}`), content }))),
    ),
    interfaces: subset(VERSIONS).chain((list) =>
      fc.tuple(...list.map((of) => fc.record({ of: fc.constant(of), content }))),
    ),
    comparisons: fc.uniqueArray(
      fc.record({ before: content, after: content, findings: fc.array(someFinding, { maxLength: 2 }) }),
      { maxLength: 6, selector: (one) => one.before + one.after },
    ),
    acceptances: fc.subarray([{ application: "a", fingerprint: "f1" }]),
    strict: fc.constantFrom({}, { "a@1": ["ignore-unknown-fields"] }),
    preset: fc.dictionary(fc.constantFrom(...VERSIONS), fc.constantFrom(...PRESETS.map(({ name }) => name))),
    reads: fc.dictionary(fc.constantFrom(...VERSIONS), fc.constantFrom(...PRESETS.map(({ name }) => name))),
    lenient: fc.dictionary(fc.constantFrom(...VERSIONS), fc.array(grant, { maxLength: 2 })),
    deprecations: fc.uniqueArray(
      fc.record({ application: fc.constantFrom(...APPLICATIONS), versions: fc.integer({ min: 1, max: 3 }) }),
      { selector: ({ application }) => application },
    ),
  })
  .map((one) => ({ ...one, blank: one.blank.slice(0, 1) }));

const anyFacts = anyEstate.map((one) => estate(one));

/** The same facts and a whole other estate beside them. */
function beside(facts: Facts, other: Facts): Facts {
  const prefix = (name: string) => `other-${name}`;
  return {
    ...facts,
    applications: [...other.applications.map((one) => ({ ...one, name: prefix(one.name) })), ...facts.applications],
    versions: [...other.versions.map((one) => ({ ...one, application: prefix(one.application) })), ...facts.versions],
    pacts: [
      ...other.pacts.map((one) => ({ ...one, consumer: prefix(one.consumer), provider: prefix(one.provider) })),
      ...facts.pacts,
    ],
    verifications: [
      ...other.verifications.map((one) => ({ ...one, consumer: prefix(one.consumer), provider: prefix(one.provider) })),
      ...facts.verifications,
    ],
    interfaces: [
      ...other.interfaces.map((one) => ({ ...one, application: prefix(one.application) })),
      ...facts.interfaces,
    ],
    copies: [
      ...other.copies.map((one) => ({ ...one, consumer: prefix(one.consumer), provider: prefix(one.provider) })),
      ...facts.copies,
    ],
    acceptances: [
      ...other.acceptances.map((one) => ({ ...one, application: prefix(one.application) })),
      ...facts.acceptances,
    ],
    seams: [
      ...other.seams.map((one) => ({ ...one, consumer: prefix(one.consumer), provider: prefix(one.provider) })),
      ...facts.seams,
    ],
  };
}

describe("laws of the gate", () => {
  it("an unrelated application never flips a verdict", () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (facts, other) => {
        const [alone, together] = [canIDeploy(facts), canIDeploy(beside(facts, other))];
        expect(together.verdict).toBe(alone.verdict);
        expect(together.checks).toEqual(alone.checks);
      }),
      { numRuns: 300 },
    );
  });

  it("an unrelated application's guideline never flips a verdict", () => {
    const guideline = fc.constantFrom(null, ...PRESETS.map(({ name }) => name));
    fc.assert(
      fc.property(anyFacts, guideline, guideline, (facts, preset, reads) => {
        const asked = new Set(facts.question.asked.map((one) => one.application));
        const related = new Set(
          facts.seams
            .filter((seam) => asked.has(seam.consumer) || asked.has(seam.provider))
            .flatMap((seam) => [seam.consumer, seam.provider]),
        );
        const isOther = (name: string) => !asked.has(name) && !related.has(name);
        const other: Facts = {
          ...facts,
          versions: facts.versions.map((one) => (isOther(one.application) ? { ...one, preset, reads } : one)),
        };
        expect(canIDeploy(other)).toEqual(canIDeploy(facts));
      }),
      { numRuns: 300 },
    );
  });

  it("reading more strictly never makes the answer better", () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...VERSIONS), (facts, who) => {
        const strict: Facts = {
          ...facts,
          versions: facts.versions.map((one) =>
            `${one.application}@${one.version}` === who ? { ...one, preset: "strict", reads: "strict" } : one,
          ),
        };
        const lenient: Facts = {
          ...facts,
          versions: facts.versions.map((one) =>
            `${one.application}@${one.version}` === who ? { ...one, preset: "default", reads: "default" } : one,
          ),
        };
        expect(RANK[canIDeploy(strict).verdict]).toBeLessThanOrEqual(RANK[canIDeploy(lenient).verdict]);
      }),
      { numRuns: 300 },
    );
  });

  it("agreeing to forgive more never makes the answer worse, asking for more before it never better", () => {
    const answer = (facts: Facts, lenient: readonly Grant[]) =>
      RANK[
        canIDeploy({ ...facts, versions: facts.versions.map((one) => ({ ...one, lenient: [...lenient] })) }).verdict
      ];
    fc.assert(
      fc.property(anyFacts, fc.array(grant, { maxLength: 2 }), grant, (facts, some, more) => {
        const other = some.filter(({ name }) => name !== more.name);
        expect(answer(facts, [...other, more])).toBeGreaterThanOrEqual(answer(facts, other));
        const later = { ...more, releases: (more.releases ?? 0) + 1, days: (more.days ?? 0) + 20 };
        expect(answer(facts, [...other, later])).toBeLessThanOrEqual(answer(facts, [...other, more]));
      }),
      { numRuns: 300 },
    );
  });

  it("what is forgiven stays in the answer and says as what, and only where both versions agreed to it", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        for (const check of canIDeploy(facts).checks) {
          const forgiven = check.findings.filter((one) => one.forgiven !== undefined);
          expect(forgiven.every(({ level, leniency }) => level === "risky" && leniency !== undefined)).toBe(true);
          if (check.reason === "forgiven") expect(forgiven.length).toBeGreaterThan(0);
          if (forgiven.length === 0) continue;
          expect(check.type).toBe("interface");
          const sides = facts.versions.filter((one) =>
            [check.provider, check.against].some(
              (side) => side?.application === one.application && side.version === one.version,
            ),
          );
          const granted = sides.map(({ lenient = [] }) => lenient.map(({ name }) => name));
          for (const { leniency } of forgiven)
            expect(granted.every((names) => leniency !== undefined && names.includes(leniency))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("adding a verified seam never turns no into yes, nor yes into anything else", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const asked = facts.versions.find(
          (one) =>
            one.version === facts.question.asked[0]?.version && one.application === facts.question.asked[0].application,
        );
        if (!asked) return;
        const consumer = {
          ...asked,
          application: "new-one",
          version: "9",
          live: true,
          released: false,
          strict: [],
          preset: null,
          reads: null,
          published: true,
        };
        const pact = {
          consumer: "new-one",
          consumerVersion: "9",
          provider: asked.application,
          content: "new",
          publishedAt: "2026-01-01T00:00:00Z",
        };
        const more: Facts = {
          ...facts,
          applications: [
            ...facts.applications,
            { name: "new-one", consumers: "open", hasVersions: true, retired: false },
          ],
          versions: [...facts.versions, consumer],
          pacts: [...facts.pacts, pact],
          seams: [...facts.seams, { consumer: "new-one", provider: asked.application, retired: false }],
          verifications: [
            ...facts.verifications,
            ...facts.versions
              .filter((one) => one.application === asked.application)
              .map((one) => ({
                ...pact,
                providerVersion: one.version,
                success: true,
                at: "2026-01-01T00:00:00Z",
                number: 1,
                url: null,
              })),
          ],
        };
        expect(canIDeploy(more).verdict).toBe(canIDeploy(facts).verdict);
      }),
      { numRuns: 300 },
    );
  });

  it("a failing verification, a missing one and a break never make the answer better", () => {
    fc.assert(
      fc.property(anyFacts, fc.nat(), (facts, pick) => {
        const before = RANK[canIDeploy(facts).verdict];
        const index = facts.verifications.length > 0 ? pick % facts.verifications.length : -1;
        const failing = {
          ...facts,
          verifications: facts.verifications.map((one, at) => (at === index ? { ...one, success: false } : one)),
        };
        expect(RANK[canIDeploy(failing).verdict]).toBeLessThanOrEqual(before);
        const broken = {
          ...facts,
          comparisons: facts.comparisons.map((one) => ({
            ...one,
            findings: [...one.findings, finding({ fingerprint: "new" })],
          })),
        };
        expect(RANK[canIDeploy(broken).verdict]).toBeLessThanOrEqual(before);
      }),
      { numRuns: 300 },
    );
  });

  it("the order of the facts changes nothing", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const reversed: Facts = {
          ...facts,
          applications: facts.applications.toReversed(),
          versions: facts.versions.toReversed(),
          pacts: facts.pacts.toReversed(),
          verifications: facts.verifications.toReversed(),
          interfaces: facts.interfaces.toReversed(),
          copies: facts.copies.toReversed(),
          comparisons: facts.comparisons.toReversed(),
          seams: facts.seams.toReversed(),
        };
        const [one, two] = [canIDeploy(facts), canIDeploy(reversed)];
        expect(two.verdict).toBe(one.verdict);
        expect(two.checks).toEqual(one.checks);
      }),
      { numRuns: 300 },
    );
  });

  it("the verdict says what its checks say: a no has a failed one, a yes neither failed nor missing ones", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { verdict, checks, reason, summary } = canIDeploy(facts);
        const active = checks.filter((check) => !check.ignored);
        const failed = active.filter((check) => check.state === "failed");
        const missing = active.filter((check) => check.state === "missing");
        expect(verdict).toBe(failed.length > 0 ? "no" : missing.length > 0 ? "unknown" : "yes");
        expect(summary.ignored).toBe(checks.length - active.length);
        if (verdict !== "yes") expect([...failed, ...missing].map((check) => check.reason)).toContain(reason);
      }),
      { numRuns: 300 },
    );
  });

  it("to demand more never makes the answer better", () => {
    const more = fc.record({
      inForce: fc.record({
        directions: fc.constant(["backward", "forward"] as const),
        tolerances: fc.subarray([...DEFAULT_IN_FORCE.tolerances]),
      }),
      floor: fc.option(
        fc.record({
          directions: fc.subarray(["backward", "forward"] as const),
          surfaces: fc.subarray(["http", "wire"] as const),
          strict: fc.subarray([...DEFAULT_IN_FORCE.tolerances]),
        }),
      ),
    });
    fc.assert(
      fc.property(anyFacts, more, (facts, { inForce, floor }) => {
        const question = { ...facts.question, inForce: { ...facts.question.inForce, ...inForce } };
        const [asked, strict] = [canIDeploy(facts), canIDeploy({ ...facts, question, floor })];
        expect(RANK[strict.verdict]).toBeLessThanOrEqual(RANK[asked.verdict]);
      }),
      { numRuns: 300 },
    );
  });

  it("a reader that forgives less never makes the answer better", () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...VERSIONS), (facts, who) => {
        const stricter = facts.versions.map((one) =>
          `${one.application}@${one.version}` === who ? { ...one, strict: [...DEFAULT_IN_FORCE.tolerances] } : one,
        );
        const after = canIDeploy({ ...facts, versions: stricter });
        expect(RANK[after.verdict]).toBeLessThanOrEqual(RANK[canIDeploy(facts).verdict]);
      }),
      { numRuns: 300 },
    );
  });

  it("a copy that uses less is never judged worse, whatever its operations are called", () => {
    const operation = fc.constantFrom(
      "GET /a",
      "GET /a/{id}",
      "GET /a/{other}",
      "GET /a/me",
      "POST /a",
      "onData POST {x}",
    );
    fc.assert(
      fc.property(
        anyFacts,
        fc.array(operation, { maxLength: 2 }),
        fc.uniqueArray(fc.constantFrom("GET /a", "GET /a/{id}", "POST /a"), { minLength: 1 }),
        (facts, reached, named) => {
          const used: readonly string[] = named;
          const comparisons = facts.comparisons.map((one) => ({
            ...one,
            findings: one.findings.map((found) => ({ ...found, operation: null, operations: reached })),
          }));
          const others = ["GET /a", "GET /a/{id}", "POST /a"].filter((one) => !used.includes(one));
          const using = (operations: readonly string[] | null) =>
            canIDeploy({ ...facts, comparisons, copies: facts.copies.map((one) => ({ ...one, operations, others })) });
          const [whole, part] = [using(null), using(used)];
          expect(RANK[part.verdict]).toBeGreaterThanOrEqual(RANK[whole.verdict]);
          if (reached.some((one) => used.includes(one))) expect(part.verdict).toBe(whole.verdict);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("what a retired application offers never stands in the way", () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom(...APPLICATIONS), (facts, name) => {
        const applications = facts.applications.map((one) => (one.name === name ? { ...one, retired: true } : one));
        const { checks, verdict } = canIDeploy({ ...facts, applications });
        const touching = checks.filter((one) => [one.consumer?.application, one.provider.application].includes(name));
        expect(touching.filter((one) => !one.ignored && one.reason !== "nothing-published")).toEqual([]);
        expect(RANK[verdict]).toBeGreaterThanOrEqual(RANK[canIDeploy(facts).verdict]);
      }),
      { numRuns: 300 },
    );
  });

  it("with every needed comparison at hand none is said to be running, and none that is not needed is looked at", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const needed = neededComparisons(facts).map((pair) => ({
          ...pair,
          state: "done" as const,
          error: null,
          findings: [],
        }));
        const reasons = canIDeploy({ ...facts, comparisons: needed }).checks.map((check) => check.reason);
        expect(reasons).not.toContain("comparison-running");
        const keys = new Set(needed.map((pair) => pair.before + pair.after));
        const kept = facts.comparisons.filter((pair) => keys.has(pair.before + pair.after));
        expect(canIDeploy({ ...facts, comparisons: kept })).toEqual(canIDeploy(facts));
      }),
      { numRuns: 300 },
    );
  });
});
