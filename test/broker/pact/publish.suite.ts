import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, type openApi, pactOf, publication } from "../../support/pact-api.ts";

/** See protocol.test.ts. */
export function publishSuite(open: typeof openApi): void {
  let api: Api;

  beforeEach(async () => {
    api = await open();
  });

  afterEach(() => api.close());

  const names = async () =>
    (await api.get("/pacticipants")).body._embedded.pacticipants.map((one: { name: string }) => one.name);

  test("a publication answers with notices, the version, and links that clients follow", async () => {
    const { status, body, headers } = await api.publish("web", "1", "api", { branch: "main", tags: ["dev"] });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("application/hal+json;charset=utf-8");
    expect(headers.get("x-pact-broker-version")).toMatch(/^2\./);
    expect(body.notices[1]).toEqual({
      type: "success",
      text: "Pact successfully published for web version 1 and provider api.",
    });
    expect(body._embedded).toMatchObject({ pacticipant: { name: "web" }, version: { number: "1" } });
    expect(body._links["pb:pacticipant-version-tags"]).toEqual([
      { title: "Tag", name: "dev", href: `${api.base}/pacticipants/web/versions/1/tags/dev` },
    ]);
    for (const rel of ["pb:pacticipant", "pb:pacticipant-version"])
      expect((await api.get(body._links[rel].href)).status).toBe(200);
    expect((await api.get(body._links["pb:contracts"][0].href)).body.consumer.name).toBe("web");
  });

  test("same content again: 200; other content: 409 that shows what differs; nothing of it is stored", async () => {
    await api.publish("web", "1", "api", { branch: "main" });
    expect((await api.publish("web", "1", "api")).body.notices[1].text).toContain("with no content changes");
    const other = publication("web", "1", "api", { branch: "other", path: "/changed" });
    other.contracts.unshift(...publication("web", "1", "mail").contracts);
    const { status, body } = await api.ask("POST", "/contracts/publish", other);
    expect(status).toBe(409);
    expect(body.notices[0].type).toBe("error");
    expect(body.errors.contracts[0]).toContain(
      "Cannot change the content of the pact for web version 1 and provider api",
    );
    expect(body.errors.contracts[0]).toContain('- "asks /"\n  + "asks /changed"');
    expect((await api.get("/pacts/provider/mail/consumer/web/version/1")).status).toBe(404);
    expect((await api.get("/pacticipants/web/branches/other")).status).toBe(404);
    expect((await api.get("/pacts/provider/api/consumer/web/version/1")).body.interactions[0].description).toBe(
      "asks /",
    );
  });

  test("what is wrong is said by field, and nothing is stored", async () => {
    const good = publication("web", "1", "api");
    const [contract] = good.contracts;
    const cases: readonly (readonly [body: object, field: string, text: string])[] = [
      [{}, "pacticipantName", "is missing"],
      [{ ...good, pacticipantName: " " }, "pacticipantName", "can't be blank"],
      [{ ...good, pacticipantName: ".." }, "pacticipantName", "holds a control character or is a dot segment"],
      [{ ...good, pacticipantName: "x".repeat(256) }, "pacticipantName", "is longer than 255 characters"],
      [{ ...good, pacticipantName: "\ud83d" }, "pacticipantName", "holds a control character or is a dot segment"],
      [{ ...good, pacticipantVersionNumber: 1 }, "pacticipantVersionNumber", "must be a string"],
      [{ ...good, branch: "" }, "branch", "can't be blank"],
      [{ ...good, tags: "dev" }, "tags", "must be an array"],
      [{ ...good, tags: [1] }, "tags.0", "must be a string that is not blank"],
      [{ ...good, buildUrl: 1 }, "buildUrl", "must be a string"],
      [{ ...good, buildUrl: "x".repeat(4097) }, "buildUrl", "is longer than 4096 characters"],
      [{ ...good, buildUrl: "a\0" }, "buildUrl", "holds a NUL character"],
      [{ ...good, contracts: undefined }, "contracts", "is missing"],
      [{ ...good, contracts: {} }, "contracts", "must be an array"],
      [{ ...good, contracts: [] }, "contracts", "size cannot be less than 1"],
      [{ ...good, contracts: [7] }, "contracts.0.consumerName", "is missing"],
      [
        { ...good, contracts: [{ ...contract, consumerName: "other" }] },
        "contracts.0.consumerName",
        'must match pacticipantName, "web"',
      ],
      [{ ...good, contracts: [{ ...contract, providerName: null }] }, "contracts.0.providerName", "is missing"],
      [
        { ...good, contracts: [{ ...contract, specification: "oas" }] },
        "contracts.0.specification",
        "must be one of: pact",
      ],
      [
        { ...good, contracts: [{ ...contract, contentType: "text/yaml" }] },
        "contracts.0.contentType",
        "must be one of: application/json",
      ],
      [
        { ...good, contracts: [{ ...contract, onConflict: "x" }] },
        "contracts.0.onConflict",
        "must be one of: overwrite, merge",
      ],
      [{ ...good, contracts: [{ ...contract, content: "" }] }, "contracts.0.content", "is missing"],
      [{ ...good, contracts: [{ ...contract, content: "a b" }] }, "contracts.0.content", "is not valid Base64"],
      [
        { ...good, contracts: [{ ...contract, content: btoa("{") }] },
        "contracts.0.content",
        "contracts.0.content:1:2: not JSON",
      ],
      [
        { ...good, contracts: [{ ...contract, content: btoa("[]") }] },
        "contracts.0.content",
        "a pact is a JSON object",
      ],
      [publication("web", "1", "api", { pact: pactOf("web", "other") }), "contracts.0.providerName", 'is not "api"'],
    ];
    for (const [body, field, text] of cases) {
      const answer = await api.ask("POST", "/contracts/publish", body);
      expect([answer.status, Object.keys(answer.body.errors)]).toEqual([400, expect.arrayContaining([field])]);
      expect(answer.body.errors[field].join()).toContain(text);
    }
    expect(await names()).toEqual([]);
  });

  test("a body that is no JSON object", async () => {
    expect((await api.ask("POST", "/contracts/publish", "{}", { "content-type": "text/plain" })).status).toBe(415);
    const malformed = await api.ask("POST", "/contracts/publish", '{"a": 1,}');
    expect([malformed.status, malformed.body.place.line]).toEqual([400, 1]);
    expect((await api.ask("POST", "/contracts/publish", "[]")).status).toBe(400);
    expect((await api.ask("POST", "/contracts/publish", "[".repeat(51))).body.code).toBe("E_TOO_DEEP");
  });

  test("problem+json for those who ask for it", async () => {
    const { headers, body } = await api.ask("POST", "/contracts/publish", {}, { accept: "application/problem+json" });
    expect(headers.get("content-type")).toContain("application/problem+json");
    expect(body).toMatchObject({ status: 400, title: "Validation errors" });
    expect(body.errors).toContainEqual(expect.objectContaining({ detail: "is missing", pointer: "/pacticipantName" }));
  });

  test("a new name that looks like one there is needs to be created first", async () => {
    await api.publish("web", "1", "payments");
    for (const similar of ["Payments", "payments-service", "PaymentsService"]) {
      const refused = await api.publish("web", "2", similar);
      expect(refused.status).toBe(409);
      expect(refused.body.notices[0].text).toContain(`The name "${similar}" is very similar to "payments"`);
    }
    expect(await names()).toEqual(["payments", "web"]);
    expect((await api.ask("POST", "/pacticipants", { name: "payments-service" })).status).toBe(201);
    expect((await api.publish("web", "2", "payments-service")).status).toBe(200);
    expect((await api.publish("consumer-1", "1", "provider-1")).status).toBe(200);
    expect((await api.publish("consumer-2", "1", "provider-2")).status).toBe(200);
  });

  test("merging adds interactions, and refuses those that contradict", async () => {
    await api.publish("web", "1", "api", { path: "/a" });
    const merge = (pact: object) => {
      const body = publication("web", "1", "api", { pact });
      return api.ask("POST", "/contracts/publish", {
        ...body,
        contracts: body.contracts.map((one) => ({ ...one, onConflict: "merge" })),
      });
    };
    expect((await merge(pactOf("web", "api", "/b"))).status).toBe(200);
    const paths = async () =>
      (await api.get("/pacts/provider/api/consumer/web/version/1")).body.interactions.map(
        (one: { request: { path: string } }) => one.request.path,
      );
    expect(await paths()).toEqual(["/a", "/b"]);
    const contradiction = pactOf("web", "api", "/a");
    const refused = await merge({
      ...contradiction,
      interactions: [{ ...contradiction.interactions[0], request: { method: "PUT", path: "/a" } }],
    });
    expect(refused.status).toBe(409);
    expect(refused.body.errors.contracts[0]).toContain("differ in their requests: asks /a");
    expect(await paths()).toEqual(["/a", "/b"]);
  });

  test("one pact by PUT: 201, 200, 409; the names in it must be those of the address", async () => {
    const path = "/pacts/provider/api/consumer/web/version/1";
    const put = (body: unknown, headers = {}) => api.ask("PUT", path, body, headers);
    expect((await put(pactOf("web", "api"))).status).toBe(201);
    expect((await put(pactOf("web", "api"))).status).toBe(200);
    expect((await put(pactOf("web", "api", "/x"))).status).toBe(409);
    expect((await put(pactOf("web", "other"))).body.errors["provider.name"][0]).toContain(
      "does not match name in URL path",
    );
    expect((await put("x", { "content-type": "text/plain" })).status).toBe(415);
    expect((await put("")).status).toBe(400);
    expect((await api.ask("PATCH", path, pactOf("web", "api", "/x"))).status).toBe(200);
    expect((await api.get(path)).body.interactions).toHaveLength(2);
    expect((await api.ask("DELETE", path)).status).toBe(204);
    expect((await api.get(path)).status).toBe(404);
  });

  test("the first tag is the branch of a client that knows no branches; usual names become the main branch", async () => {
    await api.publish("web", "1", "api", { tags: ["develop", "x"] });
    expect((await api.get("/pacticipants/web/versions/1")).body._embedded.branchVersions[0].name).toBe("develop");
    expect((await api.get("/pacticipants/web")).body.mainBranch).toBe("develop");
    await api.publish("web", "2", "api", { branch: "main" });
    expect((await api.get("/pacticipants/web")).body.mainBranch).toBe("develop");
  });

  test("names may hold anything that an address can carry", async () => {
    for (const name of [
      "a/b",
      "q?x=1&y#z",
      "50%",
      "%2F",
      "ü ñ",
      "o'neill;--",
      "[x]{y}",
      "__proto__",
      "constructor",
      "dotted.name",
      "日本",
      "--",
    ]) {
      const version = `${name}+1`;
      const published = await api.publish(name, version, "one provider", { branch: name, tags: [name] });
      expect(published.status).toBe(200);
      const { href } = published.body._links["pb:contracts"][0];
      expect((await api.get(href)).body.consumer.name).toBe(name);
      expect((await api.get(published.body._links["pb:pacticipant-version-tags"][0].href)).body.name).toBe(name);
      const branch = `/pacticipants/${encodeURIComponent(name)}/branches/${encodeURIComponent(name)}/latest-version`;
      expect((await api.get(branch)).body.number).toBe(version);
    }
  });
}
