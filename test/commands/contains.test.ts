import { expect, test } from "vitest";
import { EXIT } from "../../src/core/errors.ts";
import { tally } from "../support/io.ts";

/** Runs the command over files that exist only here. */
const ask = (entries: Record<string, unknown>, ...argv: readonly string[]) =>
  tally(["contains", ...argv], {
    readFile: async (path) => {
      const value = entries[path];
      return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
    },
  });

test("a yes, a no and an undecided have their exit codes", async () => {
  const pair = { "a.json": { type: "integer" }, "b.json": { type: "number" }, "c.json": { $ref: "#" } };
  expect((await ask(pair, "a.json", "b.json")).exit).toBe(EXIT.yes);
  const no = await ask(pair, "b.json", "a.json");
  expect(no.exit).toBe(EXIT.no);
  expect(no.out).toContain("0.5");
  expect((await ask(pair, "b.json", "c.json")).exit).toBe(EXIT.unknown);
});

test("json names dialect, witness and place", async () => {
  const pair = {
    "a.json": { $schema: "http://json-schema.org/draft-07/schema#", properties: { a: { type: "string" } } },
    "b.json": { properties: { a: { type: "string", minLength: 2 } } },
  };
  const ran = await ask(pair, "a.json", "b.json", "--format", "json");
  expect(JSON.parse(ran.out)).toMatchObject({
    dialect: "draft-07",
    answer: "not-contained",
    witness: { a: "" },
    gap: {
      instance: "/a",
      keyword: "minLength",
      a: { pointer: "/properties/a" },
      b: { pointer: "/properties/a" },
    },
  });
});

test("--explain says how each demand was discharged", async () => {
  const pair = {
    "a.json": { type: "object", required: ["id"], properties: { id: { type: "integer" } } },
    "b.json": { type: "object", required: ["id"], properties: { id: { type: "number" } } },
  };
  const ran = await ask(pair, "a.json", "b.json", "--explain");
  expect(ran.out).toContain('property "id" present: A demands the same');
  expect(ran.out).toContain('property "id": type number: "A and not this" was searched');
});

