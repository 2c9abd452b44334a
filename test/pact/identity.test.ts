import fc from "fast-check";
import { expect, test } from "vitest";
import { interactionId, pactIdentity, withInteractionIds } from "../../src/pact/identity.ts";
import { isJsonObject, parseJsonText, writeJson } from "../../src/pact/json-text.ts";
import { readPact } from "../../src/pact/read.ts";

const identity = (document: unknown) =>
  pactIdentity(readPact(typeof document === "string" ? document : JSON.stringify(document)));

const a = { description: "a", request: { method: "GET", path: "/a" }, response: { status: 200, body: { x: 1 } } };
const b = { description: "b", request: { method: "GET", path: "/b" }, response: { status: 404 } };
const pact = {
  consumer: { name: "shop" },
  provider: { name: "stock" },
  interactions: [a, b],
  metadata: { pactSpecification: { version: "2.0.0" }, client: { name: "x" } },
};

test("looks like the hashes that clients know", () => {
  expect(identity(pact)).toMatch(/^[0-9a-f]{40}$/);
});

test("white space, key order, interaction order, parties and other metadata do not count", () => {
  const same = identity(pact);
  expect(identity(JSON.stringify(pact, null, 2))).toBe(same);
  expect(identity({ ...pact, interactions: [b, a] })).toBe(same);
  expect(identity({ interactions: [a, b], metadata: { pactSpecification: { version: "2.0.0" } } })).toBe(same);
  expect(identity({ ...pact, metadata: { ...pact.metadata, pactRust: { models: "1.3" } } })).toBe(same);
  expect(identity({ ...pact, createdAt: "2026-01-01T00:00:00Z", _links: {} })).toBe(same);
  expect(identity({ ...pact, interactions: [{ ...a, _id: "1" }, b] })).toBe(same);
});

test("what decides about a verification counts", () => {
  const others = [
    pact,
    { ...pact, interactions: [a] },
    { ...pact, interactions: [a, a, b] },
    { ...pact, interactions: [], messages: [a, b] },
    { ...pact, interactions: [{ ...a, providerState: "s" }, b] },
    { ...pact, interactions: [{ ...a, description: "c" }, b] },
    { ...pact, metadata: { pactSpecification: { version: "3.0.0" } } },
    { ...pact, metadata: { ...pact.metadata, plugins: [{ name: "protobuf", version: "0.5" }] } },
    { consumer: { name: "shop" } },
    {},
  ];
  expect(new Set(others.map(identity)).size).toBe(others.length);
  expect(identity('{"interactions":[{"a":1}]}')).not.toBe(identity('{"interactions":[{"a":1.0}]}'));
});

test("the Rust client's rewriting of a pact keeps its identity", () => {
  const written = `{"provider":{"name":"Bar"},"consumer":{"name":"Foo"},"interactions":[{"description":"b",
    "providerState":"a state","request":{"method":"GET","path":"/b","query":"a=1&b=2"},
    "response":{"status":200,"headers":{"Content-Type":"application/json"},"body":{"x":1.50,"y":1,"z":1e2,
    "big":12345678901234567890123}}}],"metadata":{"pactSpecification":{"version":"2.0.0"}}}`;
  const published = `{"consumer":{"name":"Foo"},"interactions":[{"description":"b","providerState":"a state",
    "request":{"method":"GET","path":"/b","query":"a=1&b=2"},"response":{"body":{"big":1.2345678901234568e+22,
    "x":1.5,"y":1,"z":100.0},"headers":{"Content-Type":"application/json"},"status":200}}],
    "metadata":{"pactRust":{"models":"1.3.15"},"pactSpecification":{"version":"2.0.0"}},"provider":{"name":"Bar"}}`;
  expect(identity(published)).toBe(identity(written));
});

test("the order of interactions never counts, whatever they hold", () => {
  fc.assert(
    fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))), fc.nat(), (items, seed) => {
      const rotated = [...items.slice(seed % (items.length + 1)), ...items.slice(0, seed % (items.length + 1))];
      expect(identity({ interactions: rotated })).toBe(identity({ interactions: items }));
    }),
  );
});

test("served interactions carry an id that does not depend on key order or on an older id", () => {
  const read = (text: string) => {
    const { tree } = parseJsonText(text, "p");
    if (!isJsonObject(tree)) throw new Error("an object was expected");
    return tree;
  };
  const id = interactionId(read('{"a":1,"b":[2.0]}'));
  expect(id).toBe(interactionId(read('{"b":[2.00],"a":1,"_id":"old"}')));
  expect(writeJson(withInteractionIds(read('{"interactions":[{"_id":"x","b":[2.00],"a":1}],"n":1.0}')))).toBe(
    `{"interactions":[{"b":[2.00],"a":1,"_id":"${id}"}],"n":1.0}`,
  );
});
