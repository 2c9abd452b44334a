import { afterEach, beforeEach, expect, test } from "vitest";
import type { Api, openApi } from "../../support/pact-api.ts";

/** See protocol.test.ts. */
export function forVerificationSuite(open: typeof openApi): void {
  let api: Api;

  beforeEach(async () => {
    api = await open();
  });

  afterEach(() => api.close());

  const PATH = "/pacts/provider/api/for-verification";

  interface PactItem {
    readonly shortDescription: string;
    readonly verificationProperties: {
      readonly pending?: boolean;
      readonly wip?: boolean;
      readonly notices: readonly { readonly when: string; readonly text: string }[];
    };
    readonly _links: { readonly self: { readonly href: string; readonly name: string } };
  }

  async function ask(body: unknown): Promise<readonly PactItem[]> {
    const answer = await api.ask("POST", PATH, body);
    expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
    return answer.body._embedded.pacts;
  }

  /** Consumer versions by name: `web 1`. */
  const named = (items: readonly PactItem[]) =>
    items.map(({ _links }) => _links.self.name.replace(/Pact between (.*) \((.*)\) and api/, "$1 $2"));

  const select = async (...consumerVersionSelectors: readonly object[]) =>
    named(await ask({ consumerVersionSelectors }));

  async function estate(): Promise<void> {
    await api.publish("web", "1", "api", { branch: "main", tags: ["prod"], path: "/1" });
    await api.publish("web", "2", "api", { branch: "main", path: "/2" });
    await api.publish("web", "3", "api", { branch: "feat", tags: ["prod"], path: "/3" });
    await api.publish("app", "1", "api", { branch: "trunk", path: "/1" });
    await api.deploy("web", "1", "production");
    const { body } = await api.get("/pacticipants/app/versions/1");
    await api.ask(
      "POST",
      body._links["pb:record-release"].find(({ name }: { name: string }) => name === "test").href,
      {},
    );
  }

  test("the selectors that verifiers send", async () => {
    await estate();
    expect(await select({ mainBranch: true })).toEqual(["web 2"]);
    expect(await select({ branch: "feat" })).toEqual(["web 3"]);
    expect(await select({ branch: "feat", fallbackBranch: "trunk" })).toEqual(["app 1", "web 3"]);
    expect(await select({ branch: "none", fallbackBranch: "main" })).toEqual(["web 2"]);
    expect(await select({ branch: true })).toEqual(["app 1", "web 3", "web 2"]);
    expect(await select({ tag: "prod", latest: true })).toEqual(["web 3"]);
    expect(await select({ tag: "prod" })).toEqual(["web 3", "web 1"]);
    expect(await select({ latest: true })).toEqual(["app 1", "web 3"]);
    expect(await select({ latest: true, consumer: "app" })).toEqual(["app 1"]);
    expect(await select({ deployed: true })).toEqual(["web 1"]);
    expect(await select({ released: true })).toEqual(["app 1"]);
    expect(await select({ deployedOrReleased: true })).toEqual(["app 1", "web 1"]);
    expect(await select({ environment: "test" })).toEqual(["app 1"]);
    expect(await select({ deployed: true, environment: "test" })).toEqual([]);
    expect(
      named(await ask({ providerVersionBranch: "feat", consumerVersionSelectors: [{ matchingBranch: true }] })),
    ).toEqual(["web 3"]);
  });

  test("without selectors: main branches (the latest of consumers without one), and whatever is in an environment", async () => {
    await estate();
    expect(named(await ask({}))).toEqual(["app 1", "web 2", "web 1"]);
  });

  test("nobody has a pact: an empty list", async () => {
    expect(await ask({ consumerVersionSelectors: [{ mainBranch: true }] })).toEqual([]);
  });

  test("one content that several selectors name comes once, with every reason", async () => {
    await api.publish("web", "1", "api", { branch: "main" });
    await api.deploy("web", "1", "production");
    const [item, ...more] = await ask({
      includePendingStatus: false,
      consumerVersionSelectors: [{ mainBranch: true }, { deployed: true }],
    });
    expect(more).toEqual([]);
    expect(item?.verificationProperties).not.toHaveProperty("pending");
    expect(item?.verificationProperties.notices).toHaveLength(1);
    expect(item?.verificationProperties.notices[0]?.text).toContain(
      "consumer versions matching the following criteria:\n    * latest version of web from the main branch (1)\n    * version of web currently deployed to production (1)",
    );
    const pact = await api.get(item?._links.self.href ?? "");
    expect(pact.body.consumer.name).toBe("web");
    expect(pact.body._links["pb:publish-verification-results"].href).toContain("/metadata/");
  });

  const REFUSED: readonly (readonly [selectors: readonly unknown[], text: string])[] = [
    [[{}], "must name a main branch, branch, tag, environment, latest or consumer"],
    [["main"], "must be an object"],
    [[{ mainBranch: true, tag: "x" }], "cannot name a branch and a tag together"],
    [[{ branch: "x", deployed: true }], "cannot name a branch and deployed, released or an environment together"],
    [[{ tag: "x", environment: "test" }], "cannot name a tag and deployed, released or an environment together"],
    [[{ branch: "x", latest: false }], "cannot have latest false with a branch"],
    [[{ mainBranch: true, fallbackBranch: "x" }], "needs a branch for its fallbackBranch"],
    [[{ latest: true, fallbackTag: "x" }], "needs a tag for its fallbackTag"],
    [[{ matchingBranch: true }], "needs providerVersionBranch for matchingBranch"],
    [[{ mainBranch: "yes" }], "mainBranch must be true or false"],
    [[{ branch: " " }], "branch must be a name or true"],
  ];

  test("selectors that contradict themselves are refused", async () => {
    for (const [consumerVersionSelectors, text] of REFUSED) {
      const { status, body } = await api.ask("POST", PATH, { consumerVersionSelectors });
      expect(status).toBe(400);
      expect(body.errors["consumerVersionSelectors.0"].join()).toContain(text);
    }
  });

  test("what else is wrong with the question", async () => {
    const wrong = async (body: unknown) => (await api.ask("POST", PATH, body)).body.errors;
    expect(await wrong({ consumerVersionSelectors: {} })).toEqual({ consumerVersionSelectors: ["must be an array"] });
    expect(await wrong({ includeWipPactsSince: "soon", providerVersionBranch: "x" })).toHaveProperty(
      "includeWipPactsSince",
    );
    expect(await wrong({ includePendingStatus: "maybe" })).toEqual({ includePendingStatus: ["must be boolean"] });
    expect(await wrong({ includePendingStatus: true, providerVersionBranch: "" })).toEqual({
      providerVersionBranch: ["can't be blank"],
    });
    expect(await wrong({ providerVersionTags: "x" })).toHaveProperty("providerVersionTags");
    expect((await api.ask("POST", PATH, "{}", { "content-type": "text/plain" })).status).toBe(415);
    expect((await api.ask("POST", PATH, { includePendingStatus: true })).status).toBe(200);
  });

  test("the older question by GET, which also tells where to POST", async () => {
    await estate();
    const { body } = await api.get(
      `${PATH}?consumer_version_selectors[][tag]=prod&consumer_version_selectors[][latest]=true&include_pending_status=false`,
    );
    expect(body._links.self.href).toBe(api.base + PATH);
    expect(named(body._embedded.pacts)).toEqual(["web 3"]);
  });

  const pendingOn = async (providerVersionBranch: string) => {
    const [item] = await ask({
      providerVersionBranch,
      includePendingStatus: true,
      consumerVersionSelectors: [{ latest: true }],
    });
    return item?.verificationProperties.pending;
  };

  const onBranch = (version: string, branch: string) =>
    api.ask("PUT", `/pacticipants/api/branches/${branch}/versions/${version}`, {});

  test("pending until the branch verified it, or another did before the branch began", async () => {
    await api.publish("web", "1", "api", { branch: "main" });
    expect(await pendingOn("main")).toBe(true);
    await onBranch("5", "main");
    await onBranch("6", "old");
    api.later(60);
    await api.verify("web", "1", "api", "5", false);
    expect(await pendingOn("main")).toBe(true);
    await api.verify("web", "1", "api", "5");
    expect(await pendingOn("main")).toBe(false);
    expect(await pendingOn("old")).toBe(true);
    expect(await pendingOn("new")).toBe(false);
    api.later(60);
    await onBranch("7", "newer");
    expect(await pendingOn("newer")).toBe(false);
  });

  test("pending without a branch: until anyone verified it; by tags: until each did", async () => {
    await api.publish("web", "1", "api");
    const selectors = { consumerVersionSelectors: [{ latest: true }] };
    const pending = async (more: object) => (await ask({ ...selectors, ...more }))[0]?.verificationProperties.pending;
    for (const [version, tag] of [
      ["5", "a"],
      ["6", "b"],
    ])
      await api.ask("PUT", `/pacticipants/api/versions/${version}/tags/${tag}`, {});
    expect(await pending({})).toBe(true);
    api.later(60);
    await api.verify("web", "1", "api", "5");
    expect(await pending({})).toBe(false);
    expect(await pending({ providerVersionTags: ["a"] })).toBe(false);
    expect(await pending({ providerVersionTags: ["a", "b"] })).toBe(true);
  });

  test("the notices say what a failure will mean", async () => {
    await api.publish("web", "1", "api", { branch: "main" });
    await onBranch("5", "main");
    const notices = async () => {
      const [item] = await ask({
        providerVersionBranch: "main",
        includePendingStatus: true,
        consumerVersionSelectors: [{ mainBranch: true }],
      });
      return item?.verificationProperties.notices ?? [];
    };
    const pending = await notices();
    expect(pending.map(({ when }) => when)).toEqual([
      "before_verification",
      "before_verification",
      "after_verification:success_true_published_false",
      "after_verification:success_false_published_false",
      "after_verification:success_true_published_true",
      "after_verification:success_false_published_true",
    ]);
    expect(pending[1]?.text).toContain("If this verification fails, it will not cause the overall build to fail.");
    await api.verify("web", "1", "api", "5");
    expect((await notices())[1]?.text).toContain(
      "This pact has previously been successfully verified by a version of api from branch 'main'.",
    );
  });

  test("work in progress: new heads that nobody named, until somebody names them", async () => {
    await api.publish("web", "1", "api", { branch: "main", path: "/1" });
    await onBranch("5", "main");
    api.later(86_400);
    await api.publish("web", "2", "api", { branch: "feat", path: "/2" });
    const question = {
      providerVersionBranch: "main",
      includePendingStatus: true,
      consumerVersionSelectors: [{ mainBranch: true }],
    };
    const work = async (since = "2026-01-02") => {
      const items = await ask({ ...question, includeWipPactsSince: since });
      return items.filter(({ verificationProperties }) => verificationProperties.wip === true);
    };
    const [item] = await work();
    expect(named(await work())).toEqual(["web 2"]);
    expect(named(await work("2026-01-03"))).toEqual([]);
    expect(item?.verificationProperties).toMatchObject({ pending: true, wip: true });
    expect(item?.verificationProperties.notices[0]?.text).toContain(
      "because it is a 'work in progress' pact (ie. it is the pact for the latest version of web from branch 'feat' (2)",
    );

    const publishResult = async (href: string) => {
      const { body } = await api.get(href);
      return api.ask("POST", body._links["pb:publish-verification-results"].href, {
        success: true,
        providerApplicationVersion: "5",
      });
    };
    expect((await publishResult(item?._links.self.href ?? "")).status).toBe(201);
    expect(named(await work())).toEqual(["web 2"]);
    const [explicit] = await ask({ ...question, consumerVersionSelectors: [{ branch: "feat" }] });
    expect(explicit?.verificationProperties.pending).toBe(false);
    await publishResult(explicit?._links.self.href ?? "");
    expect(await work()).toEqual([]);
  });
}
