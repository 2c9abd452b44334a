import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { proto } from "../../../src/kinds/proto/index.ts";
import { diff, memory } from "./fixture.ts";

const ANNOTATIONS = "google/api/annotations.proto";
const API = { [ANNOTATIONS]: readFileSync(`test/fixtures/proto.http.binding-changed/before/${ANNOTATIONS}`) };

const source = (methods: string) =>
  memory({
    ...API,
    "a.proto": `syntax = "proto3"; package a; import "google/api/annotations.proto";
      enum Kind { NONE = 0; BIG = 1; }
      message Inner { string note = 1; int64 size = 2; }
      message Ask { string name = 1; string parent = 2; Inner inner = 3; Kind kind = 4; repeated string tags = 5; }
      message OnlyName { string name = 1; }
      message Other { bool flag = 9; }
      message Answer { string name = 1; Inner inner = 2; }
      message Same { string name = 1; Inner inner = 2; }
      service S { ${methods} }`,
  });

const method = (rule: string, signature = "Do(Ask) returns (Answer)") =>
  `rpc ${signature} { option (google.api.http) = { ${rule} }; }`;

/** The backward findings on HTTP: level, outcome, and what each side makes of it. */
async function onHttp(before: string, after: string): Promise<readonly string[]> {
  const findings = await diff(source(before), source(after));
  const found = findings.filter(({ surface, direction }) => surface === "http" && direction === "backward");
  for (const { witness } of found)
    if (witness) expect((await proto.replay(structuredClone(witness))).reproduced).toBe(true);
  return found
    .map(({ level, witness }) =>
      witness
        ? `${level} ${witness.outcome}: ${JSON.stringify("body" in witness.payload ? witness.payload.body : "")} | ${witness.wrote} | ${witness.read}`
        : level,
    )
    .sort();
}

