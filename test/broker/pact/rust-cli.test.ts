import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tally } from "../../support/io.ts";
import { type CliResult, pactBroker, send, startBroker, type TestBroker } from "../../support/pact.ts";

let broker: TestBroker;

beforeAll(async () => {
  broker = await startBroker();
});

afterAll(() => broker.stop());

const run = (...args: readonly string[]): Promise<CliResult> => pactBroker(broker.url, ...args);

async function ok(...args: readonly string[]): Promise<string> {
  const { exit, output } = await run(...args);
  expect(output).not.toMatch(/warning|error/i);
  expect(exit).toBe(0);
  return output;
}

const pactOf = (consumer: string, provider: string, path = "/") => ({
  consumer: { name: consumer },
  provider: { name: provider },
  interactions: [{ description: path, request: { method: "GET", path }, response: { status: 200 } }],
  metadata: { pactSpecification: { version: "2.0.0" } },
});

async function pactFile(consumer: string, provider: string, path?: string): Promise<string> {
  const file = join(broker.folder, `${consumer}-${provider}-${path?.slice(1) ?? "root"}.json`);
  await writeFile(file, JSON.stringify(pactOf(consumer, provider, path)));
  return file;
}

/** Publishes a result for the pact of a consumer version, as a verifier does. */
async function verified(consumer: string, version: string, provider: string, providerVersion: string, success = true) {
  const pact = await send(`${broker.url}/pacts/provider/${provider}/consumer/${consumer}/version/${version}`, "GET");
  const { href } = pact.body._links["pb:publish-verification-results"];
  const body = { success, providerApplicationVersion: providerVersion };
  expect((await send(href, "POST", body)).status).toBe(201);
}

test("publish: created, then the same, then refused because the content changed", async () => {
  const file = await pactFile("web", "api");
  const publish = [
    "publish",
    file,
    "-a",
    "1",
    "--branch",
    "main",
    "--tag",
    "dev",
    "--build-url",
    "http://ci.example/1",
  ];
  const first = await ok(...publish);
  expect(first).toContain("Created web version 1 with branch main and tags dev");
  expect(first).toContain("Pact successfully published for web version 1 and provider api.");
  expect(await ok(...publish)).toContain("republished for web version 1 and provider api with no content changes");

  const changed = await run("publish", await pactFile("web", "api", "/other"), "-a", "1");
  expect(changed.output).toContain("Cannot change the content of the pact for web version 1 and provider api");
  expect(changed.output).toContain('+ "/other"');
  expect(changed.exit).toBe(1);
});

test("publish --merge adds interactions to the version", async () => {
  const merged = await ok("publish", await pactFile("web", "api", "/merged"), "-a", "1", "--merge");
  expect(merged).toContain("with its interactions merged");
  const { body } = await send(`${broker.url}/pacts/provider/api/consumer/web/version/1`, "GET");
  expect(body.interactions.map(({ description }: { description: string }) => description)).toEqual(["/", "/merged"]);
});

test("create-or-update-pacticipant and describe-version", async () => {
  const updated = await ok("create-or-update-pacticipant", "--name", "api", "--main-branch", "main");
  expect(updated).toContain("Pacticipant 'api' updated successfully");
  const created = await ok(
    "create-or-update-pacticipant",
    "--name",
    "new/one",
    "--repository-url",
    "http://git.example/x",
  );
  expect(created).toContain("new/one");
  const { body } = await send(`${broker.url}/pacticipants/new%2Fone`, "GET");
  expect(body).toMatchObject({ name: "new/one", repositoryUrl: "http://git.example/x" });

  expect(await ok("describe-version", "-a", "web", "-e", "1")).toMatch(/│ 1\s+┆ dev\s+│/);
  expect(await ok("describe-version", "-a", "web")).toMatch(/│ 1\s+┆ dev\s+│/);
  const unknown = await run("describe-version", "-a", "web", "-e", "99");
  expect(unknown.output).toContain("not found");
});

test("create-environment and list-environments: test and production are there from the start", async () => {
  const created = await ok("create-environment", "--name", "stage", "--display-name", "The stage", "--production");
  expect(created).toContain("Created stage environment in the Pact Broker with UUID");
  const list = await ok("list-environments");
  expect(list).toMatch(/production\s+┆ Production\s+┆ true/);
  expect(list).toMatch(/stage\s+┆ The stage\s+┆ true/);
  expect(list).toMatch(/test\s+┆ Test\s+┆ false/);
  const again = await run("create-environment", "--name", "stage", "--production");
  expect(again.output).toContain("has already been taken");
  expect(again.exit).toBe(1);
});

