import { describe, expect, it } from "vitest";
import { selectedBy } from "../../src/commands/selectors.ts";

const select = (...sequence: (readonly [string, string])[]) => selectedBy({ args: [], options: {}, sequence });

describe("selectors", () => {
  it("what follows an application belongs to it", () => {
    const { selectors } = select(
      ["pacticipant", "A"],
      ["version", "1"],
      ["pacticipant", "B"],
      ["branch", "main"],
      ["pacticipant", "C"],
      ["latest", ""],
      ["pacticipant", "D"],
      ["latest", "prod"],
      ["pacticipant", "E"],
      ["mainBranch", ""],
    );
    expect(selectors).toEqual([
      { application: "A", by: { type: "version", version: "1" } },
      { application: "B", by: { type: "branch", branch: "main" } },
      { application: "C", by: { type: "latest" } },
      { application: "D", by: { type: "tag", tag: "prod" } },
      { application: "E", by: { type: "main-branch" } },
    ]);
  });
  it("other options may stand between an application and its version", () => {
    const { selectors } = select(["pacticipant", "A"], ["toEnvironment", "prod"], ["version", "1"]);
    expect(selectors).toEqual([{ application: "A", by: { type: "version", version: "1" } }]);
  });
  it("a version typed first belongs to the first application", () => {
    expect(select(["version", "1"], ["pacticipant", "A"]).selectors).toEqual([
      { application: "A", by: { type: "version", version: "1" } },
    ]);
  });
  it("a version after --ignore belongs to what is ignored", () => {
    const selected = select(["pacticipant", "A"], ["version", "1"], ["ignore", "B"], ["ignore", "C"], ["version", "2"]);
    expect(selected.selectors).toEqual([{ application: "A", by: { type: "version", version: "1" } }]);
    expect(selected.ignore).toEqual([
      { application: "B", version: null },
      { application: "C", version: "2" },
    ]);
  });
  it("an application chosen twice is refused", () => {
    expect(() => select(["pacticipant", "A"], ["version", "1"], ["latest", ""])).toThrow(/chosen twice/);
    expect(() => select(["ignore", "A"], ["version", "1"], ["version", "2"])).toThrow(/belongs to no application/);
  });
});
