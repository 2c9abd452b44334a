import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import diffSchema from "../../docs/schemas/diff.schema.json" with { type: "json" };
import factsSchema from "../../docs/schemas/facts.schema.json" with { type: "json" };
import verdictSchema from "../../docs/schemas/verdict.schema.json" with { type: "json" };
import { canIDeploy, REASONS } from "../../src/gate/index.ts";
import { findVerdictFormat, VERDICT_FORMATS } from "../../src/report/verdict-formats.ts";
import { type Estate, estate, finding } from "../gate/estate.ts";

const FOUND = finding({ fingerprint: "0123456789abcdef" });
const BROKEN: Estate = {
  ask: ["orders@2"],
  live: ["orders@1", "web@7", "app@3"],
  interfaces: [
    { of: "orders@1", content: "old" },
    { of: "orders@2", content: "new" },
  ],
  copies: [{ of: "web@7 -> orders", content: "old" }],
  pacts: [{ of: "app@3 -> orders" }],
  comparisons: [{ before: "old", after: "new", findings: [FOUND] }],
};
const GONE = finding({ fingerprint: "0123456789abcdef", forgivable: ["deprecated-removal"] });
const grants = [{ name: "deprecated-removal", releases: 1 } as const];
const FORGIVEN: Estate = {
  ask: ["orders@2"],
  live: ["orders@1"],
  interfaces: [
    { of: "orders@1", content: "old", events: { publishes: ["a.B"], receives: [] } },
    { of: "orders@2", content: "new" },
  ],
  comparisons: [{ before: "old", after: "new", findings: [GONE] }],
  lenient: { "orders@1": grants, "orders@2": grants },
  deprecations: [{ application: "orders", versions: 1 }],
};
const show = (format: string, given: Estate = BROKEN, colour = false) =>
  findVerdictFormat(format).render({ verdict: canIDeploy(estate(given)), colour });

describe("text", () => {
  it("gives the answer first, a line per check, each finding with its payload, the next command last", () => {
    const text = show("text");
    const lines = text.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^NO: orders 2 must not be deployed to production: /);
    expect(text).toMatch(/^failed +copy +web 7 +orders 2 +copy-broken /m);
    expect(text).toMatch(/^failed +interface +- +orders 2 +interface-break /m);
    expect(text).toMatch(/^missing +pact +app 3 +orders 2 +verification-missing /m);
    expect(text).toContain("breaking  total is gone from the answer");
    expect(text).toContain("  witness  {}");
    expect(text).toContain("hits web 7");
    expect(lines.at(-1)).toMatch(
      /^Next: tally can-i-deploy -a orders -e 2 -a web --latest --to-environment production$/,
    );
  });
  it("shows a finding once, whatever number of checks it stands in, and not more than can be read", () => {
    const text = show("text");
    expect(text.split("total is gone from the answer")).toHaveLength(2);
    const findings = Array.from({ length: 40 }, (_, at) => finding({ fingerprint: String(at) }));
    const many = show("text", { ...BROKEN, comparisons: [{ before: "old", after: "new", findings }] });
    expect(many.split("total is gone from the answer")).toHaveLength(26);
    expect(many).toContain("and 15 more findings");
  });
  it("shows what breaks before what is risky", () => {
    const risky = finding({ level: "risky", fingerprint: "1", message: "may be risky" });
    const text = show("text", { ...BROKEN, comparisons: [{ before: "old", after: "new", findings: [risky, FOUND] }] });
    expect(text.indexOf("breaking  ")).toBeLessThan(text.indexOf("risky  "));
  });
  it("shows what is forgiven before what is merely risky, and by whom", () => {
    const risky = finding({ level: "risky", fingerprint: "1", message: "may be risky" });
    const text = show("text", { ...FORGIVEN, comparisons: [{ before: "old", after: "new", findings: [risky, GONE] }] });
    expect(text).toMatch(/^YES: orders 2 can be deployed to production: 1 check satisfied, 1 of them by forgiving/);
    expect(text).toMatch(
      /risky {2}total is gone .*\n.*\n.*\n {2}forgiven: orders 1 and orders 2 forgive deprecated-removal after 1/,
    );
    expect(text.indexOf("total is gone")).toBeLessThan(text.indexOf("may be risky"));
    expect(show("github", FORGIVEN)).toMatch(/^::notice title=forgiven::orders 2: .* agree to forgive$/m);
    for (const { name } of VERDICT_FORMATS)
      expect([name, show(name, FORGIVEN)]).toEqual([name, expect.stringContaining("forgiv")]);
  });
  it("shows an accepted finding with who accepted it", () => {
    const text = show("text", {
      ...BROKEN,
      acceptances: [{ application: "orders", fingerprint: FOUND.fingerprint, until: "2026-12-31" }],
    });
    expect(text).toContain("accepted by ana until 2026-12-31: agreed with everybody");
    expect(text).toMatch(/^UNKNOWN: /);
  });
  it("a yes names what it rests on", () => {
    const text = show("text", { ask: ["web@7"], live: ["orders@1"], pacts: [{ of: "web@7 -> orders", by: ["1"] }] });
    expect(text).toMatch(/^YES: web 7 can be deployed to production: 1 check satisfied\./);
    expect(text).toMatch(/Next: tally record-deployment -a web -e 7 --environment production\n$/);
  });
  it("lets no name move the cursor of the terminal", () => {
    const text = show("text", {
      ask: ["we\u001b[2Jb@7"],
      live: ["orders@1"],
      pacts: [{ of: "we\u001b[2Jb@7 -> orders" }],
    });
    expect(text).not.toContain("\u001b");
    expect(
      show("table", { ask: ["we\u001b[2Jb@7"], live: ["orders@1"], pacts: [{ of: "we\u001b[2Jb@7 -> orders" }] }),
    ).not.toContain("\u001b");
  });
  it("lets no reason of a broker move the cursor, command a log or end an attribute", () => {
    const verdict = canIDeploy(estate(BROKEN));
    const reason = 'x\u001b[2J\n::error::y"><z>' as never; // an answer may hold anything
    const checks = verdict.checks.map((check) => ({ ...check, reason }));
    const shown = (name: string) => findVerdictFormat(name).render({ verdict: { ...verdict, checks }, colour: false });
    for (const name of ["text", "github"]) {
      expect([name, shown(name)]).toEqual([name, expect.not.stringContaining("\u001b")]);
      expect([name, shown(name)]).toEqual([name, expect.not.stringMatching(/^::error::y/m)]);
    }
    expect(shown("junit")).not.toContain("<z>");
  });
  it("uses colours only where asked", () => {
    expect(show("text", BROKEN, true)).toContain("\u001b[31;1mNO\u001b[0m");
    expect(show("text")).not.toContain("\u001b");
  });
});

