import { expect, test } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { bundleSource } from "../../../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";

const yaml = (maximum: string, example = "1") => `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: integer
              maximum: ${maximum}
              example: ${example}
      responses: {"200": {description: ok}}
`;
const json = (maximum: string) =>
  `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"integer","maximum":${maximum}}}}},"responses":{"200":{"description":"ok"}}}}}}`;

async function compare(before: string, after: string) {
  const source = (text: string, name: string) =>
    bundleSource({ kind: "openapi", entry: name, files: [{ path: name, bytes: Buffer.from(text) }] }, name);
  const pair = await openapi.loadPair(source(before, "old.yaml"), source(after, "new.yaml"), DEFAULT_LOAD);
  const findings = await openapi.compare(pair.before, pair.after, { tolerances: DEFAULT_IN_FORCE.tolerances });
  return { findings, same: pair.before.identity === pair.after.identity };
}

test("two numbers that only differ where a double cannot tell are undecided, never compatible", async () => {
  for (const write of [yaml, json]) {
    const { findings, same } = await compare(write("9007199254740993"), write("9007199254740992"));
    const other = await compare(write("9007199254740993"), write("9007199254740995"));
    expect(same, write.name).toBe(false);
    expect(
      findings
        .concat(other.findings)
        .filter((one) => one.direction === "backward")
        .map((one) => one.level),
    ).not.toEqual([]);
    expect([...findings, ...other.findings].every((one) => one.level !== "safe")).toBe(true);
  }
});

test("the same number, however large, is no difference, and examples do not count", async () => {
  expect((await compare(yaml("9223372036854775807"), yaml("9223372036854775807"))).findings).toEqual([]);
  expect((await compare(yaml("5", "9007199254740993"), yaml("5", "9007199254740995"))).findings).toEqual([]);
});

test("a number is found by how it begins: after a sign, in flow style, or behind a tag; not within texts and hashes", async () => {
  const [one, other] = ["9007199254740993", "9007199254740992"];
  const ways: readonly ((digits: string) => string)[] = [
    (digits) => yaml(digits).replace("maximum: ", "minimum: -"),
    (digits) => yaml(`!!int "${digits}"`),
    (digits) => yaml(digits).replace(`maximum: ${digits}`, `allOf: [{maximum: ${digits}}]`),
    (digits) => json(digits).replaceAll(":", ": "),
  ];
  for (const way of ways) expect((await compare(way(one), way(other))).same, way(one)).toBe(false);
  const silent = (text: string) => yaml("5").replace("title: T", `title: T, x-hash: ${text}`);
  expect((await compare(silent('"12e45a"'), silent("a1234567890123456789"))).findings).toEqual([]);
});
