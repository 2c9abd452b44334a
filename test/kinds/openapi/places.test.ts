import { describe, expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

const operation = (more: object = {}) => ({ get: { responses: { "200": { description: "d" } }, ...more } });
const server = (url: string, variables?: object) => ({ url, ...(variables && { variables }) });

const api = (paths: object, ...servers: readonly object[]): string =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths,
    ...(servers.length > 0 && { servers }),
  });

const swagger = (basePath: string | null, paths: object, host?: string): string =>
  JSON.stringify({ swagger: "2.0", info: { title: "t", version: "1" }, paths, host, ...(basePath && { basePath }) });

const worst = (findings: readonly Finding[], along: Direction = "backward"): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

const A = { "/a": operation() };
const V1A = { "/v1/a": operation() };
const listed = (...values: readonly string[]) => ({ v: { default: values[0], enum: values } });
const parameter = (name: string, type = "string") => ({
  parameters: [{ name, in: "path", required: true, schema: { type } }],
});

const PLACES: readonly (readonly [name: string, before: string, after: string, verdict: string])[] = [
  ["the base path moved into the path", api(A, server("https://h/v1")), api(V1A, server("https://h")), "compatible"],
  ["the base path moved out of the path", api(V1A), api(A, server("/v1")), "compatible"],
  ["a slash at the end", api(A, server("https://h/v1/")), api(A, server("https://h/v1")), "compatible"],
  ["no server and the root", api(A, server("/")), api(A), "compatible"],
  ["another base path", api(A, server("https://h/v1")), api(A, server("https://h/v2")), "breaking"],
  ["another relative base path", api(A, server("/v1")), api(A, server("/v2")), "breaking"],
  ["another host", api(A, server("https://h")), api(A, server("https://i")), "risky"],
  ["another host and base path", api(A, server("https://h/v1")), api(A, server("https://i/v2")), "risky"],
  ["another scheme", api(A, server("http://h")), api(A, server("https://h")), "risky"],
  ["a server more", api(A, server("https://h/v1")), api(A, server("https://h/v1"), server("/v2")), "compatible"],
  [
    "one of two servers less",
    api(A, server("https://h/v1"), server("https://h/v2")),
    api(A, server("https://h/v2")),
    "risky",
  ],
  ["relative and absolute", api(A, server("/v1")), api(A, server("https://h/v2")), "risky"],
  [
    "a variable with another value",
    api(A, server("https://h/{v}", listed("v1"))),
    api(A, server("https://h/{v}", listed("v2"))),
    "breaking",
  ],
  [
    "a variable with more values",
    api(A, server("https://h/{v}", listed("v1"))),
    api(A, server("https://h/{v}", listed("v2", "v1"))),
    "compatible",
  ],
  [
    "a variable that may be anything",
    api(A, server("https://h/v1")),
    api(A, server("https://h/{v}", { v: { default: "v1" } })),
    "risky",
  ],
  [
    "another default of a variable that may be anything",
    api(A, server("https://{e}.h", { e: { default: "p" } })),
    api(A, server("https://{e}.h", { e: { default: "q" } })),
    "risky",
  ],
  ["a path that still answers elsewhere", api(A, server("/v1")), api({ ...A, ...V1A }), "risky"],
  [
    "a server of the path",
    api({ "/a": { servers: [server("/v1")], ...operation() } }),
    api({ "/a": operation({ servers: [server("/v1")] }) }),
    "compatible",
  ],
  [
    "a server of the operation",
    api({ "/a": operation({ servers: [server("https://h/v1")] }) }, server("https://h")),
    api(V1A, server("https://h")),
    "compatible",
  ],
  [
    "a removed path that another path answers at a new server",
    api({ ...A, ...V1A }, server("https://h")),
    api(A, server("https://h"), server("https://h/v1")),
    "compatible",
  ],
  [
    "a renamed parameter below a moved base path",
    api({ "/a/{id}": operation(parameter("id")) }, server("/v1")),
    api({ "/v1/a/{key}": operation(parameter("key")) }),
    "compatible",
  ],
  [
    "a narrowed parameter below a moved base path",
    api({ "/a/{id}": operation(parameter("id")) }, server("/v1")),
    api({ "/v1/a/{key}": operation(parameter("key", "integer")) }),
    "breaking",
  ],
  ["a base path of Swagger", swagger("/v1", A), swagger(null, V1A), "compatible"],
  ["a base path of Swagger as a server", swagger("/v1", A, "h"), api(A, server("//h/v1")), "compatible"],
  ["another base path of Swagger", swagger("/v1", A, "h"), swagger("/v2", A, "h"), "breaking"],
];

describe("where calls go", () => {
  it.each(PLACES)("%s", async (_, before, after, verdict) => {
    expect(worst(await diffTexts(before, after))).toBe(verdict);
    expect(worst(await diffTexts(after, before), "forward")).toBe(verdict);
  });

  it("is shown by a call of the old address", async () => {
    const findings = await diffTexts(api(A, server("https://h/v1")), api(A, server("https://h/v2")));
    const [found] = findings.filter(({ direction }) => direction === "backward");
    expect(found?.message).toBe("calls of GET /a go below /v2, where it was /v1");
    expect(found?.witness?.payload).toMatchObject({ method: "GET", url: "/v1/a", meets: 404 });
  });
});
