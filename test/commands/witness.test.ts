import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { tally } from "../support/io.ts";

const api = (required: string) => `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /orders:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [${required}], properties: {note: {const: "it's $HOME"}, currency: {type: string}}}
      responses: {"201": {description: ok}}
`;
const proto = (type: string) => `syntax = "proto3";
package a;
service S { rpc Do(M) returns (M); }
message M { ${type} n = 1; }
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tally-witness-"));
  writeFileSync(join(folder, "old.yaml"), api("note"));
  writeFileSync(join(folder, "new.yaml"), api("note, currency"));
  writeFileSync(join(folder, "old.proto"), proto("int64"));
  writeFileSync(join(folder, "new.proto"), proto("int32"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (argv: readonly string[], input = "") => tally(argv, { cwd: folder, input });
const report = async (extension: string) =>
  (await run(["diff", `old.${extension}`, `new.${extension}`, "--format", "json"])).out;

/** Runs a printed command with `curl` replaced by a shell function that shows its arguments. */
const typed = (script: string): readonly string[] =>
  execFileSync("bash", ["-c", `curl() { printf '%s\\0' "$@"; }\n${script}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);

test("what is printed for curl can be typed as it stands, whatever the payload holds", async () => {
  const ran = await run(["witness", "-", "--as", "curl", "--url", "http://127.0.0.1:1/"], await report("yaml"));
  expect(ran.exit).toBe(0);
  const args = typed(ran.out);
  expect(args).toContain(`{"note":"it's $HOME"}`);
  expect(args.at(-1)).toBe("http://127.0.0.1:1/orders");
});

test("protobuf bytes travel in one gRPC frame", async () => {
  const found = await report("proto");
  const ran = await run(["witness", "-", "--as", "curl"], found);
  const wire = JSON.parse(found).findings.find(
    (one: { surface: string; witness: unknown }) => one.surface === "wire" && one.witness,
  );
  const octal = /printf '([^']+)'/.exec(ran.out)?.[1] ?? "";
  const bytes = Buffer.from(
    octal
      .split("\\")
      .slice(1)
      .map((part) => Number.parseInt(part, 8)),
  );
  expect(bytes.readUInt32BE(1)).toBe(bytes.length - 5);
  expect(bytes.subarray(5).toString("hex")).toBe(wire.witness.payload.hex);
  expect(ran.out).toContain("/a.S/Do");
});

test("grpcurl and buf get JSON, and one finding can be picked", async () => {
  const found = await report("proto");
  const json = JSON.parse(found).findings.find(
    (one: { surface: string; witness: unknown }) => one.surface === "json" && one.witness,
  );
  const ran = await run(
    ["witness", "-", "--as", "grpcurl", "--plaintext", "--url", "localhost:50051", "--fingerprint", json.fingerprint],
    found,
  );
  expect(ran.out).toContain(`grpcurl -plaintext -d '${json.witness.payload.text}' localhost:50051 a.S/Do`);
  expect((await run(["witness", "-", "--fingerprint", "0000000000000000"], found)).talk).toContain("[E_NOT_FOUND]");
});

test("replay --against sends the request to a running provider and shows the answer", async () => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    request.on("data", (chunk) => seen.push(`${request.method} ${request.url} ${chunk}`));
    request.on("end", () => response.writeHead(422).end("currency is missing"));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ran = await run(["replay", "-", "--against", url], await report("yaml"));
  await new Promise((closed) => server.close(closed));
  expect(seen).toEqual([`POST /orders {"note":"it's $HOME"}`]);
  expect(ran.out).toContain("answered 422: currency is missing");
  expect((await run(["replay", "-", "--against", url], await report("yaml"))).exit).toBe(4);
});

/** The witness of the request in a report, with another payload. */
const changed = async (payload: object): Promise<string> => {
  const { witness } = JSON.parse(await report("yaml")).findings.find((one: { witness: unknown }) => one.witness);
  return JSON.stringify({ ...witness, payload: { ...witness.payload, ...payload } });
};

