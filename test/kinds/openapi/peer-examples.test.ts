import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { examplesOf, replays, shownFor } from "./peer-examples.ts";

const PAGE = "docs/peers/oasdiff.md";
const EXAMPLES = examplesOf(readFileSync(PAGE, "utf8"));

describe(PAGE, () => {
  it("has examples under each of its headings about disagreement", () => expect(EXAMPLES.length).toBeGreaterThan(30));

  it.each(EXAMPLES.map((example, index) => [`${index + 1} ${example.title}`, example] as const))(
    "%s",
    async (_name, example) => {
      expect(await shownFor(example)).toEqual(example.shown);
      expect(await replays(example)).toBe(true);
    },
  );

  it("proves what it calls compatible", () => {
    for (const { shown, title } of EXAMPLES) if (shown[0] === "compatible") expect(shown, title).not.toHaveLength(1);
  });
});
