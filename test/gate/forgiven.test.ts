import { describe, expect, it } from "vitest";
import type { Grant } from "../../src/core/leniency.ts";
import { canIDeploy, neededDeprecations } from "../../src/gate/index.ts";
import { type Estate, estate, finding } from "./estate.ts";

const gone = finding({ forgivable: ["deprecated-removal"] });
const young = finding({ fingerprint: "beta", forgivable: ["unstable-packages"], element: "shop.v1beta1.Order.total" });
const OWN: Estate = {
  ask: ["orders@2"],
  live: ["orders@1"],
  interfaces: [
    { of: "orders@1", content: "old" },
    { of: "orders@2", content: "new" },
  ],
  comparisons: [{ before: "old", after: "new", findings: [gone] }],
};
const removal = (after: Omit<Grant, "name"> = {}): Grant => ({ name: "deprecated-removal", ...after });
const both = (...grants: readonly Grant[]) => ({ "orders@1": grants, "orders@2": grants });
const ask = (given: Partial<Estate>) => canIDeploy(estate({ ...OWN, ...given }));
const first = (given: Partial<Estate>) => ask(given).checks[0]?.findings[0];

describe("a break that versions agreed to forgive", () => {
  it("lets pass, stays in the answer and says by whom and as what", () => {
    expect(ask({})).toMatchObject({ verdict: "no", reason: "interface-break" });
    const verdict = ask({ lenient: both(removal()) });
    expect(verdict).toMatchObject({ verdict: "yes", checks: [{ state: "satisfied", reason: "forgiven" }] });
    expect(verdict.sentence).toBe(
      "orders 2 can be deployed to production: 1 check satisfied, 1 of them by forgiving what breaks.",
    );
    expect(verdict.checks[0]?.message).toContain(
      "breaks orders 1, which is live in production, in 1 finding that both",
    );
    expect(verdict.checks[0]?.findings).toEqual([
      {
        ...gone,
        level: "risky",
        leniency: "deprecated-removal",
        forgiven: "orders 1 and orders 2 forgive deprecated-removal",
        accepted: null,
      },
    ]);
  });
  it("is not forgiven by the very version that makes it, nor by the live one alone", () => {
    for (const who of ["orders@1", "orders@2"])
      expect(ask({ lenient: { [who]: [removal()] } })).toMatchObject({ verdict: "no" });
  });
  it("is forgiven only as what its kind says it is", () => {
    expect(ask({ lenient: both({ name: "unstable-packages" }) }).verdict).toBe("no");
    const comparisons = [{ before: "old", after: "new", findings: [gone, young] }];
    expect(ask({ comparisons, lenient: both({ name: "unstable-packages" }) }).verdict).toBe("no");
    expect(ask({ comparisons, lenient: both({ name: "unstable-packages" }, removal()) }).verdict).toBe("yes");
  });
  it("counts where the environment forbids to forgive it", () => {
    const floor = { strict: ["deprecated-removal" as const] };
    expect(ask({ lenient: both(removal()), floor })).toMatchObject({ verdict: "no", reason: "interface-break" });
  });
  it("still hits a consumer that was built against it", () => {
    const copies = [{ of: "web@1 -> orders", content: "copy" }];
    const comparisons = [...(OWN.comparisons ?? []), { before: "copy", after: "new", findings: [gone] }];
    const lenient = { ...both(removal()), "web@1": [removal()] };
    const verdict = ask({ live: ["orders@1", "web@1"], copies, comparisons, lenient });
    expect(verdict).toMatchObject({ verdict: "no", reason: "copy-broken" });
  });
  it("may be a guideline's word, and is undecided no longer", () => {
    const removed = finding({ level: "risky", witness: null, forgivable: ["deprecated-removal"] });
    const preset = { "orders@1": "zalando", "orders@2": "zalando" };
    const comparisons = [{ before: "old", after: "new", findings: [removed] }];
    expect(ask({ comparisons, preset }).verdict).toBe("no");
    expect(ask({ comparisons, preset, lenient: both(removal()) }).verdict).toBe("yes");
    const open = [{ before: "old", after: "new", findings: [{ ...gone, level: "undecided" as const }] }];
    expect(ask({ comparisons: open }).verdict).toBe("unknown");
    expect(ask({ comparisons: open, lenient: both(removal()) }).verdict).toBe("yes");
  });
});

