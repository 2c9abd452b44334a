import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD, type Interface } from "../../../src/core/kind.ts";
import type { RetiredNumber } from "../../../src/core/retired.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { memory, outline } from "./fixture.ts";

const load = (text: string): Promise<Interface> =>
  proto.load(memory({ "schema.proto": text }, "schema.proto"), DEFAULT_LOAD);
const retirement = proto.retirement!;
const p3 = (text: string) => `syntax = "proto3"; package a; ${text}`;
const p2 = (text: string) => `syntax = "proto2"; package a; ${text}`;

async function retired(before: string, after: string): Promise<readonly RetiredNumber[]> {
  return [...retirement.retired(await load(before), await load(after))];
}

/** What three versions in turn come to: the first had the numbers, the second gave them up, the third has them again. */
async function reused(before: string, between: string, after: string): Promise<readonly Finding[]> {
  const numbers: RetiredNumber[] = JSON.parse(JSON.stringify(await retired(before, between)));
  return retirement.reused(numbers, await load(after));
}

const brief = (numbers: readonly RetiredNumber[]) =>
  numbers.map(({ what, scope, type, whole }) => `${what} ${scope}: ${type}${whole ? " (whole)" : ""}`);
const none = p3("message M { string id = 1; }");

describe("retired numbers", () => {
  it("are those of fields and enum values that the old side has and the new one no longer has", async () => {
    const before = p3(`message M { string id = 1; repeated int32 n = 2; E e = 3; message In { bool b = 1; } }
      enum E { ZERO = 0; ONE = 1; TWO = 2; }`);
    const after = p3("message M { string id = 1; E e = 3; string late = 9; } enum E { ZERO = 0; TWO = 2; }");
    expect(brief(await retired(before, after)).sort()).toEqual([
      "enum-value a.E: ONE = 1",
      "field a.M.In: bool b = 1 (whole)",
      "field a.M: repeated int32 n = 2",
    ]);
    expect(await retired(before, before)).toEqual([]);
  });

  it("are not those of fields that were merely renamed", async () => {
    expect(await retired(p3("message M { string a = 1; }"), p3("message M { string b = 1; }"))).toEqual([]);
  });

  it("are found in time, and kept small, in a schema of any size", async () => {
    const values = Array.from({ length: 5000 }, (_, index) => `V${index} = ${index};`).join(" ");
    const holders = Array.from({ length: 200 }, (_, index) => `E e${index} = ${index + 1};`).join(" ");
    const big = `message M { ${holders} } enum E { ${values} }`;
    const numbers = await retired(p3(big), p3("message M {} enum E { V0 = 0; }"));
    expect(numbers).toHaveLength(5199);
    expect(Math.max(...numbers.map((number) => JSON.stringify(number).length))).toBeLessThan(50_000);
    const required = Array.from({ length: 2000 }, (_, index) => `required int32 r${index} = ${index + 2};`).join(" ");
    const [only, ...rest] = await retired(
      p2(`message M { optional int32 old = 1; ${required} }`),
      p2(`message M { ${required} }`),
    );
    expect([rest.length, JSON.stringify(only).length < 200_000]).toEqual([0, true]);
    const again = await load(p2(`message M { optional int32 young = 1; ${required} }`));
    const findings = await retirement.reused(only ? [only] : [], again);
    expect(findings.map(({ level }) => level)).toEqual(["undecided"]);
  });

  it("count the extensions of a message, wherever they stand", async () => {
    const base = "message M { extensions 100 to 200; }";
    const old = p2(`${base} extend M { optional string note = 100; }`);
    expect(brief(await retired(old, p2(base)))).toEqual(["field a.M: optional string [a.note] = 100"]);
  });

  it("are a room of protobuf, and none of OpenAPI", () => {
    expect("retirement" in openapi).toBe(false);
  });
});

describe.each(["field", "enum-value"])("a retired number of a %s given another meaning", (what) => {
  const folder = `test/fixtures/proto.${what}.number-reused-after-retirement`;
  const text = (side: string) => readFileSync(`${folder}/${side}.proto`, "utf8");
  it("is found with a witness that stands alone, whatever was live in between", async () => {
    const findings = await reused(text("before"), text("between"), text("after"));
    expect(findings.map(outline)).toEqual(JSON.parse(readFileSync(`${folder}/expect.json`, "utf8")));
    const witness = structuredClone(findings[0]?.witness ?? null);
    expect(witness && (await proto.replay(witness)).reproduced).toBe(true);
    expect(witness).toMatchObject({ producer: "before", reader: "after" });
  });
  it("is not seen by comparing with the version in between alone", async () => {
    const pair = [await load(text("between")), await load(text("after"))] as const;
    const found = await proto.compare(...pair, { tolerances: ["undeclared-names-absent", "ignore-unknown-fields"] });
    expect(found.filter(({ id }) => id.includes("reused"))).toEqual([]);
  });
  it("is no reuse where the same meaning is restored, or the number stays free", async () => {
    expect(await reused(text("before"), text("between"), text("before"))).toEqual([]);
    expect(await reused(text("before"), text("between"), text("between"))).toEqual([]);
  });
});

