import { expect, it } from "vitest";
import { applyExemptions, type Exemption } from "../../src/core/exemption.ts";
import { summarise } from "../../src/core/verdict.ts";
import { headline } from "../../src/report/headline.ts";
import { finding } from "../gate/estate.ts";

const until = (day: string): Exemption => ({
  fingerprint: finding().fingerprint,
  owner: "ana",
  reason: "nobody reads it",
  until: day,
});
const expired = (exemptions: readonly Exemption[], now: string) =>
  applyExemptions([finding()], exemptions, now).map(({ exemption }) => exemption?.expired);

it("of two exemptions of one finding the later holds, in whatever order they stand", () => {
  const both = [until("2020-01-01"), until("2099-01-01")];
  expect(expired(both, "2026-01-01")).toEqual([false]);
  expect(expired(both.toReversed(), "2026-01-01")).toEqual([false]);
});

it("what is exempted is counted in the answer, which does not say that nothing can hurt", () => {
  const exempted = applyExemptions([finding()], [until("2099-01-01")], "2026-01-01");
  const said = headline(
    summarise("openapi", "0", exempted, { directions: ["backward"], surfaces: ["http"], tolerances: [] }),
  );
  expect(said).toBe("COMPATIBLE: 1 exempted (backward on http)");
  const none = summarise("openapi", "0", [], { directions: ["backward"], surfaces: ["http"], tolerances: [] });
  expect(headline(none)).toBe("COMPATIBLE: no difference that can hurt (backward on http)");
});
