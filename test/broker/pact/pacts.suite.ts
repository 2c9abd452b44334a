import { afterEach, beforeEach, expect, test } from "vitest";
import { interactionId, isJsonObject, parseJsonText } from "../../../src/pact/index.ts";
import { type Api, type openApi, pactOf } from "../../support/pact-api.ts";

/** See protocol.test.ts. */
export function pactsSuite(open: typeof openApi): void {
  let api: Api;

  beforeEach(async () => {
    api = await open();
  });

  afterEach(() => api.close());

  const between = "/pacts/provider/api/consumer/web";
  const version = (pact: { _links: Record<string, { href: string }> }) =>
    pact._links["pb:consumer-version"]?.href.split("/").at(-1);

  test("a pact is served as it was written, with ids and links", async () => {
    const text = `{"consumer":{"name":"web"},"provider":{"name":"api"},"interactions":[{"description":"d","request":{"path":"/"},
    "response":{"status":200,"body":{"price":1.50,"big":12345678901234567890,"__proto__":{"x":1}}}}],"extra":1e2}`;
    await api.publish("web", "1", "api", { pact: text });
    const raw = await (await api.app.request(`${api.base}${between}/version/1`)).text();
    expect(raw).toContain('"body":{"price":1.50,"big":12345678901234567890,"__proto__":{"x":1}}');
    expect(raw).toContain('"extra":1e2');
    const { body } = await api.get(`${between}/version/1`);
    const { tree } = parseJsonText(
      '{"description":"d","request":{"path":"/"},"response":{"status":200,"body":{"price":1.5,"big":12345678901234567890,"__proto__":{"x":1}}}}',
      "t",
    );
    expect(body.interactions[0]._id).toBe(isJsonObject(tree) && interactionId(tree));
    expect(body.createdAt).toBe("2026-01-01T00:00:00.000Z");
    for (const rel of [
      "self",
      "pb:consumer",
      "pb:consumer-version",
      "pb:pact-version",
      "pb:latest-pact-version",
      "pb:all-pact-versions",
    ])
      expect([rel, (await api.get(body._links[rel].href)).status]).toEqual([rel, 200]);
  });

  test("white space, key order and interaction order make no new content", async () => {
    const pact = pactOf("web", "api", "/a");
    const other = pactOf("web", "api", "/b").interactions;
    await api.publish("web", "1", "api", { pact: { ...pact, interactions: [...pact.interactions, ...other] } });
    const { metadata, ...rest } = pact;
    const same = { metadata: { ...metadata, client: "x" }, ...rest, interactions: [...other, ...pact.interactions] };
    await api.publish("web", "2", "api", { pact: JSON.stringify(same, null, 4) });
    await api.publish("web", "3", "api", { path: "/c" });
    const content = async (number: string) =>
      (await api.get(`${between}/version/${number}`)).body._links["pb:pact-version"].href;
    expect(await content("2")).toBe(await content("1"));
    expect(await content("3")).not.toBe(await content("1"));
    expect(version((await api.get(`${between}/version/3/previous-distinct`)).body)).toBe("2");
  });

  test("a pact is found by latest, tag, branch, content and history", async () => {
    await api.publish("web", "1", "api", { branch: "main", tags: ["prod"], path: "/1" });
    await api.publish("web", "2", "api", { branch: "feat/x", path: "/2" });
    const found = async (path: string) => version((await api.get(between + path)).body);
    expect(await found("/latest")).toBe("2");
    expect(await found("/latest/prod")).toBe("1");
    expect(await found("/branch/main/latest")).toBe("1");
    expect(await found("/branch/feat%2Fx/latest")).toBe("2");
    expect((await api.get(`${between}/latest/nothing`)).status).toBe(404);
    expect((await api.get(`${between}/pact-version/${"0".repeat(40)}`)).status).toBe(404);
    expect((await api.get(`${between}/versions`)).body._links["pb:pact-versions"]).toHaveLength(2);
  });

  test("lists of a provider carry the new and the old name of the relation", async () => {
    await api.publish("web", "1", "api", { branch: "main", tags: ["prod"] });
    await api.publish("web", "2", "api", { branch: "x", path: "/2" });
    await api.publish("app", "7", "api", { branch: "main" });
    const names = async (path: string) => {
      const { body } = await api.get(`/pacts/provider/api${path}`);
      expect(body._links.pacts).toEqual(body._links["pb:pacts"]);
      return body._links["pb:pacts"].map(({ name }: { name: string }) => /Pact between (.*) and/.exec(name)?.[1]);
    };
    expect(await names("/latest")).toEqual(["app (7)", "web (2)"]);
    expect(await names("/latest/prod")).toEqual(["web (1)"]);
    expect(await names("/branch/main/latest")).toEqual(["app (7)", "web (1)"]);
    expect(await names("/branch/latest")).toEqual(["app (7)", "web (1)"]);
    expect(await names("")).toHaveLength(3);
    expect((await api.get("/pacts/provider/nobody/latest")).status).toBe(404);
    const latest = await api.get("/pacts/latest");
    expect(
      latest.body.pacts.map((one: { _embedded: { consumer: { name: string } } }) => one._embedded.consumer.name),
    ).toEqual(["app", "web"]);
  });

  test("a result belongs to the content: the next version with the same content is verified at once", async () => {
    await api.publish("web", "1", "api");
    expect((await api.verify("web", "1", "api", "5")).status).toBe(201);
    await api.publish("web", "2", "api");
    await api.deploy("api", "5", "production");
    const { body } = await api.get("/matrix?q[][pacticipant]=web&q[][version]=2&latestby=cvpv&environment=production");
    expect(body.summary.deployable).toBe(true);
  });

  test("a result can be read, and is checked when it comes", async () => {
    await api.publish("web", "1", "api");
    const { body: pact } = await api.get(`${between}/version/1`);
    const { href } = pact._links["pb:publish-verification-results"];
    const testResults = [
      { interactionId: pact.interactions[0]._id, success: false, mismatches: [{ attribute: "body" }] },
    ];
    const posted = await api.ask("POST", href, {
      success: false,
      providerApplicationVersion: "5",
      buildUrl: "http://ci",
      testResults,
      verifiedBy: { implementation: "x" },
    });
    expect(posted.status).toBe(201);
    const location = posted.headers.get("location") ?? "";
    expect((await api.get(location)).body).toMatchObject({
      success: false,
      providerApplicationVersion: "5",
      buildUrl: "http://ci",
      testResults,
      verifiedBy: { implementation: "x" },
    });
    expect((await api.get(pact._links["pb:latest-verification-results"].href)).body.success).toBe(false);
    const bad = async (body: unknown) => (await api.ask("POST", href, body)).body.errors;
    expect(await bad({ providerApplicationVersion: "1" })).toEqual({ success: ["is missing"] });
    expect(await bad({ success: "yes", providerApplicationVersion: "1" })).toEqual({ success: ["must be boolean"] });
    expect(await bad({ success: true, providerApplicationVersion: " " })).toEqual({
      providerApplicationVersion: ["can't be blank"],
    });
    expect(await bad({ success: true, providerApplicationVersion: "1", testResults: "x" })).toEqual({
      testResults: ["must be an array or an object"],
    });
    const nowhere = href.replace(/pact-version\/[0-9a-f]+/, `pact-version/${"0".repeat(40)}`);
    expect((await api.ask("POST", nowhere, { success: true, providerApplicationVersion: "1" })).status).toBe(404);
    expect((await api.get(location.replace(/\d+$/, "999"))).status).toBe(404);
    expect((await api.ask("DELETE", location)).status).toBe(204);
    expect((await api.get(location)).status).toBe(404);
  });
}