test.each<[string, string, string, readonly string[]]>([
  [
    "a path of any length that becomes one segment",
    'get: "/v1/{name=**}"',
    'get: "/v1/{name=*}"',
    ["breaking rejected: null | GET /v1/x/x for /a.S/Do | /a.S/Do has no binding that matches /v1/x/x"],
  ],
  [
    "a variable that a wider path does not take",
    'get: "/v1/{name=n/*}"',
    'get: "/v1/**"',
    ['breaking lost: null | /a.S/Do: name: "n/x" | /a.S/Do: nothing'],
  ],
  [
    "a variable that a wider path gives to another field",
    'get: "/v1/{name=n/*}"',
    'get: "/v1/{parent=**}"',
    ['breaking changed: null | /a.S/Do: name: "n/x" | /a.S/Do: parent: "n/x"'],
  ],
  [
    "a body that a wider path does not take as a whole",
    'post: "/v1/{name=n/*}" body: "*"',
    'post: "/v1/{name=**}" body: "inner"',
    [
      'breaking rejected: "{\\"parent\\":\\"x\\"}" | /a.S/Do: name: "n/x", parent: "x" | refused: there is no field inner.parent',
    ],
  ],
  ["a wider path", 'get: "/v1/{name=n/*}"', 'get: "/v1/{name=**}"', []],
  [
    "a body that becomes a query",
    'post: "/v1/x" body: "*"',
    'post: "/v1/x"',
    ['breaking lost: "{\\"name\\":\\"x\\"}" | /a.S/Do: name: "x" | /a.S/Do: nothing'],
  ],
  [
    "a query that becomes a body",
    'post: "/v1/x"',
    'post: "/v1/x" body: "*"',
    ['breaking lost: null | /a.S/Do: name: "x" | /a.S/Do: nothing'],
  ],
  [
    "the whole as body that becomes one field",
    'post: "/v1/{name=n/*}" body: "*"',
    'post: "/v1/{name=n/*}" body: "inner"',
    [
      'breaking rejected: "{\\"parent\\":\\"x\\"}" | /a.S/Do: name: "n/x", parent: "x" | refused: there is no field inner.parent',
    ],
  ],
  [
    "one field as body that becomes the whole",
    'post: "/v1/{name=n/*}" body: "inner"',
    'post: "/v1/{name=n/*}" body: "*"',
    ['breaking lost: null | /a.S/Do: name: "n/x", parent: "x" | /a.S/Do: name: "n/x"'],
  ],
  [
    "a variable that fills another field",
    'get: "/v1/{name=n/*}"',
    'get: "/v1/{parent=n/*}"',
    ['breaking changed: null | /a.S/Do: name: "n/x" | /a.S/Do: parent: "n/x"'],
  ],
  [
    "a variable that takes less of the path",
    'get: "/v1/{name=n/*}"',
    'get: "/v1/n/{name}"',
    ['breaking changed: null | /a.S/Do: name: "n/x" | /a.S/Do: name: "x"'],
  ],
  ["another way to write the same variable", 'get: "/v1/{name}"', 'get: "/v1/{name=*}"', []],
  [
    "what stands behind a part of any length",
    'get: "/v1/{name=**}/b"',
    'get: "/v1/{name=**}/c"',
    ["breaking rejected: null | GET /v1/x/b for /a.S/Do | /a.S/Do has no binding that matches /v1/x/b"],
  ],
  ["one segment that becomes a part of any length", 'get: "/v1/{name}/b"', 'get: "/v1/{name=**}/b"', []],
  [
    "a variable that takes more of the path, before a literal",
    'get: "/v1/n/{name}/b"',
    'get: "/v1/{name=n/**}/b"',
    ['breaking changed: null | /a.S/Do: name: "x" | /a.S/Do: name: "n/x"'],
  ],
  ["a template that takes more", 'get: "/v1/{name=n/*}"', 'get: "/v1/{name=n/**}"', []],
  [
    "a template that takes less",
    'get: "/v1/{name=**}"',
    'get: "/v1/{name=n/*}"',
    ["breaking rejected: null | GET /v1/x for /a.S/Do | /a.S/Do has no binding that matches /v1/x"],
  ],
  [
    "a response cut down to one field",
    'get: "/v1/x"',
    'get: "/v1/x" response_body: "inner"',
    ['breaking rejected: "{\\"note\\":\\"x\\"}" | /a.S/Do: inner.note: "x" | refused: there is no field note'],
  ],
  [
    "a response that was one field and is the whole",
    'get: "/v1/x" response_body: "inner"',
    'get: "/v1/x"',
    ['breaking rejected: "{\\"name\\":\\"x\\"}" | /a.S/Do: name: "x" | refused: there is no field inner.name'],
  ],
  [
    "an additional binding that goes",
    'get: "/v1/x" additional_bindings { get: "/v1/y" }',
    'get: "/v1/x"',
    ["breaking rejected: null | GET /v1/y for /a.S/Do | /a.S/Do has no binding that matches /v1/y"],
  ],
  [
    "bindings that change places",
    'get: "/v1/x" additional_bindings { get: "/v1/y" }',
    'get: "/v1/y" additional_bindings { get: "/v1/x" }',
    [],
  ],
])("%s", async (_, before, after, expected) => {
  expect(await onHttp(method(before), method(after))).toEqual(expected);
});

test("a body setting that no field feels is no difference", async () => {
  const signature = "Do(OnlyName) returns (Answer)";
  expect(
    await onHttp(method('post: "/v1/{name}"', signature), method('post: "/v1/{name}" body: "*"', signature)),
  ).toEqual([]);
});

test("a route that leads to another method is answered by that one", async () => {
  const both = (first: string, second: string) =>
    method(`get: "${first}"`) + method(`get: "${second}"`, "Other(Ask) returns (Answer)");
  expect(await onHttp(both("/v1/x", "/v1/y"), both("/v1/y", "/v1/x"))).toEqual([
    "breaking changed: null | /a.S/Do: nothing | /a.S/Other answers it, not /a.S/Do",
    "breaking changed: null | /a.S/Other: nothing | /a.S/Do answers it, not /a.S/Other",
  ]);
});

test("a method that is renamed behind its route is the same for HTTP, where what it takes and gives is", async () => {
  const rule = 'get: "/v1/{name}"';
  const renamed = (signature: string) => onHttp(method(rule), method(rule, signature));
  expect(await renamed("Done(Ask) returns (Answer)")).toEqual([]);
  expect(await renamed("Done(Ask) returns (Same)")).toEqual([]);
  expect(await renamed("Done(Ask) returns (Other)")).toEqual(["undecided"]);
});
