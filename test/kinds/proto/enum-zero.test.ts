import { expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { memory } from "./fixture.ts";

async function renamedZero(messages: string) {
  const load = (zero: string) => {
    const text = `syntax = "proto3";\npackage a;\nenum E { ${zero} = 0; B = 1; }\n${messages}`;
    return proto.load(memory({ "a.proto": text }, "a.proto"), DEFAULT_LOAD);
  };
  const found = await proto.compare(await load("A"), await load("ZERO"), { tolerances: [] });
  return found.filter(({ id, surface }) => id === "proto.enum-value.renamed" && surface === "json");
}

it("a renamed zero that no field writes is a risk, with printers that write what is unset", async () => {
  const found = await renamedZero("message M { E e = 1; }");
  expect(found.length).toBeGreaterThan(0);
  expect(new Set(found.map(({ level }) => level))).toEqual(new Set(["risky"]));
});

it("one that some field writes breaks, wherever that field stands", async () => {
  for (const field of ["optional E e = 1;", "repeated E e = 1;", "map<string, E> e = 1;", "oneof o { E e = 1; }"]) {
    const found = await renamedZero(`message M { E e = 1; }\nmessage N { ${field} }`);
    expect(found.length, field).toBeGreaterThan(0);
    expect(
      found.every(({ level, witness }) => level === "breaking" && witness !== null),
      field,
    ).toBe(true);
  }
});
