import { join } from "node:path";
import { MatchersV3, PactV4, Verifier } from "@pact-foundation/pact";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../src/core/errors.ts";
import { tally } from "./support/io.ts";
import { type CliResult, pactBroker, send, startBroker, startProvider, type TestBroker } from "./support/pact.ts";

let broker: TestBroker;

beforeAll(async () => {
  broker = await startBroker();
});

afterAll(() => broker.stop());

/** Asks the Rust command line, and `tally`, which has to agree. */
async function canIDeploy(application: string, version: string): Promise<CliResult> {
  const question = ["can-i-deploy", "-a", application, "-e", version, "--to-environment", "production"];
  const asked = await pactBroker(broker.url, ...question);
  const own = await tally([...question, "-b", broker.url]);
  expect([application, version, own.exit === EXIT.yes]).toEqual([application, version, asked.exit === 0]);
  return asked;
}

const recordDeployment = (application: string, version: string) =>
  pactBroker(broker.url, "record-deployment", "-a", application, "-e", version, "--environment", "production");

async function verify(version: string, price: unknown): Promise<string> {
  const provider = await startProvider(() => ({ status: 200, body: { name: "pen", price } }));
  try {
    return await new Verifier({
      provider: "stock",
      providerBaseUrl: provider.url,
      pactBrokerUrl: broker.url,
      publishVerificationResult: true,
      providerVersion: version,
      providerVersionBranch: "main",
      consumerVersionSelectors: [{ mainBranch: true }, { deployedOrReleased: true }],
      enablePending: false,
      logLevel: "error",
    }).verifyProvider();
  } finally {
    await provider.stop();
  }
}

test("a consumer's test writes a pact, the Rust command line publishes it", async () => {
  const dir = join(broker.folder, "pacts");
  const pact = new PactV4({ consumer: "shop", provider: "stock", dir, logLevel: "error" });
  await pact
    .addInteraction()
    .given("a pen is there")
    .uponReceiving("a request for the pen")
    .withRequest("GET", "/items/pen")
    .willRespondWith(200, (response) => {
      response.jsonBody({ name: MatchersV3.string("pen"), price: MatchersV3.number(1.5) });
    })
    .executeTest(async (mock) => {
      const response = await fetch(`${mock.url}/items/pen`);
      expect(await response.json()).toEqual({ name: "pen", price: 1.5 });
    });

  const published = await pactBroker(broker.url, "publish", dir, "-a", "1", "--branch", "main");
  expect(published.output).toContain("Pact successfully published for shop version 1 and provider stock");
  expect(published.exit).toBe(0);
});

test("nothing is verified: no", async () => {
  const asked = await canIDeploy("shop", "1");
  expect(asked.output).toContain(
    "There is no verified pact between version 1 of shop and a version of stock currently in production",
  );
  expect(asked.output).toContain("Computer says no");
  expect(asked.exit).toBe(1);
});

test("the provider verifies and publishes; it may go first, then the consumer", async () => {
  await verify("1", 2.5);
  const provider = await canIDeploy("stock", "1");
  expect(provider.output).toContain("Computer says yes");
  expect(provider.exit).toBe(0);
  expect((await recordDeployment("stock", "1")).exit).toBe(0);

  const consumer = await canIDeploy("shop", "1");
  expect(consumer.output).toMatch(/shop\s+┆ 1\s+┆ stock\s+┆ 1\s+┆ true/);
  expect(consumer.output).toContain("All required verification results are published and successful");
  expect(consumer.exit).toBe(0);
  expect((await recordDeployment("shop", "1")).exit).toBe(0);
});

test("a version that fails its verification: no", async () => {
  await expect(verify("2", "a lot")).rejects.toThrow("Expected 'a lot' (String) to be a number");
  const asked = await canIDeploy("stock", "2");
  expect(asked.output).toMatch(/shop\s+┆ 1\s+┆ stock\s+┆ 2\s+┆ false/);
  expect(asked.output).toContain(
    "The verification for the pact between the version of shop currently in production (1) and version 2 of stock failed",
  );
  expect(asked.exit).toBe(1);
});

test("a version that mends it: yes", async () => {
  await verify("3", 9);
  expect((await canIDeploy("stock", "3")).exit).toBe(0);
});

const openapi = (paths: Readonly<Record<string, object>>) => ({
  openapi: "3.1.0",
  info: { title: "stock", version: "1" },
  paths: Object.fromEntries(
    Object.entries(paths).map(([path, schema]) => [
      path,
      { get: { responses: { "200": { description: "ok", content: { "application/json": { schema } } } } } },
    ]),
  ),
});

const item = {
  type: "object",
  required: ["name", "price"],
  properties: { name: { type: "string" }, price: { type: "number" } },
};

const schemaOf = (document: object) => ({
  kind: "openapi",
  entry: "openapi.json",
  files: [{ path: "openapi.json", content: btoa(JSON.stringify(document)) }],
});

async function publishInterface(version: string, document: object): Promise<void> {
  const body = { application: "stock", version, interfaces: [schemaOf(document)] };
  const { status } = await send(`${broker.url}/api/publish`, "POST", body);
  expect(status).toBe(201);
}

test("a version whose pacts are verified but that breaks its own live interface: no", async () => {
  await publishInterface("1", openapi({ "/items/{id}": item, "/items": { type: "array", items: item } }));
  await verify("4", 2);
  await publishInterface("4", openapi({ "/items/{id}": item }));
  const asked = await canIDeploy("stock", "4");
  expect(asked.output).toMatch(/shop\s+┆ 1\s+┆ stock\s+┆ 4\s+┆ true/);
  expect(asked.output).toContain("openapi interface of stock 4 breaks stock 1, which is live in production");
  expect(asked.output).toContain("GET /items:");
  expect(asked.output).toContain("Computer says no");
  expect(asked.exit).toBe(1);
  expect(asked.output).toContain("witness: GET /items answered 404");
  const own = await tally([
    "can-i-deploy",
    "-a",
    "stock",
    "-e",
    "4",
    "--to-environment",
    "production",
    "-b",
    broker.url,
    "-o",
    "json",
  ]);
  expect([own.exit, JSON.parse(own.out)]).toMatchObject([EXIT.no, { verdict: "no", reason: "interface-break" }]);
});

test("a version that only adds to it: yes", async () => {
  await verify("5", 2);
  await publishInterface(
    "5",
    openapi({ "/items/{id}": item, "/items": { type: "array", items: item }, "/prices": item }),
  );
  const asked = await canIDeploy("stock", "5");
  expect(asked.output).toContain(
    "openapi interface of stock 5 is compatible with stock 1, which is live in production",
  );
  expect(asked.output).toContain("Computer says yes");
  expect(asked.exit).toBe(0);
});

test("a consumer that was built against a copy of the schema is hit: no", async () => {
  const copy = { ...schemaOf(openapi({ "/items": { type: "array", items: item } })), provider: "stock" };
  const body = { application: "ledger", version: "1", copies: [copy] };
  expect((await send(`${broker.url}/api/publish`, "POST", body)).status).toBe(201);
  expect((await recordDeployment("ledger", "1")).exit).toBe(0);
  const asked = await canIDeploy("stock", "4");
  expect(asked.output).toContain("stock 4 breaks the copy of stock that ledger 1 was built against");
  expect(asked.output).not.toMatch(/ledger\s+┆/);
  expect(asked.exit).toBe(1);
  expect((await canIDeploy("stock", "5")).exit).toBe(0);
});
