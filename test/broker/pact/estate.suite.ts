import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, type openApi, pactOf } from "../../support/pact-api.ts";

/** See protocol.test.ts. */
export function estateSuite(open: typeof openApi): void {
  let api: Api;

  beforeEach(async () => {
    api = await open();
  });

  afterEach(() => api.close());

  const MERGE_PATCH = { "content-type": "application/merge-patch+json" };

  test("the index names every relation with an absolute link, from the address or as configured", async () => {
    const { body } = await api.get("/");
    expect(body._links["pb:publish-contracts"].href).toBe(`${api.base}/contracts/publish`);
    expect(body._links["pb:provider-pacts-for-verification"]).toMatchObject({
      href: `${api.base}/pacts/provider/{provider}/for-verification`,
      templated: true,
    });
    expect(body._links.curies.map(({ name }: { name: string }) => name)).toEqual(["pb", "beta"]);
    const behind = await open({ TALLY_BASE_URL: "https://pacts.example/broker/" });
    try {
      const index = await behind.get("/");
      expect(index.body._links["pb:environments"].href).toBe("https://pacts.example/broker/environments");
    } finally {
      await behind.close();
    }
  });

  test("every relation of the index that needs no name answers", async () => {
    await api.publish("web", "1", "api", { branch: "main", tags: ["t"] });
    const { body } = await api.get("/");
    const values: Record<string, string> = {
      provider: "api",
      consumer: "web",
      pacticipant: "web",
      version: "1",
      consumerApplicationVersion: "1",
      tag: "t",
      branch: "main",
      environment: "test",
    };
    for (const [rel, link] of Object.entries<{ href: string }>(body._links)) {
      if (rel === "curies" || rel === "pb:publish-contracts" || rel === "pb:environment") continue;
      const href = link.href.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
      expect([rel, (await api.get(href)).status]).toEqual([rel, 200]);
    }
  });

  test("a pacticipant: created, changed in part, replaced, labelled, removed", async () => {
    const created = await api.ask("POST", "/pacticipants", {
      name: "web",
      mainBranch: "main",
      repositoryUrl: "http://git",
    });
    expect([created.status, created.headers.get("location")]).toEqual([201, `${api.base}/pacticipants/web`]);
    expect((await api.ask("POST", "/pacticipants", { name: "web" })).status).toBe(409);
    expect((await api.ask("POST", "/pacticipants", { name: 1, mainBranch: 2 })).body.errors).toEqual({
      name: ["must be a string"],
      mainBranch: ["must be a string"],
    });
    const patched = await api.ask("PATCH", "/pacticipants/web", { displayName: "The Web" }, MERGE_PATCH);
    expect([patched.status, patched.body]).toMatchObject([200, { displayName: "The Web", mainBranch: "main" }]);
    expect((await api.ask("PATCH", "/pacticipants/new", {})).status).toBe(201);
    const put = await api.ask("PUT", "/pacticipants/web", { displayName: "W" });
    expect(put.body).not.toHaveProperty("mainBranch");
    expect((await api.ask("PUT", "/pacticipants/none", {})).status).toBe(404);
    expect((await api.ask("PUT", "/pacticipants/web/labels/core", {})).status).toBe(201);
    expect((await api.get("/pacticipants/label/core")).body._embedded.pacticipants[0].name).toBe("web");
    expect((await api.ask("DELETE", "/pacticipants/web/labels/core")).status).toBe(204);
    expect((await api.get("/pacticipants/web/labels/core")).status).toBe(404);
    expect((await api.ask("DELETE", "/pacticipants/web")).status).toBe(204);
    expect((await api.get("/pacticipants/web")).status).toBe(404);
  });

  test("pages of pacticipants are cut only for those who ask", async () => {
    for (const name of ["a", "b", "c"]) await api.ask("PATCH", `/pacticipants/${name}`, {});
    const names = async (query: string) =>
      (await api.get(`/pacticipants${query}`)).body._links["pb:pacticipants"].map(({ name }: { name: string }) => name);
    expect(await names("")).toEqual(["a", "b", "c"]);
    expect(await names("?pageNumber=2&pageSize=2")).toEqual(["c"]);
    expect(await names("?q=B")).toEqual(["b"]);
  });

  test("a version: created by PUT or PATCH, found by words, removed", async () => {
    const put = await api.ask("PUT", "/pacticipants/web/versions/1", { buildUrl: "http://ci/1", branch: "main" });
    expect([put.status, put.body.buildUrl]).toEqual([201, "http://ci/1"]);
    expect((await api.ask("PATCH", "/pacticipants/web/versions/1", {}, MERGE_PATCH)).body.buildUrl).toBe("http://ci/1");
    expect((await api.ask("PUT", "/pacticipants/web/versions/1", {})).body.buildUrl).toBeNull();
    await api.ask("PUT", "/pacticipants/web/versions/2", { branch: "x" });
    await api.ask("PUT", "/pacticipants/web/versions/1/tags/prod", {});
    const number = async (path: string) => (await api.get(`/pacticipants/web${path}`)).body.number;
    expect(await number("/latest-version")).toBe("2");
    expect(await number("/latest-version/prod")).toBe("1");
    expect(await number("/branches/main/latest-version")).toBe("1");
    expect(await number("/main-branch/latest-version")).toBe("1");
    expect(
      (await api.get("/pacticipants/web/versions")).body._embedded.versions.map(
        (one: { number: string }) => one.number,
      ),
    ).toEqual(["2", "1"]);
    expect((await api.get("/pacticipants/web/versions/9")).status).toBe(404);
    expect((await api.get("/pacticipants/none/versions")).status).toBe(404);
    const schema = { kind: "openapi", content: "c".repeat(64), entry: "a", operations: [] };
    await api.store.write(async (tx) => {
      await tx.schemas.keep({ ...schema, files: [{ path: "a", bytes: Buffer.from("only of this version") }] });
      const offer = { application: "web", version: "2", kind: "openapi", name: "default", content: schema.content };
      await tx.schemas.publishInterface({ ...offer, formerly: null });
    });
    expect((await api.ask("DELETE", "/pacticipants/web/versions/2")).status).toBe(204);
    expect(await api.store.read((tx) => tx.schemas.has("openapi", schema.content))).toBe(false);
    expect(await number("/latest-version")).toBe("1");
  });

  test("the head of a branch is the version last added to it for the first time", async () => {
    const add = (version: string) => api.ask("PUT", `/pacticipants/web/branches/main/versions/${version}`, {});
    const head = async () => (await api.get("/pacticipants/web/branches/main/latest-version")).body.number;
    await api.ask("PUT", "/pacticipants/web/versions/1", {});
    expect((await add("2")).status).toBe(201);
    expect((await add("3")).status).toBe(201);
    expect((await add("2")).status).toBe(200);
    expect(await head()).toBe("3");
    expect((await add("1")).status).toBe(201);
    expect(await head()).toBe("1");
    expect((await api.get("/pacticipants/web/branches")).body._embedded.branches).toHaveLength(1);
    expect((await api.ask("DELETE", "/pacticipants/web/branches/main/versions/1")).status).toBe(204);
    expect((await api.ask("DELETE", "/pacticipants/web/branches/main")).status).toBe(204);
    expect((await api.get("/pacticipants/web/branches/main")).status).toBe(404);
  });

  test("a tag: 201, then 200; one that is named like an environment records a deployment", async () => {
    const tag = (name: string) => api.ask("PUT", `/pacticipants/web/versions/1/tags/${name}`, undefined);
    expect((await tag("dev")).status).toBe(201);
    expect((await tag("dev")).status).toBe(200);
    expect(await deployed("test")).toEqual([]);
    expect((await tag("test")).status).toBe(201);
    expect(await deployed("test")).toEqual([["web", "1", null]]);
    expect((await api.ask("DELETE", "/pacticipants/web/versions/1/tags/dev")).status).toBe(204);
    expect((await api.ask("DELETE", "/pacticipants/web/versions/1/tags/dev")).status).toBe(404);
  });

  async function environment(name: string) {
    const { body } = await api.get(`/environments?name=${name}`);
    return body._embedded.environments[0];
  }

  interface DeployedVersion {
    readonly applicationInstance: string | null;
    readonly _embedded: {
      readonly version: { readonly number: string };
      readonly pacticipant: { readonly name: string };
    };
  }

  async function deployed(name: string, query = "") {
    const { href } = (await environment(name))._links["pb:currently-deployed-deployed-versions"];
    const list: DeployedVersion[] = (await api.get(href + query)).body._embedded.deployedVersions;
    return list.map((one) => [one._embedded.pacticipant.name, one._embedded.version.number, one.applicationInstance]);
  }

  test("an environment: its name is one word and taken once", async () => {
    const create = (body: unknown) => api.ask("POST", "/environments", body);
    const created = await create({ name: "stage", production: false, contacts: [{ name: "ops" }] });
    expect([created.status, created.body]).toMatchObject([
      201,
      { name: "stage", displayName: "stage", production: false, contacts: [{ name: "ops" }] },
    ]);
    expect((await create({ name: "stage", production: true })).body.errors).toEqual({
      name: ["has already been taken"],
    });
    expect((await create({ name: "two words" })).body.errors).toEqual({
      name: ["cannot contain spaces"],
      production: ["is missing"],
    });
    expect((await create({ production: "yes", contacts: {} })).body.errors).toEqual({
      name: ["is missing"],
      production: ["must be boolean"],
      contacts: ["must be an array"],
    });
    const { href } = created.body._links.self;
    expect((await api.ask("PUT", href, { name: "test", production: true })).body.errors).toEqual({
      name: ["has already been taken"],
    });
    expect((await api.ask("PUT", href, { name: "stage", displayName: "Stage", production: true })).body).toMatchObject({
      displayName: "Stage",
      production: true,
    });
    expect((await api.ask("DELETE", href)).status).toBe(204);
    expect((await api.get(href)).status).toBe(404);
    expect(
      (await api.get("/environments")).body._links["pb:environments"].map(({ name }: { name: string }) => name),
    ).toEqual(["production", "test"]);
  });

  test("a deployment: the same again is the same record; a slot holds one version; blank is the slot without a name", async () => {
    for (const version of ["1", "2"]) await api.publish("web", version, "api", { path: `/${version}` });
    const first = await api.deploy("web", "1", "test");
    expect(first).toMatchObject({
      status: 201,
      body: { currentlyDeployed: true, applicationInstance: null, target: null },
    });
    const again = await api.deploy("web", "1", "test", "");
    expect([again.status, again.body.uuid]).toEqual([201, first.body.uuid]);
    await api.deploy("web", "1", "test", "blue");
    await api.deploy("web", "2", "test");
    expect((await deployed("test")).sort()).toEqual([
      ["web", "1", "blue"],
      ["web", "2", null],
    ]);
    expect(await deployed("test", "?applicationInstance=")).toEqual([["web", "2", null]]);
    expect(await deployed("test", "?pacticipant=web&applicationInstance=blue")).toEqual([["web", "1", "blue"]]);
    expect(await deployed("test", "?pacticipant=other")).toEqual([]);
    const { uuid } = await environment("test");
    expect(
      (await api.ask("POST", `/pacticipants/web/versions/9/deployed-versions/environment/${uuid}`, {})).status,
    ).toBe(404);
    expect(
      (await api.ask("POST", "/pacticipants/web/versions/1/deployed-versions/environment/nowhere", {})).status,
    ).toBe(404);
    expect(
      (
        await api.ask("POST", `/pacticipants/web/versions/1/deployed-versions/environment/${uuid}`, {
          applicationInstance: 1,
        })
      ).status,
    ).toBe(400);
  });

  test("undeployment: only as merge-patch, only to false, and only once", async () => {
    await api.publish("web", "1", "api");
    const { href } = (await api.deploy("web", "1", "test")).body._links.self;
    expect((await api.ask("PATCH", href, { currentlyDeployed: false })).status).toBe(415);
    expect((await api.ask("PATCH", href, { currentlyDeployed: true }, MERGE_PATCH)).status).toBe(422);
    expect((await api.ask("PATCH", href, {}, MERGE_PATCH)).status).toBe(422);
    const wrong = href.replace("deployed-versions", "released-versions");
    expect((await api.ask("PATCH", wrong, { currentlySupported: false }, MERGE_PATCH)).status).toBe(404);
    expect(await deployed("test")).toHaveLength(1);
    const ended = await api.ask("PATCH", href, { currentlyDeployed: false }, MERGE_PATCH);
    expect(ended).toMatchObject({
      status: 200,
      body: { currentlyDeployed: false, undeployedAt: "2026-01-01T00:00:00.000Z" },
    });
    expect(await deployed("test")).toEqual([]);
  });

  test("releases: several are supported at once; one that ended can come back", async () => {
    for (const version of ["1", "2"]) await api.publish("web", version, "api", { path: `/${version}` });
    const { uuid, _links } = await environment("production");
    const release = (version: string) =>
      api.ask("POST", `/pacticipants/web/versions/${version}/released-versions/environment/${uuid}`, {});
    const supported = async () =>
      (await api.get(_links["pb:currently-supported-released-versions"].href)).body._embedded.releasedVersions
        .map((one: DeployedVersion) => one._embedded.version.number)
        .sort();
    const first = await release("1");
    expect(first).toMatchObject({ status: 201, body: { currentlySupported: true } });
    expect((await release("2")).status).toBe(201);
    expect(await supported()).toEqual(["1", "2"]);
    const { href } = first.body._links.self;
    expect((await api.ask("PATCH", href, { currentlySupported: false }, MERGE_PATCH)).body.currentlySupported).toBe(
      false,
    );
    expect(await supported()).toEqual(["2"]);
    expect(await release("1")).toMatchObject({ status: 200, body: { currentlySupported: true } });
    expect(await supported()).toEqual(["1", "2"]);
  });

  test("what is not there is a 404 with a sentence", async () => {
    await api.ask("PUT", "/pacts/provider/api/consumer/web/version/1", pactOf("web", "api"));
    const paths = [
      "/pacticipants/x",
      "/environments/x",
      "/deployed-versions/x",
      "/released-versions/x",
      "/pacts/provider/x",
      "/pacticipants/web/versions/1/tags/x",
      "/pacticipants/web/branches/x/versions/1",
      "/no/such/thing",
    ];
    for (const path of paths) {
      const { status, body } = await api.get(path);
      expect([path, status, typeof body.errors[0]]).toEqual([path, 404, "string"]);
    }
  });
}
