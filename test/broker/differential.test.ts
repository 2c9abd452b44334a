import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, openApi, publication } from "../support/pact-api.ts";
import { postgresEngine, sqliteEngine } from "../support/stores.ts";

/** Sequences of calls; a nightly run asks for more. */
const RUNS = Number(process.env.TALLY_DIFFERENTIAL_RUNS ?? 2);
const ENGINES = [sqliteEngine(), postgresEngine()];
beforeAll(() => Promise.all(ENGINES.map((engine) => engine.start())));
afterAll(() => Promise.all(ENGINES.map((engine) => engine.stop())));

/** One request; `*` in a path stands for something that the broker itself named before: a uuid, a pact, a result. */
interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

const NAMES = ["web", "api", "Web", "ärzte", "Ä_1", "a%b", "a\\b", "'", "x/y", "日本", "😀", "__proto__", "service"];
const ODD = ["\u0000", "\ud800", "n".repeat(255), "😀".repeat(255), "n".repeat(256), "..", " "];
const name = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom("web", "api", "shop") },
  { weight: 3, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 1, arbitrary: fc.constantFrom(...ODD) },
);
const version = fc.oneof({ weight: 9, arbitrary: fc.constantFrom("1", "2", "3") }, { weight: 1, arbitrary: name });
const word = fc.oneof({ weight: 5, arbitrary: fc.constantFrom("main", "dev", "test", "production") }, name);
const at = (...segments: readonly string[]) => `/${segments.map((one) => (one === "*" ? one : encode(one))).join("/")}`;
const encode = (text: string): string => (/\p{Cs}/u.test(text) ? "%ED%A0%80" : encodeURIComponent(text));

const document = (paths: readonly string[]) =>
  ["openapi: 3.0.3", "info: {title: T, version: '1'}", "paths:"]
    .concat(paths.map((path) => `  ${path}: {get: {responses: {'200': {description: ok}}}}`))
    .join("\n");
const schema = fc.uniqueArray(fc.constantFrom("/a", "/b", "/c"), { minLength: 1 }).map((paths) => ({
  kind: "openapi",
  entry: "api.yaml",
  files: [{ path: "api.yaml", content: Buffer.from(document(paths)).toString("base64") }],
}));

