import { Verifier } from "@pact-foundation/pact";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pactBroker, run, send, startBroker, startProvider, type TestBroker } from "../../support/pact.ts";
import { publication } from "../../support/pact-api.ts";

const TOKEN = "a-secret-that-is-long-enough";
const auth = { authorization: `Bearer ${TOKEN}` };
let broker: TestBroker;
let provider: Awaited<ReturnType<typeof startProvider>>;

beforeAll(async () => {
  broker = await startBroker({ TALLY_TOKEN: TOKEN });
  provider = await startProvider(({ url }) => ({ status: url === "/broken" ? 500 : 200, body: {} }));
});

afterAll(async () => {
  await provider.stop();
  await broker.stop();
});

const publish = (version: string, branch: string, path: string) =>
  send(`${broker.url}/contracts/publish`, "POST", publication("web", version, "api", { branch, path }), auth);

const verifier = (providerVersion: string, more: object, access: object = { pactBrokerToken: TOKEN }) =>
  new Verifier({
    provider: "api",
    providerBaseUrl: provider.url,
    pactBrokerUrl: broker.url,
    publishVerificationResult: true,
    providerVersion,
    providerVersionBranch: "main",
    consumerVersionSelectors: [{ mainBranch: true }],
    logLevel: "error",
    ...access,
    ...more,
  }).verifyProvider();

const matrix = async (consumer: string, version: string) => {
  const query = `q[][pacticipant]=web&q[][version]=${consumer}&q[][pacticipant]=api&q[][version]=${version}`;
  return (await send(`${broker.url}/matrix?${query}`, "GET", undefined, auth)).body.summary.deployable;
};

test("a pending pact that fails is published as failed and does not fail the build", async () => {
  await publish("1", "main", "/broken");
  await verifier("1", { enablePending: true });
  expect(await matrix("1", "1")).toBe(false);
  await expect(verifier("2", { enablePending: false })).rejects.toThrow("expected 200 but was 500");
});

test("work in progress of a feature branch is verified beside what was asked for", async () => {
  await publish("2", "main", "/fine");
  await verifier("3", { enablePending: true });
  await publish("3", "feat/new", "/feature");
  await verifier("4", { enablePending: true, includeWipPactsSince: "2020-01-01" });
  expect(await matrix("2", "4")).toBe(true);
  expect(await matrix("3", "4")).toBe(true);
  expect(await matrix("3", "3")).toBeNull();
});

test("a name and the token as password do as well, and nothing goes without", async () => {
  await verifier(
    "5",
    { providerVersionTags: ["nightly"], buildUrl: "http://ci.example/5" },
    { pactBrokerUsername: "ci", pactBrokerPassword: TOKEN },
  );
  expect(await matrix("2", "5")).toBe(true);
  const { body } = await send(`${broker.url}/pacticipants/api/versions/5`, "GET", undefined, auth);
  expect(body._embedded).toMatchObject({ tags: [{ name: "nightly" }], branchVersions: [{ name: "main" }] });
  const question = ["can-i-deploy", "-a", "web", "-e", "2", "-a", "api", "-e", "5"];
  expect((await pactBroker(broker.url, ...question, "-k", TOKEN)).exit).toBe(0);
  const without = await pactBroker(broker.url, ...question);
  expect(without.output).toContain("a token is needed");
  expect(without.exit).toBe(1);
});

test("the Rust verifier without selectors reads the latest pacts of the provider", async () => {
  const port = new URL(provider.url).port;
  const args = ["-b", broker.url, "--token", TOKEN, "--provider-name", "api", "-h", "127.0.0.1", "-p", port];
  const publishing = ["--publish", "--provider-version", "6", "--provider-branch", "main"];
  const { exit, output } = await run("node_modules/.bin/pact-verifier", [...args, ...publishing]);
  expect(output).toContain("Verifying a pact between web and api");
  expect(exit).toBe(0);
  expect(await matrix("3", "6")).toBe(true);
});
