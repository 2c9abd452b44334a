// Makes the pacts of the sample estate with the Pact library: run it after changing an interaction.
// usage: npx tsx scripts/make-sample-pacts.ts
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { MatchersV3, PactV3 } from "@pact-foundation/pact";

const { eachLike, integer, like, regex, string } = MatchersV3;
const dir = resolve("contracts/samples/pacts");
const order = {
  id: string("o-1"),
  status: regex("placed|paid|shipped", "placed"),
  total: integer(1250),
};

rmSync(dir, { recursive: true, force: true });
await shopWeb();
await mobileApp();

/** The web shop places orders and shows them. */
async function shopWeb(): Promise<void> {
  const pact = new PactV3({ consumer: "shop-web", provider: "orders", dir, logLevel: "warn" });
  pact
    .given("sku apple is sold")
    .uponReceiving("a new order")
    .withRequest({
      method: "POST",
      path: "/orders",
      headers: { "Content-Type": "application/json" },
      body: { customer: "ada", lines: [{ sku: "apple", quantity: 2 }] },
    })
    .willRespondWith({ status: 201, headers: { "Content-Type": "application/json" }, body: like(order) });
  await pact.executeTest(async ({ url }) => {
    const answer = await fetch(`${url}/orders`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ customer: "ada", lines: [{ sku: "apple", quantity: 2 }] }),
    });
    await expectStatus(answer, 201);
  });
}

/** The mobile app reads one order. */
async function mobileApp(): Promise<void> {
  const pact = new PactV3({ consumer: "mobile-app", provider: "orders", dir, logLevel: "warn" });
  pact
    .given("order o-1 exists")
    .uponReceiving("a request for order o-1")
    .withRequest({ method: "GET", path: "/orders/o-1" })
    .willRespondWith({
      status: 200,
      headers: { "Content-Type": "application/json" },
      body: like({ ...order, lines: eachLike({ sku: string("apple"), quantity: integer(2) }) }),
    });
  await pact.executeTest(async ({ url }) => expectStatus(await fetch(`${url}/orders/o-1`), 200));
}

async function expectStatus(answer: Response, status: number): Promise<void> {
  await answer.text();
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}`);
}
