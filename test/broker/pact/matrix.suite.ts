import { afterEach, beforeEach, expect, test } from "vitest";
import { type Api, type openApi, pactOf } from "../../support/pact-api.ts";

/** See protocol.test.ts. */
export function matrixSuite(open: typeof openApi): void {
  let api: Api;

  beforeEach(async () => {
    api = await open();
  });

  afterEach(() => api.close());

  const matrix = (query: string) => api.get(`/matrix?${query}`);
  const one = (name: string, version: string) => `q[][pacticipant]=${name}&q[][version]=${version}`;

  interface RowBody {
    readonly consumer: { readonly name: string; readonly version: { readonly number: string } };
    readonly provider: { readonly name: string; readonly version: { readonly number: string } | null };
    readonly verificationResult: { readonly success: boolean } | null;
    readonly ignored?: boolean;
  }

  const rows = (body: { readonly matrix: readonly RowBody[] }) =>
    body.matrix
      .map(({ consumer, provider, verificationResult }) =>
        [
          consumer.name,
          consumer.version.number,
          provider.name,
          provider.version?.number ?? "-",
          verificationResult?.success ?? "-",
        ].join(" "),
      )
      .sort();

  const REFUSED: readonly (readonly [query: string, text: string])[] = [
    ["", "Please provide 1 or more version selectors."],
    ["q[][version]=1", "Please specify the pacticipant name"],
    [
      "q[][pacticipant]=web&q[][version]=1&q[][latest]=true",
      "A version number and latest flag cannot both be specified for web",
    ],
    [
      "q[][pacticipant]=web&q[][branch]=a&q[][tag]=b",
      "Only one of branch, tag and environment can be specified for web",
    ],
    [`${one("web", "1")}&environment=test&tag=prod`, "Cannot specify more than one of tag, environment"],
    [`${one("web", "1")}&environment=test&latest=true`, "Cannot specify both latest=true and an environment"],
    [`${one("web", "1")}&limit=0`, "The limit must be a number above 0"],
    [`${one("nobody", "1")}&environment=test`, "Pacticipant nobody not found"],
    [`${one("web", "1")}&environment=mars`, "Environment with name 'mars' does not exist"],
    [
      "q[][pacticipant]=web&environment=test",
      "Please name one version of web: any version of web is not one, and the answer is about one release.",
    ],
  ];

  test("questions that cannot be answered are refused", async () => {
    await api.publish("web", "1", "api");
    for (const [query, text] of REFUSED) {
      const { status, body } = await matrix(query);
      expect([query, status, body.errors]).toEqual([query, 400, [text]]);
    }
  });

  test("a consumer and what is deployed: every live version counts, whatever latestby says", async () => {
    await api.publish("web", "1", "api", { branch: "main", tags: ["v"] });
    await api.verify("web", "1", "api", "5", false);
    await api.verify("web", "1", "api", "6");
    await api.deploy("api", "5", "production", "a");
    await api.deploy("api", "6", "production", "b");
    for (const latestby of ["", "&latestby=cvp", "&latestby=cvpv", "&limit=1"]) {
      const { body } = await matrix(`${one("web", "1")}${latestby}&environment=production`);
      expect(rows(body)).toEqual(["web 1 api 5 false", "web 1 api 6 true"]);
      expect(body.summary).toEqual({
        deployable: false,
        reason:
          "The verification for the pact between version 1 of web and one of the versions of api currently in production (5) failed",
        success: 1,
        failed: 1,
        unknown: 0,
      });
    }
  });

  test("a row says everything that clients show", async () => {
    await api.publish("web", "1", "api", { branch: "main", tags: ["v"] });
    await api.verify("web", "1", "api", "5");
    await api.deploy("api", "5", "production");
    const { body } = await matrix(`${one("web", "1")}&environment=production`);
    const [row] = body.matrix;
    expect(row.consumer.version).toMatchObject({
      number: "1",
      branch: "main",
      branches: ["main"],
      branchVersions: [{ name: "main", latest: true }],
      tags: [{ name: "v", latest: true }],
      environments: [],
    });
    expect(row.provider.version).toMatchObject({
      number: "5",
      branch: null,
      environments: [{ name: "production", production: true }],
    });
    expect(row.pact.createdAt).toBe("2026-01-01T00:00:00.000Z");
    expect((await api.get(row.pact._links.self.href)).status).toBe(200);
    expect((await api.get(row.verificationResult._links.self.href)).body.success).toBe(true);
    expect(body.notices).toEqual([
      { type: "success", text: "All required verification results are published and successful" },
    ]);
  });

  test("of several results for one pair the newest counts", async () => {
    await api.publish("web", "1", "api");
    await api.verify("web", "1", "api", "5", false);
    await api.verify("web", "1", "api", "5", true);
    await api.deploy("api", "5", "production");
    const ask = async () => (await matrix(`${one("web", "1")}&environment=production`)).body.summary.deployable;
    expect(await ask()).toBe(true);
    await api.verify("web", "1", "api", "5", false);
    expect(await ask()).toBe(false);
  });

  test("a definite no is not hidden behind an unknown", async () => {
    await api.publish("web", "1", "api");
    await api.publish("app", "1", "api");
    await api.verify("web", "1", "api", "5", false);
    await api.deploy("web", "1", "production");
    await api.deploy("app", "1", "production");
    const { body } = await matrix(`${one("api", "5")}&environment=production`);
    expect(rows(body)).toEqual(["app 1 api 5 -", "web 1 api 5 false"]);
    expect(body.summary).toMatchObject({ deployable: false, success: 0, failed: 1, unknown: 1 });
    await api.verify("web", "1", "api", "5");
    expect((await matrix(`${one("api", "5")}&environment=production`)).body.summary).toMatchObject({
      deployable: null,
      success: 1,
      failed: 0,
      unknown: 1,
    });
  });

  test("who is not there: a provider may go out before its consumer, not the other way round", async () => {
    await api.publish("web", "1", "api");
    await api.verify("web", "1", "api", "5");
    expect((await matrix(`${one("api", "5")}&environment=production`)).body.summary).toMatchObject({
      deployable: true,
      reason: "There are no missing dependencies",
    });
    const { body } = await matrix(`${one("web", "1")}&environment=production`);
    expect(body.summary.deployable).toBe(false);
    expect(body.summary.reason).toBe(
      "There is no verified pact between version 1 of web and a version of api currently in production (no version is currently recorded as deployed/released in this environment)",
    );
    expect(rows(body)).toEqual(["web 1 api - -"]);
  });

  const UNKNOWN: readonly (readonly [query: string, text: string])[] = [
    ["q[][pacticipant]=web&q[][version]=99", "No pacts or verifications have been published for version 99 of web"],
    ["q[][pacticipant]=web&q[][tag]=x&q[][latest]=true", "No version with tag x exists for web"],
    ["q[][pacticipant]=web&q[][branch]=x&q[][latest]=true", "No version of web from branch x exists"],
    ["q[][pacticipant]=api&q[][mainBranch]=true", "No version of api from the main branch exists"],
  ];

  test("a version that does not exist is said to, in the words it was asked for", async () => {
    await api.publish("web", "1", "api", { branch: "main" });
    for (const [query, text] of UNKNOWN) {
      const { body } = await matrix(`${query}&environment=production`);
      expect([query, body.summary.deployable]).toEqual([query, null]);
      expect(body.notices).toContainEqual({ type: "error", text });
    }
  });

  test("the latest of a branch, of a tag and of everything, in the words they were asked with", async () => {
    await api.publish("web", "1", "api", { branch: "main", tags: ["t"] });
    await api.publish("web", "2", "api", { branch: "x", path: "/2" });
    await api.verify("web", "1", "api", "5");
    await api.ask("PUT", "/pacticipants/api/versions/5/tags/t", {});
    const asked = async (query: string) => {
      const { body } = await matrix(query);
      return [body.summary.deployable, rows(body)];
    };
    expect(await asked("q[][pacticipant]=web&q[][branch]=main&q[][latest]=true&latest=true")).toEqual([
      true,
      ["web 1 api 5 true"],
    ]);
    expect(await asked("q[][pacticipant]=web&q[][tag]=t&q[][latest]=true&latest=true&tag=t")).toEqual([
      true,
      ["web 1 api 5 true"],
    ]);
    expect(await asked("q[][pacticipant]=web&q[][latest]=true&latest=true")).toEqual([null, ["web 2 api 5 -"]]);
    const { body } = await matrix("q[][pacticipant]=web&q[][branch]=x&q[][latest]=true&latest=true&mainBranch=true");
    expect(body.summary.reason).toContain("the latest version of web from branch x (2)");
  });

  test("a branch without latest is its head to who asks about a release, else every version on it", async () => {
    await api.publish("web", "1", "api", { branch: "main", path: "/1" });
    await api.publish("web", "2", "api", { branch: "main", path: "/2" });
    await api.verify("web", "1", "api", "5", false);
    await api.verify("web", "2", "api", "5");
    await api.deploy("api", "5", "production");
    const head = await matrix("q[][pacticipant]=web&q[][branch]=main&latestby=cvpv&environment=production");
    expect([head.body.summary.deployable, rows(head.body)]).toEqual([true, ["web 2 api 5 true"]]);
    const pair = await matrix(`q[][pacticipant]=web&q[][branch]=main&${one("api", "5")}&latestby=cvpv`);
    expect(rows(pair.body)).toEqual(["web 2 api 5 true"]);
    const listed = await matrix("q[][pacticipant]=web&q[][branch]=main");
    expect(rows(listed.body)).toEqual(["web 1 api 5 false", "web 2 api 5 true"]);
  });

  test("two versions are judged between themselves", async () => {
    await api.publish("web", "1", "api");
    await api.publish("web", "1", "mail");
    await api.publish("app", "1", "api");
    await api.verify("web", "1", "api", "5");
    const { body } = await matrix(`${one("web", "1")}&${one("api", "5")}&latestby=cvpv`);
    expect(rows(body)).toEqual(["web 1 api 5 true"]);
    expect(body.summary.deployable).toBe(true);
  });

  test("ignoring: shown at the end and counted; what does not exist is a warning", async () => {
    await api.publish("web", "1", "api");
    await api.publish("web", "1", "mail");
    await api.verify("web", "1", "api", "5");
    await api.deploy("api", "5", "production");
    const { body } = await matrix(
      `${one("web", "1")}&environment=production&ignore[][pacticipant]=mail&ignore[][pacticipant]=ghost`,
    );
    expect(body.summary).toMatchObject({ deployable: true, success: 1, failed: 0, unknown: 0, ignored: 1 });
    expect(body.matrix.map((row: RowBody) => row.ignored ?? false)).toEqual([false, true]);
    expect(body.notices).toContainEqual({
      type: "warning",
      text: "WARN: Cannot ignore pacticipant ghost: there is none of this name",
    });
  });

  test("names without versions list every pact and result between the two", async () => {
    await api.publish("web", "1", "api", { path: "/1" });
    await api.publish("web", "2", "api", { path: "/2" });
    await api.publish("app", "1", "api");
    await api.verify("web", "1", "api", "5");
    await api.verify("web", "1", "api", "6", false);
    const both = await matrix("q[][pacticipant]=web&q[][pacticipant]=api");
    expect(rows(both.body)).toEqual(["web 1 api 5 true", "web 1 api 6 false", "web 2 api - -"]);
    expect(both.body.summary).toMatchObject({ deployable: false, success: 1, failed: 1, unknown: 1 });
    expect((await api.get("/matrix/provider/api/consumer/web")).body.matrix).toHaveLength(3);
    expect((await matrix("q[][pacticipant]=api")).body.matrix).toHaveLength(4);
    const failed = await matrix("q[][pacticipant]=web&q[][pacticipant]=api&success[]=false");
    expect(rows(failed.body)).toEqual(["web 1 api 6 false"]);
  });

  test("/can-i-deploy is the same question in other words", async () => {
    await api.publish("web", "1", "api");
    await api.verify("web", "1", "api", "5", false);
    await api.deploy("api", "5", "production");
    const { body } = await api.get("/can-i-deploy?pacticipant=web&version=1&environment=production");
    expect(body.summary).toMatchObject({ deployable: false, failed: 1 });
    expect((await api.get("/can-i-deploy?version=1&environment=production")).status).toBe(400);
  });

  test("brackets may be encoded, and names may hold anything", async () => {
    const name = "a&b=[c] +d";
    await api.publish(name, "1", "api", { pact: pactOf(name, "api") });
    await api.verify(name, "1", "api", "5");
    const query = new URLSearchParams([
      ["q[][pacticipant]", name],
      ["q[][version]", "1"],
      ["q[][pacticipant]", "api"],
      ["q[][version]", "5"],
    ]);
    expect((await matrix(query.toString())).body.summary.deployable).toBe(true);
  });
}
