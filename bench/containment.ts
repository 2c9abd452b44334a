/**
 * Times containment on labelled pairs beside jsoncompat, pair by pair in turn: `npm run bench:containment -- FILE`.
 * With a second argument N only every Nth pair is asked. Writes the figures as Markdown. The peer says yes or no only; "no" there means "not proved", and has no witness.
 */
import { Worker } from "node:worker_threads";
import { readRows } from "../scripts/json-lines.ts";
import { contains } from "../src/json-schema/index.ts";
import { type Case, quantile, share, spread, warmUp } from "./containment-cases.ts";

interface Reply {
  readonly said: boolean | null;
  readonly ms: number;
  /** Bytes of the witness, where there is one. */
  readonly size?: number;
}

interface Peer {
  ask(row: Case): Promise<Reply>;
  stop(): Promise<void>;
}

/** A question to the peer that takes longer is stopped and counts as no answer. */
const LIMIT_MS = 5000;

const PEER = `
  const { parentPort } = require("node:worker_threads");
  const ready = import("jsoncompat").then(async (peer) => {
    const { readFileSync } = require("node:fs");
    const { createRequire } = require("node:module");
    const entry = createRequire(process.cwd() + "/").resolve("jsoncompat/jsoncompat_wasm.js");
    peer.initSync({ module: readFileSync(entry.replace(/\\.js$/, "_bg.wasm")) });
    return peer;
  });
  parentPort.on("message", async ({ a, b }) => {
    const peer = await ready;
    const start = performance.now();
    let said = null;
    try { said = peer.check_compat(a, b, "deserializer"); } catch {}
    parentPort.postMessage({ said, ms: performance.now() - start });
  });`;

/** The peer in a worker of its own, so that a question without end can be stopped. */
function startPeer(): Peer {
  let answer: (reply: Reply | null) => void = () => {};
  const start = (): Worker =>
    new Worker(PEER, { eval: true }).on("message", (reply: Reply) => answer(reply)).on("error", () => answer(null));
  let worker = start();
  const ask = (row: Case): Promise<Reply> =>
    new Promise((done) => {
      const timer = setTimeout(() => answer(null), LIMIT_MS);
      answer = (reply) => {
        answer = () => {};
        clearTimeout(timer);
        if (reply === null) {
          void worker.terminate();
          worker = start();
        }
        done(reply ?? { said: null, ms: LIMIT_MS });
      };
      worker.postMessage({ a: JSON.stringify(row.a), b: JSON.stringify(row.b) });
    });
  return { ask, stop: async () => void (await worker.terminate()) };
}

async function askUs(row: Case): Promise<Reply> {
  const start = performance.now();
  const { strict } = await contains(row.a, row.b, { dialect: row.dialect, formats: row.formats ?? false });
  const ms = performance.now() - start;
  if (strict.answer === "undecided") return { said: null, ms };
  if (strict.answer === "contained") return { said: true, ms };
  return { said: false, ms, size: Buffer.byteLength(JSON.stringify(strict.witness)) };
}

type Answered = readonly (readonly [Case, Reply])[];

function figures(name: string, answered: Answered): string {
  const label = (contained: boolean): Answered => answered.filter(([row]) => row.contained === contained);
  const right = (part: Answered): number => part.filter(([row, { said }]) => said === row.contained).length;
  const wrong = (part: Answered): number => part.filter(([row, { said }]) => said === !row.contained).length;
  const [yes, no] = [label(true), label(false)];
  const open = answered.filter(([, { said }]) => said === null).length;
  const sizes = answered.flatMap(([, { size }]) => (size === undefined ? [] : [size]));
  const witness = sizes.length === 0 ? "none" : `${quantile(sizes, 0.5)} / ${quantile(sizes, 0.95)}`;
  const recall = `${share(right(yes), yes.length)} | ${share(right(no), no.length)}`;
  return `| ${name} | ${answered.length} | ${recall} | ${wrong(yes)} | ${wrong(no)} | ${open} | ${spread(answered.map(([, { ms }]) => ms))} | ${witness} |`;
}

const [path, every = "1"] = process.argv.slice(2);
if (path === undefined) {
  console.error("usage: npm run bench:containment -- FILE [N] (JSON lines, gzip'd or plain; every Nth line)");
  process.exit(2);
}
const peer = startPeer();
const [ours, theirs]: [[Case, Reply][], [Case, Reply][]] = [[], []];
const rows = readRows<Case>(path).filter((_, i) => i % Number(every) === 0);
// Neither is timed while it loads.
await warmUp();
for (const row of rows.slice(0, 1)) await peer.ask(row);
for (const row of rows) {
  ours.push([row, await askUs(row)]);
  theirs.push([row, await peer.ask(row)]);
}
await peer.stop();
const api = (answered: Answered): Answered => answered.filter(([row]) => row.api_subset === true);
console.log(
  "| tool, rows | n | recall contained | recall not contained | label contained, said no | label not contained, said yes | no answer | ms p50 / p95 / max | witness bytes p50 / p95 |",
);
console.log("|---|---|---|---|---|---|---|---|---|");
console.log(figures("tally, all", ours));
console.log(figures("jsoncompat 0.4.2, all", theirs));
console.log(figures("tally, api_subset", api(ours)));
console.log(figures("jsoncompat 0.4.2, api_subset", api(theirs)));