test("record-deployment and record-undeployment know application instances", async () => {
  await verified("web", "1", "api", "1");
  const at = ["-a", "api", "--environment", "test"];
  const recorded = await ok("record-deployment", ...at, "-e", "1");
  expect(recorded).toContain("Recorded deployment of api version 1 to test environment in the Pact Broker.");
  await ok("record-deployment", ...at, "-e", "1", "--application-instance", "blue");
  expect(await inTest()).toEqual([null, "blue"]);
  await ok("record-deployment", ...at, "-e", "1", "--application-instance", "blue");
  expect(await inTest()).toEqual([null, "blue"]);

  const described = await ok("describe-version", "-a", "api", "--environment", "test");
  expect(described).toMatch(/│ 1\s+┆ Deployed ┆ test\s+┆ blue\s+│/);

  const undeployed = await ok("record-undeployment", ...at, "--application-instance", "blue");
  expect(undeployed).toContain("Undeployed api from test environment (application instance blue)");
  expect(await inTest()).toEqual([null]);
  await ok("record-undeployment", ...at);
  expect(await inTest()).toEqual([]);
  const unknown = await run("record-deployment", ...at, "-e", "99");
  expect(unknown.exit).toBe(1);
});

async function inTest(): Promise<readonly (string | null)[]> {
  const environments = await send(`${broker.url}/environments?name=test`, "GET");
  const { href } = environments.body._embedded.environments[0]._links["pb:currently-deployed-deployed-versions"];
  const { body } = await send(`${href}?pacticipant=api`, "GET");
  return body._embedded.deployedVersions
    .map((one: { applicationInstance: string | null }) => one.applicationInstance)
    .sort((a: string | null, b: string | null) => (a ?? "").localeCompare(b ?? ""));
}

test("record-release and record-support-ended", async () => {
  const at = ["-a", "api", "-e", "1", "--environment", "stage"];
  expect(await ok("record-release", ...at)).toContain("Recorded release of api version 1 to stage environment");
  const yes = await run("can-i-deploy", "-a", "web", "-e", "1", "--to-environment", "stage");
  expect(yes.output).toMatch(/web\s+┆ 1\s+┆ api\s+┆ 1\s+┆ true/);
  expect(yes.exit).toBe(0);
  const head = await run("can-i-deploy", "-a", "web", "--branch", "main", "--to-environment", "stage");
  expect(head.output).toMatch(/web\s+┆ 1\s+┆ api\s+┆ 1\s+┆ true/);
  expect(head.exit).toBe(0);
  expect(await ok("record-support-ended", ...at)).toContain(
    "Recorded support ended for application api, version 1 from stage",
  );
  const no = await run("can-i-deploy", "-a", "web", "-e", "1", "--to-environment", "stage");
  expect(no.output).toContain(
    "There is no verified pact between version 1 of web and a version of api currently in stage",
  );
  expect(no.exit).toBe(1);
});

test("can-i-deploy with two versions looks at these two only", async () => {
  await ok("publish", await pactFile("web", "mail"), "-a", "1");
  const pair = await run("can-i-deploy", "-a", "web", "-e", "1", "-a", "api", "-e", "1");
  expect(pair.output).toContain("Computer says yes");
  expect(pair.output).not.toContain("mail");
  expect(pair.exit).toBe(0);
  const alone = await run("can-i-deploy", "-a", "web", "-e", "1");
  expect(alone.output).toContain("There is no verified pact between version 1 of web and the latest version of mail");
  expect(alone.exit).toBe(1);
});

test("can-i-deploy --ignore shows what it leaves out", async () => {
  const asked = await run("can-i-deploy", "-a", "web", "-e", "1", "--ignore", "mail");
  expect(asked.output).toContain("Computer says yes");
  expect(asked.output).toContain("mail");
  expect(asked.exit).toBe(0);
});

test("can-i-deploy of a release without its version is refused, not guessed", async () => {
  const asked = await run("can-i-deploy", "-a", "web", "--to-environment", "test");
  expect(asked.output).toContain("Please name one version of web");
  expect(asked.exit).toBe(1);
  const nothing = await run("can-i-deploy", "--pacticipant=web", "--version=1", "--to-environment", "test");
  expect(nothing.output).toContain("Please provide 1 or more version selectors");
  expect(nothing.exit).toBe(1);
  const unknown = await run("can-i-deploy", "-a", "nobody", "-e", "1", "--to-environment", "test");
  expect(unknown.output).toContain("Pacticipant nobody not found");
  expect(unknown.exit).toBe(1);
});