const call: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        name,
        version,
        name,
        fc.record({ branch: word, path: fc.constantFrom("/a", "/b"), tags: fc.array(word, { maxLength: 1 }) }),
      )
      .map(([who, number, provider, more]) => ({
        method: "POST",
        path: "/contracts/publish",
        body: publication(who, number, provider, more),
      })),
  },
  {
    weight: 5,
    arbitrary: fc
      .record(
        {
          application: name,
          version,
          branch: word,
          tags: fc.array(word, { maxLength: 2 }),
          interfaces: fc.array(schema, { maxLength: 1 }),
          copies: fc.array(
            fc.tuple(schema, name).map(([one, provider]) => ({ ...one, provider })),
            { maxLength: 1 },
          ),
          strict: fc.subarray(["ignore-unknown-fields", "extensible-enums"]),
          reads: fc.constantFrom("azure", null),
        },
        { requiredKeys: ["application", "version"] },
      )
      .map((body) => ({ method: "POST", path: "/api/publish", body })),
  },
  {
    weight: 4,
    arbitrary: fc.tuple(version, fc.boolean()).map(([providerApplicationVersion, success]) => ({
      method: "POST",
      path: "*pb:publish-verification-results",
      body: { success, providerApplicationVersion },
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        name,
        version,
        fc.constantFrom("deployed-versions", "released-versions"),
        fc.option(word, { nil: undefined }),
      )
      .map(([who, number, way, applicationInstance]) => ({
        method: "POST",
        path: at("pacticipants", who, "versions", number, way, "environment", "*"),
        body: { applicationInstance },
      })),
  },
  fc.tuple(fc.constantFrom("PUT", "DELETE", "GET"), name, version, word).map(([method, who, number, tag]) => ({
    method,
    path: at("pacticipants", who, "versions", number, "tags", tag),
  })),
  fc.tuple(fc.constantFrom("PUT", "DELETE", "GET"), name, version, word).map(([method, who, number, branch]) => ({
    method,
    path: at("pacticipants", who, "branches", branch, "versions", number),
  })),
  fc.tuple(fc.constantFrom("PUT", "DELETE", "GET"), name, word).map(([method, who, label]) => ({
    method,
    path: at("pacticipants", who, "labels", label),
  })),
  fc.tuple(fc.constantFrom("DELETE", "GET"), name, version).map(([method, who, number]) => ({
    method,
    path: at("pacticipants", who, "versions", number),
  })),
  fc.tuple(fc.constantFrom("DELETE", "GET", "PATCH"), name, word).map(([method, who, mainBranch]) => ({
    method,
    path: at("pacticipants", who),
    ...(method === "PATCH" && { body: { mainBranch } }),
  })),
  fc.tuple(fc.constantFrom("PUT", "DELETE"), name).map(([method, who]) => ({
    method,
    path: at("api", "applications", who, "retirement"),
    ...(method === "PUT" && { body: { reason: "gone", owner: "ana" } }),
  })),
  fc.tuple(fc.constantFrom("PUT", "DELETE"), name, name).map(([method, consumer, provider]) => ({
    method,
    path: at("api", "seams", consumer, provider, "retirement"),
    ...(method === "PUT" && { body: { reason: "gone", owner: "ana" } }),
  })),
  fc.tuple(name, name).map(([provider, consumer]) => ({
    method: "DELETE",
    path: at("integrations", "provider", provider, "consumer", consumer),
  })),
  fc.tuple(fc.constantFrom("PUT", "DELETE"), word).map(([method, environment]) => ({
    method,
    path: at("api", "environments", environment, "floor"),
    ...(method === "PUT" && { body: { directions: ["backward", "forward"], surfaces: [], strict: [] } }),
  })),
  fc.tuple(word, fc.boolean()).map(([environment, production]) => ({
    method: "POST",
    path: "/environments",
    body: { name: environment, production },
  })),
  fc.constantFrom("DELETE", "PATCH").map((method) => ({
    method,
    path: "*latest-result",
    ...(method === "PATCH" && { body: {} }),
  })),
  {
    weight: 4,
    arbitrary: fc.tuple(name, version, word).map(([who, number, environment]) => ({
      method: "POST",
      path: "/api/can-i-deploy",
      body: {
        selectors: [{ application: who, by: { type: "version", version: number } }],
        target: { type: "environment", name: environment },
        facts: true,
      },
    })),
  },
  fc.tuple(name, word, fc.constantFrom("tag", "branch", "latest", "main-branch")).map(([who, tag, type]) => ({
    method: "POST",
    path: "/api/can-i-deploy",
    body: {
      selectors: [
        { application: who, by: { type, ...(type === "tag" && { tag }), ...(type === "branch" && { branch: tag }) } },
      ],
      target: { type: "main-branch" },
    },
  })),
  fc
    .tuple(name, fc.constantFrom("", "/versions", "/branches", "/latest-version", "/main-branch/latest-version"))
    .map(([who, rest]) => ({ method: "GET", path: at("pacticipants", who) + rest })),
  name.map((q) => ({ method: "GET", path: `/pacticipants?q=${encode(q)}` })),
  fc.tuple(name, name, word).map(([one, other, environment]) => ({
    method: "GET",
    path: `/matrix?q[][pacticipant]=${encode(one)}&q[][latest]=true&q[][pacticipant]=${encode(other)}&environment=${encode(environment)}`,
  })),
  fc
    .tuple(
      name,
      fc.constantFrom({}, { branch: true }, { tag: true }, { deployedOrReleased: true }, { matchingBranch: true }),
    )
    .map(([provider, selector]) => ({
      method: "POST",
      path: at("pacts", "provider", provider, "for-verification"),
      body: {
        providerVersionBranch: "main",
        includePendingStatus: true,
        includeWipPactsSince: "2020-01-01",
        ...(Object.keys(selector).length > 0 && { consumerVersionSelectors: [selector] }),
      },
    })),
  fc
    .constantFrom(
      "/api/applications",
      "/api/seams",
      "/api/acceptances",
      "/integrations",
      "/environments",
      "/pacts/latest",
    )
    .map((path) => ({ method: "GET", path })),
);

/** Sends calls in turn, and gives every answer with what is random in it numbered. */
async function play(api: Api, calls: readonly Call[]): Promise<readonly string[]> {
  const answers: string[] = [];
  const numbers = new Map<string, number>();
  let [uuid, href] = [(await api.get("/environments")).body._embedded.environments[0].uuid as string, "/nowhere"];
  for (const { method, path, body } of calls) {
    api.later(1);
    const address = path.startsWith("*") ? href : path.replace("*", uuid);
    const answer = await api.ask(method, address, body);
    const text = JSON.stringify(answer.body);
    const own = /"uuid":"([0-9a-f-]{36})"/.exec(text)?.[1];
    if (path === "/environments" && own) uuid = own;
    const published = answer.body?._links?.["pb:contracts"]?.[0]?.href;
    if (published) href = (await api.get(published)).body._links["pb:publish-verification-results"].href;
    if (path.startsWith("*pb") && answer.status === 201) href = answer.body._links.self.href.replace(/\/\d+$/, "");
    const shown = text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
      numbers.set(id, numbers.get(id) ?? numbers.size);
      return `uuid-${numbers.get(id)}`;
    });
    answers.push(`${method} ${path} ${JSON.stringify(body)}\n${answer.status} ${shown}`);
  }
  return answers;
}

test("both stores give the same answers to the same calls, and never fail", { timeout: RUNS * 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 150, maxLength: 150 }), async (calls) => {
      const apis = await Promise.all(ENGINES.map((engine) => openApi({}, engine)));
      try {
        const [one, other] = await Promise.all(apis.map((api) => play(api, calls)));
        expect(other).toEqual(one);
        expect((one ?? []).filter((answer) => /\n5\d\d /.test(answer))).toEqual([]);
      } finally {
        await Promise.all(apis.map((api) => api.close()));
      }
    }),
    { numRuns: RUNS },
  );
});
