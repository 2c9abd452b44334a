import { expect, test } from "vitest";
import { pactIdentity } from "../../src/pact/identity.ts";
import { writeJson } from "../../src/pact/json-text.ts";
import { mergePacts } from "../../src/pact/merge.ts";
import { type Pact, readPact } from "../../src/pact/read.ts";

const ask = (description: string, path: string, status = 200, more: object = {}) => ({
  description,
  request: { method: "GET", path },
  response: { status },
  ...more,
});
const pact = (interactions: readonly object[], more: object = {}): Pact =>
  readPact(JSON.stringify({ interactions, ...more }));

function merged(base: Pact, added: Pact): Pact {
  const result = mergePacts(base, added);
  if ("conflicts" in result) throw new Error(result.conflicts.join());
  return readPact(writeJson(result.document));
}

test("interactions of both, those of the same title once, as the later pact has them", () => {
  const result = merged(pact([ask("a", "/a"), ask("b", "/b")]), pact([ask("b", "/b", 404), ask("c", "/c")]));
  expect(result.interactions.map(({ description }) => description)).toEqual(["a", "b", "c"]);
  expect(pactIdentity(result)).toBe(pactIdentity(pact([ask("a", "/a"), ask("b", "/b", 404), ask("c", "/c")])));
});

test("merging with itself changes nothing, and order does not matter", () => {
  const [one, two] = [pact([ask("a", "/a"), ask("b", "/b")]), pact([ask("c", "/c")])];
  expect(pactIdentity(merged(one, one))).toBe(pactIdentity(one));
  expect(pactIdentity(merged(one, two))).toBe(pactIdentity(merged(two, one)));
});

test("the same title in another state is another interaction", () => {
  const result = merged(pact([ask("a", "/a")]), pact([ask("a", "/x", 200, { providerState: "other" })]));
  expect(result.interactions).toHaveLength(2);
});

test("the same title with another request, or other contents of a message, contradicts", () => {
  expect(mergePacts(pact([ask("a", "/a")]), pact([ask("a", "/x")]))).toEqual({ conflicts: ["a"] });
  const messages = (contents: unknown) => pact([], { messages: [{ description: "m", contents }] });
  expect(mergePacts(messages(1), messages(2))).toEqual({ conflicts: ["m"] });
  expect(merged(messages(1), messages(1)).interactions).toHaveLength(1);
});

test("numbers keep their text", () => {
  const result = mergePacts(readPact('{"interactions":[{"n":1.0}]}'), readPact('{"interactions":[]}'));
  expect("document" in result && writeJson(result.document)).toBe('{"interactions":[{"n":1.0}]}');
});

test("namesakes within one pact are all kept, whatever is merged with it", () => {
  const twice = pact([ask("a", "/a"), ask("a", "/x"), ask("a", "/x", 404)]);
  expect(pactIdentity(merged(twice, twice))).toBe(pactIdentity(twice));
  expect(pactIdentity(merged(twice, pact([])))).toBe(pactIdentity(twice));
  expect(pactIdentity(merged(pact([]), twice))).toBe(pactIdentity(twice));
  expect(merged(twice, pact([ask("a", "/x", 500)])).interactions).toHaveLength(3);
  expect(mergePacts(twice, pact([ask("a", "/other")]))).toEqual({ conflicts: ["a"] });
});
