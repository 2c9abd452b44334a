import { expect, test } from "vitest";
import { pactDifferences } from "../../src/pact/differences.ts";
import { readPact } from "../../src/pact/read.ts";

const between = (before: object, after: object) =>
  pactDifferences(readPact(JSON.stringify(before)), readPact(JSON.stringify(after)));

const ask = (description: string, response: object, more: object = {}) => ({ description, response, ...more });

test("interactions that came, went and changed, with the path of each value", () => {
  const before = { interactions: [ask("a", { status: 200, body: { items: [1, 2] } }), ask("b", {})] };
  const after = {
    interactions: [
      ask("c", {}, { providerState: "full" }),
      ask("a", { status: 201, body: { items: [1, 3], more: true } }),
    ],
  };
  expect(between(before, after)).toEqual([
    '~ "a": response.status 200 -> 201',
    '~ "a": response.body.items.1 2 -> 3',
    '~ "a": response.body.more nothing -> true',
    '- "b"',
    '+ "c" given full',
  ]);
});

test("interactions of one title are told apart", () => {
  expect(between({ interactions: [ask("a", {}), ask("a", {})] }, { interactions: [ask("a", {})] })).toEqual([
    '- "a" (2)',
  ]);
});

test("the version of the specification, and what stands outside the interactions", () => {
  const version = (text: string) => ({ interactions: [], metadata: { pactSpecification: { version: text } } });
  expect(between(version("2.0.0"), version("3.0.0"))).toEqual(["~ specification version: 2.0.0 -> 3.0.0"]);
  expect(between({ a: 1 }, { a: 2 })).toEqual(["~ something outside the interactions"]);
});

test("long lists and long values are cut", () => {
  const many = Array.from({ length: 50 }, (_, index) => ask(`d${index}`, {}));
  const lines = between({ interactions: many }, { interactions: [] });
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toBe("... and 30 more");
  const [line = ""] = between(
    { interactions: [ask("a", { x: "y".repeat(1_000) })] },
    { interactions: [ask("a", { x: 1 })] },
  );
  expect(line.length).toBeLessThan(200);
});
