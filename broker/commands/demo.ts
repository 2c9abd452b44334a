import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runCli } from "../../src/cli.ts";
import type { Command, Input, Io } from "../../src/commands/command.ts";
import { COMMANDS } from "../../src/commands/index.ts";
import { EXIT, type ExitCode, TallyError } from "../../src/core/errors.ts";
import { main, type Running } from "../main.ts";
import { QUESTIONS, SET_UP, type Step } from "./demo-script.ts";
import { untilTold } from "./until-told.ts";

/** `tally demo`: the whole round on a sample estate, through the same commands that a user types. */
export const demo: Command = {
  name: "demo",
  summary: "try everything on a small estate",
  options: [
    { flags: "--once", help: "stop after printing instead of staying up" },
    { flags: "--port <number>", help: "port of the page; any free one when it is taken", default: "9292" },
  ],
  examples: ["npm run demo", "npm run demo -- --once"],
  run: runDemo,
};

async function runDemo(input: Input, io: Io): Promise<ExitCode> {
  const data = await mkdtemp(join(tmpdir(), "tally-demo-"));
  const broker = await start(data, String(input.options.port), io);
  try {
    const here = { ...io, cwd: samples(), env: { PACT_BROKER_BASE_URL: broker.url } };
    io.out("A broker on the embedded store, and five applications:\n\n");
    await buildEstate(broker, here);
    for (const { title, argv, expected } of QUESTIONS) {
      io.out(`\n${"─".repeat(78)}\n${title}\n\n$ tally ${argv.join(" ")}\n\n`);
      const exit = await runCli(argv, COMMANDS, here);
      if (exit !== expected) throw new TallyError("E_TOOL", `the demo expected exit ${expected} and got ${exit}`);
    }
    if (input.options.once === true) return EXIT.yes;
    io.out(`\n${"─".repeat(78)}\nThe same in a browser: ${broker.url}/\n`);
    io.out("It stays up until Ctrl-C; its data goes with it.\n");
    await untilTold();
    return EXIT.yes;
  } finally {
    await broker.stop();
    await rm(data, { recursive: true, force: true });
  }
}

/** Publishes, verifies and deploys the sample estate; `io` stands in the folder of the samples and names the broker. */
export async function buildEstate(broker: Running, io: Io): Promise<void> {
  for (const step of SET_UP) await quietly(step, io, broker);
}

/** On the port that was asked for, or any free one. */
async function start(data: string, port: string, io: Io): Promise<Running> {
  const env = { TALLY_DATA: data, TALLY_LOG_LEVEL: "error" };
  try {
    return await main({ ...env, TALLY_PORT: port }, io.talk);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    return main({ ...env, TALLY_PORT: "0" }, io.talk);
  }
}

/** One line for each step; its whole output only when it fails. */
async function quietly(step: Step, io: Io, broker: Running): Promise<void> {
  if ("verified" in step) {
    await recordResult(step.verified, broker);
    io.out(`  ✓ ${step.verified.provider} ${step.verified.version} verified the pact of ${step.verified.consumer}\n`);
    return;
  }
  const said: string[] = [];
  const keep = (text: string): void => void said.push(text);
  const exit = await runCli(step.argv, COMMANDS, { ...io, out: keep, talk: keep });
  if (exit !== EXIT.yes) throw new TallyError("E_TOOL", `tally ${step.argv.join(" ")}: ${said.join("")}`);
  io.out(`  $ tally ${step.argv.join(" ")}\n`);
}

/** What a provider's build sends after it replayed a pact against itself. */
async function recordResult(result: Extract<Step, { verified: unknown }>["verified"], broker: Running): Promise<void> {
  const { consumer, provider, version } = result;
  const pact = await broker.app.request(`/pacts/provider/${provider}/consumer/${consumer}/latest`, {
    headers: { host: "127.0.0.1" },
  });
  const body = (await pact.json()) as { _links: Record<string, { href: string }> }; // our own resource
  const href = new URL(body._links["pb:publish-verification-results"]?.href ?? "").pathname;
  const answer = await broker.app.request(href, {
    method: "POST",
    headers: { "content-type": "application/json", host: "127.0.0.1" },
    body: JSON.stringify({ success: true, providerApplicationVersion: version }),
  });
  if (answer.status !== 201) throw new TallyError("E_TOOL", `the result was refused: ${await answer.text()}`);
}

/** The folder of the sample estate, in a checkout as in an installed package. */
function samples(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    const found = join(at, "contracts", "samples");
    if (existsSync(found)) return found;
  }
  throw new TallyError("E_NOT_FOUND", "the sample estate (contracts/samples) is not part of this installation");
}
