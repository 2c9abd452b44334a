import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main, type Running } from "../../broker/main.ts";

/** What a command line left behind. */
export interface CliResult {
  readonly exit: number | null;
  /** Both streams in the order in which they came, colours removed. */
  readonly output: string;
}

const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Runs the real Rust command line of the Pact Broker against a broker. */
export const pactBroker = (url: string, ...args: readonly string[]): Promise<CliResult> =>
  run("node_modules/.bin/pact-broker", [...args, "--broker-base-url", url]);

/** Runs a program to its end. */
export function run(command: string, args: readonly string[]): Promise<CliResult> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      env: { ...process.env, PACT_DO_NOT_TRACK: "true" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk;
      });
    child.on("error", fail);
    child.on("close", (exit) => done({ exit, output: output.replace(COLOURS, "") }));
  });
}

/** A broker of its own that listens on any free port, with its data in a temporary folder. */
export interface TestBroker extends Running {
  /** A temporary folder that goes with the broker. */
  readonly folder: string;
}

/** Starts a broker on the embedded store, with more settings if given (`TALLY_TOKEN`...). */
export async function startBroker(settings: Readonly<Record<string, string>> = {}): Promise<TestBroker> {
  const folder = await mkdtemp(join(tmpdir(), "tally-pact-"));
  const env = {
    ...settings,
    TALLY_HOST: "127.0.0.1",
    TALLY_DATA: join(folder, "data"),
    TALLY_PORT: "0",
    TALLY_LOG_LEVEL: "silent",
    TALLY_WORKERS: "0",
  };
  const running = await main(env, () => undefined);
  const stop = async (): Promise<void> => {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...running, stop, folder };
}

/** Sends JSON and gives the status with the parsed answer. */
export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
  // biome-ignore lint: tests look into answers of any shape
): Promise<{ readonly status: number; readonly body: any; readonly headers: Headers }> {
  const response = await fetch(url, {
    method,
    headers: {
      accept: "application/hal+json",
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text), headers: response.headers };
}

/** What a provider answers to a request. */
export type Answer = (request: IncomingMessage) => { readonly status: number; readonly body: unknown };

/** An HTTP provider that listens on any free port. */
export async function startProvider(answer: Answer): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const { status, body } = answer(request);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const stop = (): Promise<void> => new Promise((stopped) => void server.close(() => stopped()));
  return { url: `http://127.0.0.1:${port}`, stop };
}
