import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TallyError } from "../../../src/core/errors.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { reachOf } from "../../../src/kinds/openapi/addresses.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { tally } from "../../support/io.ts";
import { diff, loadBoth, one } from "./fixture.ts";

/** What a server answers under a path: a text, or a status and where to. */
type Pages = Readonly<Record<string, string | readonly [status: number, location: string]>>;
const servers: Server[] = [];
const asked: string[] = [];

async function serve(pages: () => Pages): Promise<number> {
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    const page = pages()[request.url ?? ""];
    if (page === undefined) response.writeHead(404).end();
    else if (typeof page === "string") response.end(page);
    else response.writeHead(page[0], { location: page[1] }).end("moved");
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

let here = "";
let other = "";
const size = (maximum: number) => `{type: integer, maximum: ${maximum}}`;
beforeAll(async () => {
  const second = await serve(() => ({ "/size.yaml": size(5) }));
  other = `127.0.0.1:${second}`;
  const first = await serve(() => ({
    "/size.yaml": size(9),
    "/smaller.yaml": size(5),
    "/linked.yaml": "$ref: ./size.yaml",
    "/moved.yaml": [302, "/size.yaml"],
    "/loop.yaml": [301, "/loop.yaml"],
    "/away.yaml": [307, `http://${other}/size.yaml`],
    "/by-name.yaml": [307, `http://localhost:${second}/size.yaml`],
    "/metadata.yaml": [302, "http://169.254.169.254/latest/meta-data"],
    "/file.yaml": [302, "file:///etc/passwd"],
    "/leads-away.yaml": `$ref: "http://${other}/size.yaml"`,
    "/leads-here.yaml": `$ref: "http://${here}/size.yaml"`,
    "/text.yaml": "just text",
  }));
  here = `127.0.0.1:${first}`;
});
afterAll(() => {
  for (const server of servers) server.close();
});

const api = (ref: string) =>
  one(
    `openapi: 3.0.3\ninfo: {title: t, version: "1"}\npaths:\n  /a:\n    get:\n      parameters:\n        - {name: q, in: query, schema: {$ref: "${ref}"}}\n      responses: {"200": {description: d}}\n`,
  );
const ALLOWED = { ...DEFAULT_LOAD, allowRemote: true };

async function trouble(ref: string): Promise<string> {
  try {
    await openapi.load(api(ref), ALLOWED);
  } catch (error) {
    if (error instanceof TallyError) return `${error.code} ${error.place?.line ?? "-"} ${error.message}`;
    throw error;
  }
  return "loaded";
}

describe("references to URLs", () => {
  test("are refused by default, and nobody is asked", async () => {
    asked.length = 0;
    await expect(openapi.load(api(`http://${here}/size.yaml`), DEFAULT_LOAD)).rejects.toMatchObject({
      code: "E_REMOTE",
      place: { line: 7 },
    });
    expect(asked).toEqual([]);
  });

  test("are followed where that is allowed, relative ones and redirections too", async () => {
    for (const name of ["size", "linked", "moved", "leads-here"]) {
      const pair = await loadBoth(api(`http://${here}/${name}.yaml`), api(`http://${here}/smaller.yaml`), ALLOWED);
      const found = await openapi.compare(pair.before, pair.after, { tolerances: [] });
      expect(found.map(({ id, after }) => [id, after?.file])).toEqual([
        ["openapi.parameter.maximum-decreased", `http://${here}/smaller.yaml`],
      ]);
    }
  });

  test("survive in the bundle, which needs no network", async () => {
    const loaded = await openapi.load(api(`http://${here}/linked.yaml`), ALLOWED);
    const { files } = await loaded.bundle();
    expect(files.map(({ path }) => path)).toEqual([
      "api.yaml",
      `http://${here}/linked.yaml`,
      `http://${here}/size.yaml`,
    ]);
  });

  test.each([
    ["to what is not there", () => `http://${here}/none.yaml`, /answered 404/],
    ["to what is no document", () => `http://${here}/text.yaml#/a`, /nothing is found/],
    ["that move in a circle", () => `http://${here}/loop.yaml`, /more than 5 times/],
    [
      "that move to a private address of another host",
      () => `http://${here}/away.yaml`,
      /private address 127\.0\.0\.1/,
    ],
    ["that move to a name with a private address", () => `http://${here}/by-name.yaml`, /private address/],
    [
      "that move to the address of the link",
      () => `http://${here}/metadata.yaml`,
      /169\.254\.169\.254 belongs to the link/,
    ],
    ["that move to a file", () => `http://${here}/file.yaml`, /only http and https/],
    ["out of a fetched document to a private address", () => `http://${here}/leads-away.yaml`, /private address/],
    ["to the address of the link", () => "http://169.254.169.254/latest/meta-data", /belongs to the link/],
    ["to the address of the link, in other digits", () => "http://0xa9fea9fe/latest", /belongs to the link/],
    [
      "to the address of the link, inside of IPv6",
      () => "http://[::ffff:169.254.169.254]/latest",
      /belongs to the link/,
    ],
    ["by another scheme", () => "ftp://example.com/a.yaml", /only http and https/],
  ])("%s are refused with their place", async (_name, ref, expected) => {
    const said = await trouble(ref());
    expect(said).toMatch(/^E_(REMOTE|REFERENCE) \d/);
    expect(said).toMatch(expected);
  });

  test("that were refused asked nobody at the address", async () => {
    asked.length = 0;
    await trouble(`http://${here}/away.yaml`);
    expect(asked).toEqual([`${here}/away.yaml`]);
  });
});

test("tally diff --allow-remote", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tally-remote-"));
  const write = async (name: string, ref: string) => {
    const source = api(ref);
    writeFileSync(join(folder, name), (await source.read("api.yaml")) ?? "");
  };
  await write("old.yaml", `http://${here}/size.yaml`);
  await write("new.yaml", `http://${here}/smaller.yaml`);
  const run = (...more: string[]) => tally(["diff", "old.yaml", "new.yaml", ...more], { cwd: folder });
  const refused = await run();
  expect(refused).toMatchObject({ exit: 2, out: "" });
  expect(refused.talk).toContain("--allow-remote");
  expect((await run("--allow-remote")).exit).toBe(1);
  rmSync(folder, { recursive: true, force: true });
});

test("the same content from another place says the same", async () => {
  const pair = await loadBoth(api(`http://${here}/size.yaml`), api(`http://${here}/moved.yaml`), ALLOWED);
  expect(await openapi.compare(pair.before, pair.after, { tolerances: [] })).toEqual([]);
  expect(await diff(api("#/paths"), api("#/paths"))).toEqual([]);
});

test.each([
  ["8.8.8.8", "public"],
  ["93.184.216.34", "public"],
  ["2606:2800:220:1::1", "public"],
  ["127.0.0.1", "private"],
  ["10.1.2.3", "private"],
  ["172.31.0.1", "private"],
  ["172.32.0.1", "public"],
  ["192.168.1.1", "private"],
  ["100.64.0.1", "private"],
  ["0.0.0.0", "private"],
  ["255.255.255.255", "private"],
  ["::1", "private"],
  ["::", "private"],
  ["::ffff:10.0.0.1", "private"],
  ["::ffff:8.8.8.8", "public"],
  ["64:ff9b::a00:1", "private"],
  ["fd12::1", "private"],
  ["169.254.169.254", "link"],
  ["::ffff:169.254.169.254", "link"],
  ["fe80::1", "link"],
  ["not an address", "private"],
])("%s is %s", (address, reach) => {
  expect(reachOf(address)).toBe(reach);
});
