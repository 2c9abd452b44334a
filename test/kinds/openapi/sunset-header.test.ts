import { describe, expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

type Header = Readonly<Record<string, unknown>>;
const gone = (header: Header | null, more: object = {}) => ({
  deprecated: true,
  responses: { "200": { description: "d", ...(header && { headers: { sunset: header } }) } },
  ...more,
});
const text = { schema: { type: "string" } };
const document = (operation: object | null) =>
  JSON.stringify({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths: {
      "/b": { get: { responses: { "200": { description: "d" } } } },
      ...(operation && { "/a": { get: operation } }),
    },
    components: { schemas: { Day: { const: "Wed, 31 Dec 2025 23:59:59 GMT" } } },
  });

/** What old callers meet, judged on the first day of 2026. */
const found = async (before: object | null, after: object | null) =>
  (await diffTexts(document(before), document(after)))
    .filter(({ direction, id }) => direction === "backward" && id.startsWith("openapi.operation."))
    .map(({ level, id, peers }) => [level, id.replace("openapi.operation.", ""), ...peers.oasdiff]);

describe("the removal of an operation whose answers have a Sunset header", () => {
  const due = ["risky", "removed", "api-path-removed-with-deprecation"];
  const early = ["breaking", "removed", "api-path-removed-before-sunset"];
  const open = ["breaking", "removed", "api-path-removed-with-deprecation"];
  it.each<[string, Header, readonly string[]]>([
    ["whose one value has passed", { schema: { const: "Wed, 31 Dec 2025 23:59:59 GMT" } }, due],
    ["whose one value is to come", { schema: { const: "Fri, 02 Jan 2026 00:00:00 GMT" } }, early],
    ["with a schema that is named", { schema: { $ref: "#/components/schemas/Day" } }, due],
    ["with a list of one", { schema: { enum: ["2025-12-31T00:00:00Z"] } }, due],
    ["with a default", { schema: { type: "string", default: "Fri, 02 Jan 2026 00:00:00 GMT" } }, early],
    ["that may hold two dates", { schema: { enum: ["2025-12-30", "2025-12-31"] } }, open],
    ["with an example, which promises nothing", { ...text, example: "Wed, 31 Dec 2025 23:59:59 GMT" }, open],
    ["without a date", text, open],
    ["with a date that is none", { schema: { const: "Wed, 99 Dec 2025 23:59:59 GMT" } }, open],
  ])("%s", async (_name, header, expected) => {
    expect(await found(gone(header), null)).toEqual([expected]);
  });

  it("is judged by x-sunset where that is there, and by nothing where it is not deprecated", async () => {
    const past = { schema: { const: "Wed, 31 Dec 2025 23:59:59 GMT" } };
    expect(await found(gone(past, { "x-sunset": "2027-01-01" }), null)).toEqual([early]);
    expect(await found(gone(past, { deprecated: false }), null)).toEqual([
      ["breaking", "removed", "api-path-removed-without-deprecation"],
    ]);
  });
});

describe("a Sunset header whose date changes", () => {
  const until = (day: string) => gone({ schema: { type: "string", default: `Wed, ${day} 00:00:00 GMT` } });
  it("is a promise like x-sunset", async () => {
    const [soon, late] = [until("04 Mar 2026"), until("01 Jul 2026")];
    expect((await found(late, soon)).map(([level, id]) => [level, id])).toEqual([["breaking", "sunset-earlier"]]);
    expect((await found(soon, late)).map(([level, id]) => [level, id])).toEqual([["safe", "sunset-later"]]);
    expect((await found(soon, gone(null))).map(([level, id]) => [level, id])).toEqual([["breaking", "sunset-removed"]]);
    expect(await found(soon, { ...soon, summary: "the same" })).toEqual([]);
  });
});
