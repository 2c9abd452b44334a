import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, openApi, publication } from "../../support/pact-api.ts";

let api: Api;

beforeAll(async () => {
  api = await openApi();
  await api.publish("web", "1", "api", { branch: "main", tags: ["t"] });
  await api.verify("web", "1", "api", "5");
  await api.deploy("api", "5", "production");
});

afterAll(() => api.close());

const name = fc.oneof(
  fc.constantFrom("web", "api", "1", "5", "main", "t", "test", "production", "..", "%", "__proto__", "x".repeat(2_000)),
  fc.string({ maxLength: 8 }),
);

const PATHS: readonly (readonly string[])[] = [
  ["pacticipants"],
  ["pacticipants", "*"],
  ["pacticipants", "*", "versions", "*"],
  ["pacticipants", "*", "versions", "*", "tags", "*"],
  ["pacticipants", "*", "branches", "*"],
  ["pacticipants", "*", "branches", "*", "versions", "*"],
  ["pacticipants", "*", "latest-version", "*"],
  ["pacticipants", "*", "labels", "*"],
  ["pacticipants", "*", "versions", "*", "deployed-versions", "environment", "*"],
  ["environments"],
  ["environments", "*"],
  ["environments", "*", "deployed-versions", "currently-deployed"],
  ["deployed-versions", "*"],
  ["released-versions", "*"],
  ["contracts", "publish"],
  ["pacts", "latest"],
  ["pacts", "provider", "*"],
  ["pacts", "provider", "*", "for-verification"],
  ["pacts", "provider", "*", "latest", "*"],
  ["pacts", "provider", "*", "consumer", "*", "version", "*"],
  ["pacts", "provider", "*", "consumer", "*", "pact-version", "*", "metadata", "*"],
  ["pacts", "provider", "*", "consumer", "*", "pact-version", "*", "verification-results"],
  ["pacts", "provider", "*", "consumer", "*", "pact-version", "*", "verification-results", "*"],
  ["matrix"],
  ["can-i-deploy"],
  ["integrations"],
];

const path = fc
  .tuple(fc.constantFrom(...PATHS), fc.array(name, { minLength: 5, maxLength: 5 }))
  .map(
    ([segments, names]) =>
      `/${segments.map((one, index) => (one === "*" ? encodeURIComponent(names[index % 5] ?? "") : one)).join("/")}`,
  );

const KEYS = ["q", "pacticipant", "version", "latest", "tag", "environment", "ignore", "limit", "success", "latestby"];
const query = fc
  .array(
    fc.tuple(fc.constantFrom(...KEYS), fc.constantFrom("", "[]", "[][pacticipant]", "[][version]", "[a]", "[[]"), name),
    { maxLength: 5 },
  )
  .map((parts) => parts.map(([key, tail, value]) => `${key}${tail}=${encodeURIComponent(value)}`).join("&"));

const FIELDS = [
  ...Object.keys(publication("a", "1", "b")),
  "name",
  "production",
  "success",
  "providerApplicationVersion",
  "consumerVersionSelectors",
  "mainBranch",
  "applicationInstance",
  "currentlyDeployed",
  "branch",
  "tags",
];
const fields = fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(name, fc.jsonValue({ maxDepth: 3 })), { maxKeys: 6 });
const body = fc.oneof(
  fields.map((value) => JSON.stringify(value)),
  fc.constant(JSON.stringify(publication("web", "2", "api"))),
  fc.string({ maxLength: 20 }),
  fc.constant("{".repeat(10_000)),
);

const type = fc.constantFrom(
  "application/json",
  "application/merge-patch+json",
  "text/plain",
  "application/json; charset=x",
);

test("no request is answered with a server error, and every refusal is JSON that says why", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("GET", "POST", "PUT", "PATCH"),
      path,
      query,
      body,
      type,
      async (method, at, search, text, contentType) => {
        const sent = method === "GET" ? undefined : text;
        const answer = await api.ask(
          method,
          `${at}?${search}`,
          sent,
          sent === undefined ? {} : { "content-type": contentType },
        );
        expect(answer.status).toBeLessThan(500);
        if (answer.status >= 400) expect(answer.body.errors).toBeDefined();
        expect(JSON.stringify(answer.body ?? "")).not.toMatch(/ at .*\.ts:\d+/);
      },
    ),
    { numRuns: 1_500 },
  );
});

test("addresses that are not well formed", async () => {
  for (const at of [
    "/pacticipants/%zz",
    "/pacticipants/%00",
    "/pacticipants/%E0%A4",
    "/matrix?q[][pacticipant]=%zz",
    `/pacticipants/${"a".repeat(10_000)}`,
    "/matrix?q[][pacticipant]=%00",
  ]) {
    const { status, body: answered } = await api.get(at);
    expect([at, status >= 400 && status < 500, Array.isArray(answered.errors)]).toEqual([at, true, true]);
  }
});