test("under a policy both answers are given, and the exit code is that of the policy", async () => {
  const pair = {
    "a.json": { properties: { a: {}, b: {} }, type: "object", additionalProperties: false },
    "b.json": { type: "object", properties: { a: {} } },
  };
  const text = await ask(pair, "a.json", "b.json", "--strict-server");
  expect(text.exit).toBe(EXIT.no);
  expect(text.out).toMatch(/^contained: [\s\S]*under the policy \(strictServer\): not contained[\s\S]*\n {2}\{"b":/);
  const json = await ask(pair, "b.json", "a.json", "--undeclared-names-absent", "--format", "json");
  expect(json.exit).toBe(EXIT.yes);
  expect(JSON.parse(json.out)).toMatchObject({
    answer: "not-contained",
    policy: { undeclaredNamesAbsent: true, strictServer: false },
    underPolicy: { answer: "contained" },
  });
});

test("a row may have a policy, and one that does not exist is refused", async () => {
  const schemas = {
    a: { properties: { a: { type: ["string", "null"] } } },
    b: { properties: { a: { type: "string" } } },
  };
  const rows = [{ nullAsAbsent: true }, { nullAsAbsent: 1 }, { nulls: true }, 7, { view: "request" }].map(
    (policy, id) => JSON.stringify({ id, ...schemas, policy }),
  );
  const ran = await ask({ "rows.jsonl": rows.join("\n") }, "--jsonl", "rows.jsonl");
  const answers = ran.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(answers[0]).toMatchObject({ answer: "not-contained", underPolicy: { answer: "contained" } });
  expect(answers.map(({ answer }) => answer)).toEqual(["not-contained", "error", "error", "error", "not-contained"]);
  expect(answers[4].underPolicy).toMatchObject({ answer: "not-contained", witness: { a: null } });
});

test("rows are answered in order, and a bad row does not stop the rest", async () => {
  const rows = [
    JSON.stringify({ id: 1, a: { type: "integer" }, b: { type: "number" }, dialect: "2020-12" }),
    "{not json",
    JSON.stringify({ id: 3, a: true }),
    JSON.stringify({ id: 4, a: true, b: false, dialect: "klingon" }),
    '{"id": 5, "a": {"const": 9007199254740993}, "b": {"const": 9007199254740992}}',
    JSON.stringify({ id: 6, a: { type: "string" }, b: { maxLength: 1 }, dialect: "draft-04" }),
  ];
  const ran = await ask({ "rows.jsonl": `${rows.join("\n")}\n` }, "--jsonl", "rows.jsonl");
  expect(ran.exit).toBe(EXIT.wrongUse);
  const answers = ran.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(answers.map((row) => [row.id, row.answer])).toEqual([
    [1, "contained"],
    [null, "error"],
    [3, "error"],
    [4, "error"],
    [5, "error"],
    [6, "not-contained"],
  ]);
  expect(answers.every((row) => typeof row.steps === "number" && typeof row.ms === "number")).toBe(true);
});

test("a file that is not JSON is refused with its name", async () => {
  const ran = await ask({ "a.json": "{", "b.json": {} }, "a.json", "b.json");
  expect(ran.exit).toBe(EXIT.wrongUse);
  expect(ran.talk).toContain("a.json is not JSON");
});

test("rows that are not UTF-8 or say what nobody can follow are errors, and stop no other", async () => {
  const rows = [
    Buffer.from('\ufeff{"id":1,"a":{"type":"integer"},"b":{"type":"number"}}\r\n'),
    Buffer.from([...Buffer.from('{"id":2,"a":{},"b":{"const":"'), 0xff, ...Buffer.from('"}}\n')]),
    Buffer.from('{"id":3,"a":{},"b":{},"formats":"yes"}\n\n'),
    Buffer.from('{"id":4,"a":{"type":"integer"},"b":{"type":"string"}}'),
  ];
  const ran = await tally(["contains", "--jsonl", "rows"], { readFile: async () => Buffer.concat(rows) });
  const answers = ran.out.trim().split("\n");
  expect(answers.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { id: 1, answer: "contained" },
    { id: null, answer: "error", error: "the row is not UTF-8" },
    { id: 3, answer: "error", error: "formats is true or false" },
    { id: 4, answer: "not-contained", witness: 0 },
  ]);
  expect(ran.exit).toBe(EXIT.wrongUse);
});

test("options beside --jsonl hold for rows that do not say it themselves", async () => {
  const open = { a: { type: "object" }, b: { type: "object", properties: { x: {} } } };
  const exclusive = { a: { type: "number", minimum: 1, exclusiveMinimum: true }, b: { not: { enum: [1] } } };
  const email = { a: { format: "email", type: "string" }, b: { minLength: 1 } };
  const rows = [exclusive, { ...email, formats: false }, email, open, { ...open, policy: {} }];
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  const ran = await ask({ rows: text }, "--jsonl", "rows", "--dialect", "draft-04", "--formats", "--strict-server");
  expect(
    ran.out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toMatchObject([
    { answer: "contained" },
    { answer: "not-contained", witness: "" },
    { answer: "contained" },
    { answer: "contained", underPolicy: { answer: "not-contained" } },
    { answer: "contained", underPolicy: { answer: "contained" } },
  ]);
  expect((await ask({ rows: text }, "a.json", "--jsonl", "rows")).exit).toBe(EXIT.wrongUse);
});

test("a schema that is not UTF-8 is unusable", async () => {
  const ran = await tally(["contains", "a", "b"], { readFile: async () => Buffer.from([0x22, 0xff, 0x22]) });
  expect([ran.exit, ran.talk]).toEqual([EXIT.wrongUse, expect.stringContaining("a is not UTF-8")]);
});