test.each([
  ["a GET with a body", { method: "GET", headers: {} }],
  ["a method", { method: "TRACE", headers: {}, body: null }],
  ["a header", { headers: { X: "☃" } }],
])("what no client of Node's sends stays unsent, and the rest is sent: %s", async (_, payload) => {
  const sent: string[] = [];
  const server = createServer((request, response) => {
    sent.push(request.method ?? "");
    response.writeHead(204).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const both = {
    findings: [{ witness: JSON.parse(await changed(payload)) }, ...JSON.parse(await report("yaml")).findings],
  };
  const ran = await run(["replay", "-", "--against", url], JSON.stringify(both));
  await new Promise((closed) => server.close(closed));
  expect(sent).toEqual(["POST"]);
  expect(ran.out).toMatch(/not sent to the running provider: .* answered 204/s);
});

test("an address that is none is wrong use", async () => {
  const ran = await run(["replay", "-", "--against", "here"], await report("yaml"));
  expect(ran).toMatchObject({ exit: 2, talk: expect.stringContaining("E_USAGE") });
});

test("a message as it travels keeps what is blank at its end", async () => {
  const odd = await changed({ headers: {}, body: "a\r\n\n " });
  expect((await run(["witness", "-", "--as", "http"], odd)).out).toMatch(
    /localhost:8080\nContent-Length: 5\n\na\r\n\n \n\n$/,
  );
});

test("curl reads no file, and leaves brackets and empty headers alone", async () => {
  const odd = await changed({ method: "HEAD", url: "/a?f[x]={a}", headers: { X: "" }, body: "@/etc/hostname" });
  const args = typed((await run(["witness", "-", "--as", "curl"], odd)).out);
  expect(args).toEqual(expect.arrayContaining(["-g", "HEAD", "X;", "--data-raw", "@/etc/hostname"]));
  expect(args).not.toContain("--data-binary");
});

test.each([
  { headers: { "X-A\r\nX-B": "c" } },
  { headers: null },
  { headers: { X: 1 } },
  { url: {} },
  { url: "" },
  { method: "GET /x HTTP/1.1" },
  { body: 7 },
])("a payload that no comparison writes is refused: %j", async (payload) => {
  for (const command of ["witness", "replay"])
    expect(await run([command, "-"], await changed(payload))).toMatchObject({
      exit: 2,
      talk: expect.stringContaining("E_INVALID"),
    });
});

test("a report that nests without end is refused", async () => {
  const deep = `{"findings":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  for (const command of ["witness", "replay"])
    expect(await run([command, "-"], deep)).toMatchObject({ exit: 2, talk: expect.stringContaining("E_TOO_DEEP") });
});

test("a message as text stays behind its comment mark", async () => {
  const found = JSON.parse(await report("proto"));
  for (const one of found.findings) if (one.witness) one.witness.payload = { type: "json", text: '{"a":1}\nrm x' };
  for (const one of found.findings) Object.assign(one, { operation: "a.S/Do\nrm x", operations: [] });
  const ran = await run(["witness", "-", "--as", "http"], JSON.stringify(found));
  for (const line of ran.out.split("\n").filter(Boolean)) expect(line).toMatch(/^#/);
});

test("replay --against sends nothing to another host than the one named", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const url of [`@127.0.0.1:${port}/x`, "{$request.body#/url}", "orderCreated"]) {
    const ran = await run(["replay", "-", "--against", "http://localhost:1"], await changed({ url }));
    expect(ran.exit).toBeLessThan(2);
    expect(ran.out).not.toContain("answered");
  }
  expect(asked).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

test("of an answer without end only the beginning is read", async () => {
  const server = createServer((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65536)));
    };
    response.on("drain", more);
    more();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const ran = await run(["replay", "-", "--against", `http://127.0.0.1:${port}`], await report("yaml"));
  expect(ran.out).toContain(`answered 200: ${"x".repeat(500)}\n`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("the host is read from a base without a scheme too, and must be there", async () => {
  const found = await report("yaml");
  const at = (url: string) => run(["witness", "-", "--as", "http", "--url", url], found);
  expect((await at("localhost:8080")).out).toContain("\nHost: localhost:8080\n");
  expect((await at("https://a.example/base/")).out).toContain("\nHost: a.example\n");
  for (const url of ["", "http://", "two\nlines"]) expect((await at(url)).exit, url).toBe(2);
});

test("where the operation must be named, those that the finding concerns are listed", async () => {
  const found = JSON.parse(await report("proto"));
  for (const one of found.findings) Object.assign(one, { operation: null, operations: ["a.S/Do", "a.S/Other\nrm x"] });
  const ran = await run(["witness", "-", "--as", "grpcurl"], JSON.stringify(found));
  expect(ran.out).toContain("with --operation; it concerns a.S/Do, a.S/Other rm x\n");
});

test("a body with characters that no terminal keeps is written by printf, byte for byte", async () => {
  const body = "--a\r\n\r\n100% 'é' \"$x\" `!` \\n \u0000\u0001\u0085\t\r\n--a--\r\n";
  const ran = await run(["witness", "-", "--as", "curl"], await changed({ headers: {}, body }));
  const [written = "", sent = ""] = (ran.out.split("\n")[1] ?? "").split(" | ");
  expect(execFileSync("sh", ["-c", written]).toString("utf8")).toBe(body);
  expect(sent).toMatch(/^curl .* --data-binary @- /);
});

test("the message itself says how long its body is", async () => {
  const odd = await changed({ headers: {}, body: "é\r\n" });
  expect((await run(["witness", "-", "--as", "http"], odd)).out).toContain("\nContent-Length: 4\n\né\r\n");
});

test("a provider that is not there is told with the reason", async () => {
  const server = createServer((request) => request.socket.destroy());
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const text = await report("yaml");
  const dropped = await run(["replay", "-", "--against", `http://127.0.0.1:${port}`], text);
  await new Promise((closed) => server.close(closed));
  expect(dropped).toMatchObject({ exit: 4, talk: expect.stringMatching(/could not be reached \(\w+\)/) });
  const gone = await run(["replay", "-", "--against", `http://127.0.0.1:${port}`], text);
  expect(gone).toMatchObject({ exit: 4, talk: expect.stringContaining("(ECONNREFUSED)") });
  expect(await run(["replay", "-", "--against", "ftp://a"], text)).toMatchObject({ exit: 2 });
});
