import { describe, expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { memory } from "./fixture.ts";

const load = (body: string) =>
  proto.load(memory({ "a.proto": `syntax = "proto3";\npackage p;\n${body}\n` }), DEFAULT_LOAD);
const rules = async (before: string, after: string) => {
  const findings = await proto.compare(await load(before), await load(after), { tolerances: [] });
  return [...new Set(findings.filter(({ surface }) => surface !== "source").map(({ id }) => id))].sort();
};

const NODE = "message Node { string id = 1; repeated Node kids = 2; map<string, Node> named = 3; }";
const RING = "message Node { Deep deep = 4; message Deep { Node up = 1; } }";
const rename = (text: string) => text.replaceAll("Node", "Knot");
const KNOT = rename(NODE);

describe("a type that no method leads to and that has another name", () => {
  it("is the same on the wire where its fields are the very same, through recursion", async () => {
    expect(await rules(NODE, KNOT)).toEqual(["proto.message.renamed"]);
    expect(await rules(RING, rename(RING))).toEqual(["proto.message.renamed"]);
  });

  it.each([
    ["a field has another number", KNOT.replace("id = 1", "id = 9")],
    ["a field has another name", KNOT.replace("id = 1", "key = 1")],
    ["a field has another type", KNOT.replace("string id", "bytes id")],
    ["two types have these fields", `${KNOT} ${KNOT.replaceAll("Knot", "Twin")}`],
  ])("is gone where %s", async (_, after) => {
    expect(await rules(NODE, after)).toContain("proto.message.removed");
  });

  it("is gone where it has no fields by which to know it", async () => {
    expect(await rules("message A {}", "message B {}")).toContain("proto.message.removed");
  });
});

describe("types that are gone and hold each other", () => {
  it("are told once, by the first", async () => {
    const findings = await proto.compare(await load(`message Kept {} ${RING}`), await load("message Kept {}"), {
      tolerances: [],
    });
    const gone = findings.filter(({ id }) => id === "proto.message.removed");
    expect(gone.map(({ element, direction }) => [element, direction])).toEqual([
      ["p.Node", "backward"],
      ["p.Node", "forward"],
    ]);
  });

  it("are not told beside the type that holds them", async () => {
    const held = `message Kept {} message Outer { Node node = 1; } ${RING}`;
    const findings = await proto.compare(await load(held), await load("message Kept {}"), { tolerances: [] });
    const gone = findings.filter(({ id }) => id === "proto.message.removed");
    expect([...new Set(gone.map(({ element }) => element))]).toEqual(["p.Outer"]);
  });
});
