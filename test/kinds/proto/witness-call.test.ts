import { expect, test } from "vitest";
import { replay } from "../../../src/kinds/proto/replay.ts";
import type { ProtoSeed } from "../../../src/kinds/proto/seed.ts";
import { grow } from "../../../src/kinds/proto/witness.ts";
import { examplePaths, matches } from "../../../src/kinds/proto/witness-http.ts";
import { compileTexts } from "./compile-text.ts";

const service = (body: string) => ({ "t.proto": `syntax = "proto3"; package p; message M {} service S { ${body} }` });
const both = compileTexts(service("rpc A(M) returns (M); rpc B(M) returns (M);"));
const one = compileTexts(service("rpc A(M) returns (stream M);"));

async function growAndReplay(seed: ProtoSeed) {
  const made = grow(seed, { before: both, after: one });
  if ("noWitness" in made) return made.noWitness;
  return { made, again: await replay(JSON.parse(JSON.stringify(made))) };
}

test("a removed method is a call that finds nobody", async () => {
  const found = await growAndReplay({ type: "call", path: "/p.S/B", producer: "before", status: "UNIMPLEMENTED" });
  expect(found).toMatchObject({
    made: {
      payload: { type: "grpc-call", path: "/p.S/B", status: "UNIMPLEMENTED" },
      outcome: "rejected",
      read: "no method is registered under /p.S/B",
    },
    again: { reproduced: true },
  });
});

const forms = ["M) returns (M", "M) returns (stream M", "stream M) returns (M", "stream M) returns (stream M"] as const;
const method = (form: string) => compileTexts(service(`rpc A(${form});`));

// gRPC statuscodes.md: who takes exactly one message and is sent another number answers, or is left with, UNIMPLEMENTED
test.each([
  [0, 1, "takes one request, a stream of responses"],
  [1, 0, null],
  [0, 2, null],
  [2, 0, "takes one request, one response"],
  [0, 3, "takes a stream of requests, a stream of responses"],
  [3, 0, "takes one request, one response"],
  [1, 2, null],
  [2, 1, "takes one request, a stream of responses"],
  [3, 2, null],
] as const)("a call of form %i meets form %i: %s", async (caller, offered, says) => {
  const sides = { before: method(forms[caller]), after: method(forms[offered]) };
  const made = grow({ type: "call", path: "/p.S/A", producer: "before", status: "UNIMPLEMENTED" }, sides);
  if (says === null || "noWitness" in made) {
    expect([says, "noWitness" in made]).toEqual([null, true]);
    return;
  }
  expect(made.read).toBe(`the method under /p.S/A ${says}`);
  expect(await replay(JSON.parse(JSON.stringify(made)))).toMatchObject({ reproduced: true });
});

test("a method offered on both sides, or by the reader only, is no witness", async () => {
  expect(
    grow({ type: "call", path: "/p.S/A", producer: "before", status: "x" }, { before: both, after: both }),
  ).toHaveProperty("noWitness");
  expect(
    grow({ type: "call", path: "/p.S/B", producer: "after", status: "x" }, { before: both, after: one }),
  ).toHaveProperty("noWitness");
});

test("a removed binding is a request that is not answered", async () => {
  const get = { method: "GET", template: "/v1/{name=shelves/*}" };
  const found = await growAndReplay({
    type: "http",
    path: "/p.S/A",
    producer: "before",
    ...get,
    bindings: { before: [get], after: [{ method: "POST", template: "/v1/{name=shelves/*}" }] },
  });
  expect(found).toMatchObject({
    made: { payload: { type: "http-request", method: "GET", url: "/v1/shelves/x", meets: 405 } },
    again: { reproduced: true },
  });
});

test("a request that both sides answer is no witness", async () => {
  const get = { method: "GET", template: "/v1/{id}" };
  const wider = { method: "GET", template: "/v1/{id=**}" };
  const seed: ProtoSeed = {
    type: "http",
    path: "/p.S/A",
    producer: "before",
    ...get,
    bindings: { before: [get], after: [wider] },
  };
  expect(await growAndReplay(seed)).toBe("GET /v1/x is answered on both sides");
});

test.each([
  ["/v1/{name=shelves/*}/books", "/v1/shelves/x/books"],
  ["/v1/{a}/{b.c}", "/v1/x/x"],
  ["/v1/{name=**}:cancel", "/v1/x:cancel"],
  ["/v1", "/v1"],
])("%s is met by %s", (template, path) => {
  expect(examplePaths(template)[0]).toBe(path);
  expect(examplePaths(template).every((one) => matches(template, one))).toBe(true);
  expect(matches(template, path)).toBe(true);
  expect(matches(template, `${path}/more`)).toBe(template.includes("**") && !template.includes(":"));
});

test("a witness whose words or sides were changed does not replay", async () => {
  const made = grow(
    { type: "call", path: "/p.S/B", producer: "before", status: "UNIMPLEMENTED" },
    { before: both, after: one },
  );
  if ("noWitness" in made) throw new Error(made.noWitness);
  const changes = [
    { read: "nothing" },
    { producer: "after", reader: "before" },
    { reader: "before" },
    { context: null },
  ] as const;
  for (const change of changes) expect((await replay({ ...made, ...change })).reproduced).toBe(false);
});