describe("reuse", () => {
  const old = p3("message M { string id = 1; int64 total = 2; }");
  it("is another type under the old name, unless every old value is read the same", async () => {
    const narrow = await reused(old, none, p3("message M { string id = 1; int32 total = 2; }"));
    expect(narrow.map(({ level, witness }) => [level, witness?.outcome])).toEqual([["breaking", "changed"]]);
    const service = "message A {} service S { rpc Put(M) returns (A); }";
    const wide = p3(`message M { string id = 1; int64 total = 2; } ${service}`);
    expect(await reused(p3(`message M { string id = 1; int32 total = 2; } ${service}`), none, wide)).toEqual([]);
  });

  it("hurts the other way round where providers alone write the message: old callers read the new meaning", async () => {
    const service = "message Q {} service S { rpc Get(Q) returns (M); }";
    const after = p3(`message M { string id = 1; int64 count = 2; } ${service}`);
    const [finding] = await reused(p3(`message M { string id = 1; int64 total = 2; } ${service}`), none, after);
    expect(finding).toMatchObject({ level: "breaking", direction: "backward", operation: "a.S/Get" });
    expect(finding?.witness).toMatchObject({ producer: "after", reader: "before" });
    expect(finding?.message).toContain("the old version takes one for the other");
  });

  it("fills what the old message required, however deep", async () => {
    const before = p2("message M { required In in = 1; optional In old = 2; } message In { required string s = 1; }");
    const after = p2("message M { required In in = 1; optional In young = 2; } message In { required string s = 1; }");
    const [finding] = await reused(
      before,
      p2("message M { required In in = 1; } message In { required string s = 1; }"),
      after,
    );
    expect(finding).toMatchObject({ level: "breaking", element: "a.M.young" });
    expect(finding?.witness).not.toBeNull();
  });

  it("is found when a whole message or enum comes back as something else", async () => {
    const back = p3("message M { string id = 1; Side side = 2; } message Side { bytes b = 1; }");
    const before = p3("message M { string id = 1; Side side = 2; } message Side { int32 n = 1; }");
    expect((await reused(before, none, back)).map(({ element }) => element)).toEqual(["a.Side.b"]);
  });

  it("is undecided where the restored field holds another message, whose old insides are not remembered", async () => {
    const before = p3("message M { string id = 1; A part = 2; } message A { int32 n = 1; }");
    const after = p3("message M { string id = 1; B part = 2; } message B { int32 n = 1; }");
    expect((await reused(before, none, after)).map(({ level }) => level)).toEqual(["undecided"]);
  });

  it("of an enum value is none where its other name comes back, or no field is left to carry it", async () => {
    const aliased = "enum E { option allow_alias = true; ZERO = 0; ONE = 1; UNO = 1; }";
    const holder = "message M { string id = 1; E e = 2; }";
    const between = p3(`${holder} enum E { ZERO = 0; }`);
    expect(await reused(p3(`${holder} ${aliased}`), between, p3(`${holder} enum E { ZERO = 0; UNO = 1; }`))).toEqual(
      [],
    );
    const other = p3("message M { string id = 1; E other = 3; } enum E { ZERO = 0; TWO = 1; }");
    expect(await reused(p3(`${holder} enum E { ZERO = 0; ONE = 1; }`), between, other)).toEqual([]);
  });

  it("is told once with one fingerprint, however often the number was retired", async () => {
    const numbers = await retired(old, none);
    const after = await load(p3("message M { string id = 1; string memo = 2; }"));
    const [once, twice] = [
      await retirement.reused(numbers, after),
      await retirement.reused([...numbers, ...numbers], after),
    ];
    expect(once).toHaveLength(1);
    expect(twice).toEqual(once);
  });

  it("law: restored as it was it is never found; under another name it always is, proved by replay", async () => {
    const type = fc.constantFrom(
      "int32",
      "sint64",
      "string",
      "bytes",
      "bool",
      "double",
      "fixed32",
      "In",
      "E",
      "map<string, In>",
    );
    const label = fc.constantFrom("", "optional ", "repeated ");
    const rest = "message In { int32 n = 1; } enum E { ZERO = 0; ONE = 1; }";
    const m = (field: string) => p3(`message M { ${field} } ${rest}`);
    const whole = (labelled: string, kind: string) => (kind.startsWith("map") ? kind : labelled + kind);
    await fc.assert(
      fc.asyncProperty(type, label, type, label, async (kind, many, otherKind, otherMany) => {
        const before = m(`${whole(many, kind)} a = 1;`);
        expect(await reused(before, m(""), before)).toEqual([]);
        const findings = await reused(before, m(""), m(`${whole(otherMany, otherKind)} b = 1;`));
        expect(findings.map(({ level }) => level)).toEqual(["breaking"]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