describe("table", () => {
  it("is the table that users of the Pact command lines know", () => {
    const lines = show("table").split("\n");
    expect(lines[0]).toBe("Computer says no ¯\\_(ツ)_/¯");
    expect(lines[2]).toMatch(/^CONSUMER \| C\.VERSION \| PROVIDER \| P\.VERSION \| SUCCESS\? +\| CHECK$/);
    expect(lines).toContainEqual(expect.stringMatching(/^web +\| 7 +\| orders +\| 2 +\| false +\| copy$/));
    expect(lines).toContainEqual(expect.stringMatching(/^app +\| 3 +\| orders +\| 2 +\| \?\?\? +\| pact$/));
  });
  it("says yes and not known in its own words", () => {
    expect(show("table", { ask: ["orders@1"] })).toMatch(/^Computer says yes \\o\//);
    expect(show("table", { ask: ["nobody"] })).toContain("it is not known yet");
  });
});

describe("junit", () => {
  it("is well formed and counts what it shows, whatever the names are", () => {
    const xml = show("junit", { ...BROKEN, ignore: ["app"] });
    expect(xml).toContain('tests="3" failures="2" errors="0" skipped="1"');
    expect(xml.match(/<failure /g)).toHaveLength(2);
    expect(xml.match(/<skipped /g)).toHaveLength(1);
    expect(show("junit", { ask: ['<"&\u0000>@1'] })).toContain("&lt;&quot;&amp;\ufffd&gt;");
  });
});

describe("github", () => {
  it("annotates each check that stands in the way, one line each", () => {
    const lines = show("github").trimEnd().split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/^::error title=copy-broken::orders 2: /);
    expect(lines[2]).toMatch(/^::warning title=verification-missing::/);
    expect(lines[3]).toMatch(/^NO: /);
  });
});

describe("json", () => {
  const ajv = new Ajv2020({ allowUnionTypes: true, schemas: [diffSchema, verdictSchema, factsSchema] });
  const isVerdict = ajv.getSchema("urn:tallystick:verdict:1")!;
  const isFacts = ajv.getSchema("urn:tallystick:facts:1")!;
  const cases: readonly Estate[] = [
    BROKEN,
    { ask: ["nobody"], target: null },
    { ask: ["web@7"], target: { type: "main-branch" }, pacts: [{ of: "web@7 -> orders" }], ignore: ["x@1", "y"] },
    { ask: ["web@7"], pacts: [{ of: "web@7 -> orders" }], target: { type: "tag", name: "prod" } },
    { ...BROKEN, acceptances: [{ application: "orders", fingerprint: FOUND.fingerprint }] },
    FORGIVEN,
    {
      ...BROKEN,
      interfaces: [
        { of: "orders@1", content: "o", name: "x" },
        { of: "orders@2", content: "n" },
      ],
    },
  ];
  it.each(cases)("is what docs/schemas/verdict.schema.json and facts.schema.json say: %#", (given) => {
    const facts = estate(given);
    expect(isFacts(facts) ? null : isFacts.errors).toBeNull();
    const verdict = JSON.parse(show("json", given));
    expect(isVerdict(verdict) ? null : isVerdict.errors).toBeNull();
    expect(canIDeploy(facts)).toEqual(verdict);
  });
  it("the schema lists every reason and no other", () => {
    expect(verdictSchema.$defs.reason.enum).toEqual([...REASONS]);
  });
  it("the schema refuses what is no verdict", () => {
    const verdict = JSON.parse(show("json"));
    for (const key of Object.keys(verdict)) {
      const { [key]: _, ...rest } = verdict;
      expect(isVerdict(rest)).toBe(false);
    }
    expect(isVerdict({ ...verdict, verdict: "maybe" })).toBe(false);
  });
});

describe("every format", () => {
  it("says the same answer for any names", () => {
    const name = fc
      .string({ minLength: 1, maxLength: 12, unit: "binary" })
      .filter((text) => !/[@]|->/.test(text) && text.trim() === text && text !== "");
    fc.assert(
      fc.property(name, name, (consumer, provider) => {
        fc.pre(consumer !== provider);
        const given = {
          ask: [`${consumer}@1`],
          live: [`${provider}@1`],
          pacts: [{ of: `${consumer}@1 -> ${provider}`, refusedBy: ["1"] }],
        };
        for (const format of VERDICT_FORMATS) expect(show(format.name, given).length).toBeGreaterThan(10);
      }),
      { numRuns: 100 },
    );
  });
});
