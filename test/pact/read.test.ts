import { expect, test } from "vitest";
import { TallyError } from "../../src/core/errors.ts";
import { MAX_PACT_BYTES, readPact } from "../../src/pact/read.ts";

const parties = { consumer: { name: "shop" }, provider: { name: "stock" } };
const text = (more: object) => JSON.stringify({ ...parties, ...more });

const failure = (data: string | Uint8Array): TallyError => {
  try {
    readPact(data, "shop-stock.json");
  } catch (error) {
    if (error instanceof TallyError) return error;
    throw error;
  }
  throw new Error("it was read");
};

test("version 1 and 2: one state in a text, the version under an old name", () => {
  const pact = readPact(
    text({
      interactions: [{ description: "a pen", provider_state: "a pen is there", request: {}, response: {} }],
      metadata: { "pact-specification": { version: "1.1.0" } },
    }),
  );
  expect(pact).toMatchObject({ consumer: "shop", provider: "stock", specification: "1.1.0" });
  expect(pact.interactions).toMatchObject([
    { type: "http", description: "a pen", states: [{ name: "a pen is there", params: {} }] },
  ]);
});

test("version 3: several states with parameters, and messages", () => {
  const pact = readPact(
    text({
      messages: [{ description: "sold", providerStates: [{ name: "stock", params: { pens: 3 } }, { name: "open" }] }],
      metadata: { pactSpecification: { version: "3.0.0" } },
    }),
  );
  expect(pact.interactions).toMatchObject([
    {
      type: "message",
      states: [
        { name: "stock", params: { pens: 3 } },
        { name: "open", params: {} },
      ],
    },
  ]);
});

test("version 4: every interaction names its type", () => {
  const types = ["Synchronous/HTTP", "Asynchronous/Messages", "Synchronous/Messages", "Something/New", "toString"];
  const pact = readPact(
    text({ interactions: types.map((type) => ({ type })), metadata: { pactSpecification: { version: "4.0" } } }),
  );
  expect(pact.interactions.map(({ type }) => type)).toEqual(["http", "message", "sync-message", "unknown", "unknown"]);
});

test("every interaction has its place", () => {
  const pact = readPact('{"interactions": [\n  {"description": "a"},\n  {"description": "b"}\n]}', "p.json");
  expect(pact.interactions.map(({ place }) => `${place.file}:${place.line}:${place.column}`)).toEqual([
    "p.json:2:3",
    "p.json:3:3",
  ]);
  expect(pact).toMatchObject({ consumer: null, provider: null, specification: null });
});

test("a pact of very many lines costs no more than its length", () => {
  const pact = readPact(`{"interactions":[${"\n{},".repeat(150_000)}\n{}]}`, "p.json");
  expect(pact.interactions.at(-1)?.place).toMatchObject({ line: 150_002, column: 1 });
});

test.each([
  ["", "E_EMPTY", null],
  [" \n", "E_EMPTY", null],
  ["{", "E_SYNTAX", "1:2"],
  [Uint8Array.of(0x7b, 0xff, 0x7d), "E_SYNTAX", null],
  ["[]", "E_INVALID", "1:1"],
  ['{"consumer": "shop"}', "E_INVALID", "1:1"],
  ['{"consumer": {"name": " "}}', "E_INVALID", "1:14"],
  ['{"interactions": {}}', "E_INVALID", "1:18"],
  ['{"interactions": [1]}', "E_INVALID", "1:18"],
  ['{"a":'.repeat(10_000), "E_TOO_DEEP", "1:251"],
  ["x".repeat(MAX_PACT_BYTES + 1), "E_TOO_LARGE", null],
])("case %#: bad input is answered", (data, code, place) => {
  const error = failure(data);
  expect(error.code).toBe(code);
  expect(error.place && `${error.place.line}:${error.place.column}`).toBe(place);
});