describe("the removal of what was deprecated for long enough", () => {
  const since = (versions: number, at = "2026-05-01T12:00:00Z") => [{ application: "orders", versions, since: at }];

  it("is forgiven after so many versions in the environment", () => {
    const lenient = both(removal({ releases: 2 }));
    expect(ask({ lenient, deprecations: since(2) }).verdict).toBe("yes");
    expect(first({ lenient, deprecations: since(2) })?.forgiven).toBe(
      "orders 1 and orders 2 forgive deprecated-removal after 2 releases: 2 versions had it deprecated in production, since 2026-05-01T12:00:00Z",
    );
    expect(ask({ lenient, deprecations: since(1) }).verdict).toBe("no");
    expect(first({ lenient, deprecations: since(1) })?.because).toBe(
      "orders 1 and orders 2 forgive deprecated-removal after 2 releases: only 1 version had it deprecated in production so far",
    );
    expect(first({ lenient })?.because).toContain("nothing that came to production is known to have had it deprecated");
  });
  it("is forgiven after so many days, to the moment", () => {
    const lenient = both(removal({ days: 31 })); // the first came on 1 May at noon
    const at = (now: string) => ask({ lenient, deprecations: since(1), now }).verdict;
    expect([at("2026-06-01T11:59:59.999Z"), at("2026-06-01T12:00:00.000Z")]).toEqual(["no", "yes"]);
    expect(first({ lenient, deprecations: since(1), now: "2026-05-02T00:00:00Z" })?.because).toContain(
      "long enough from 2026-06-01T12:00:00.000Z on",
    );
  });
  it("asks for the most that one of the two versions says", () => {
    const lenient = { "orders@1": [removal({ releases: 3 })], "orders@2": [removal({ days: 1 })] };
    expect(ask({ lenient, deprecations: since(3) }).verdict).toBe("yes");
    expect(ask({ lenient, deprecations: since(2) }).verdict).toBe("no");
    expect(ask({ lenient, deprecations: since(3, "2026-06-01T00:00:00Z") }).verdict).toBe("no");
  });
  it("counts another element, another interface and another application for nothing", () => {
    const lenient = both(removal({ releases: 1 }));
    for (const other of [{ element: "response.200.body.sum" }, { name: "admin" }, { application: "web" }])
      expect(ask({ lenient, deprecations: [{ ...since(9)[0], application: "orders", ...other }] }).verdict).toBe("no");
    expect(ask({ lenient, deprecations: since(1) }).verdict).toBe("yes");
  });
  it("is not forgiven where no environment was asked about, since it is counted there", () => {
    const target = { type: "main-branch" } as const;
    expect(ask({ target, lenient: both(removal({ releases: 1 })), deprecations: since(9) }).verdict).toBe("no");
    expect(ask({ target, lenient: both(removal()) }).verdict).toBe("yes");
  });
  it("is asked for of just those elements", () => {
    const comparisons = [{ before: "old", after: "new", findings: [gone, gone, young] }];
    const needed = (given: Partial<Estate>) => neededDeprecations(estate({ ...OWN, comparisons, ...given }));
    const query = { application: "orders", kind: "openapi", name: "default", element: gone.element };
    expect(needed({ lenient: both(removal({ days: 1 })) })).toEqual([query]);
    expect(needed({ lenient: both(removal()) })).toEqual([]);
    expect(needed({})).toEqual([]);
  });
});

describe("retired numbers", () => {
  it("may be given another meaning in unstable packages, where every live version agreed to it", () => {
    const numbers = [{ application: "orders" }];
    const comparisons = [
      { before: "old", after: "new", findings: [] },
      { before: "numbers", after: "new", findings: [young] },
    ];
    const grants = both({ name: "unstable-packages" });
    expect(ask({ numbers, comparisons }).verdict).toBe("no");
    expect(ask({ numbers, comparisons, lenient: grants }).verdict).toBe("yes");
    expect(ask({ numbers, comparisons, lenient: { "orders@2": grants["orders@2"] } }).verdict).toBe("no");
  });
});