test("can-i-merge asks about the heads of main branches", async () => {
  await ok("create-or-update-version", "-a", "api", "-e", "1", "--branch", "main");
  await ok("create-or-update-version", "-a", "mail", "-e", "5", "--branch", "main");
  await verified("web", "1", "mail", "5", false);
  const no = await run("can-i-merge", "-a", "web", "-e", "1");
  expect(no.output).toContain(
    "The verification for the pact between version 1 of web and the latest version of mail from the main branch (5) failed",
  );
  expect(no.exit).toBe(1);
  await verified("web", "1", "mail", "5");
  const yes = await run("can-i-merge", "-a", "web", "-e", "1");
  expect(yes.output).toContain("Computer says yes");
  expect(yes.exit).toBe(0);
});

test("a live provider version that fails is not hidden by a newer one that passes", async () => {
  for (const [version, instance, success] of [
    ["10", "old", false],
    ["11", "new", true],
  ] as const) {
    await verified("web", "1", "mail", version, success);
    await ok(
      "record-deployment",
      "-a",
      "mail",
      "-e",
      version,
      "--environment",
      "production",
      "--application-instance",
      instance,
    );
  }
  await verified("web", "1", "api", "1");
  await ok("record-deployment", "-a", "api", "-e", "1", "--environment", "production");
  const asked = await run("can-i-deploy", "-a", "web", "-e", "1", "--to-environment", "production");
  expect(asked.output).toContain("one of the versions of mail currently in production (10) failed");
  expect(asked.exit).toBe(1);
  // The form of the Ruby command line and of pact-jvm.
  const query = "q[][pacticipant]=web&q[][version]=1&latestby=cvp&environment=production";
  const { body } = await send(`${broker.url}/matrix?${query}`, "GET");
  expect(body.summary).toMatchObject({ deployable: false, success: 2, failed: 1, unknown: 0 });
});

test("a provider with 130 live consumers, of which the first one fails: no, and every row is there", async () => {
  const consumers = Array.from({ length: 130 }, (_, index) => `client-${String(index).padStart(3, "0")}`);
  for (const consumer of consumers) {
    const content = Buffer.from(JSON.stringify(pactOf(consumer, "hub", `/${consumer}`))).toString("base64");
    const contract = {
      consumerName: consumer,
      providerName: "hub",
      specification: "pact",
      contentType: "application/json",
      content,
    };
    const body = { pacticipantName: consumer, pacticipantVersionNumber: "1", branch: "main", contracts: [contract] };
    expect((await send(`${broker.url}/contracts/publish`, "POST", body)).status).toBe(200);
    await verified(consumer, "1", "hub", "1", consumer !== consumers[0]);
    const { body: version } = await send(`${broker.url}/pacticipants/${consumer}/versions/1`, "GET");
    const record = version._links["pb:record-deployment"].find(({ name }: { name: string }) => name === "production");
    expect((await send(record.href, "POST", {})).status).toBe(201);
  }
  const asked = await run("can-i-deploy", "-a", "hub", "-e", "1", "--to-environment", "production");
  expect(asked.output).toContain("Computer says no");
  expect(asked.output).toContain(
    "The verification for the pact between the version of client-000 currently in production (1) and version 1 of hub failed",
  );
  expect(asked.exit).toBe(1);
  const own = await tally([
    "can-i-deploy",
    "-a",
    "hub",
    "-e",
    "1",
    "--to-environment",
    "production",
    "-b",
    broker.url,
    "--format",
    "json",
  ]);
  expect(own.exit).toBe(1);
  const checks: readonly { type: string; state: string }[] = JSON.parse(own.out).checks;
  expect(checks.filter(({ type }) => type === "pact")).toHaveLength(130);
  expect(checks.filter(({ state }) => state === "failed")).toHaveLength(1);
  for (const latestby of ["cvp", "cvpv"]) {
    const query = `q[][pacticipant]=hub&q[][version]=1&latestby=${latestby}&environment=production`;
    const { body } = await send(`${broker.url}/matrix?${query}`, "GET");
    expect(body.matrix).toHaveLength(130);
    expect(body.summary).toMatchObject({ deployable: false, success: 129, failed: 1, unknown: 0 });
  }
});
