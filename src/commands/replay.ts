import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import type { Replay, Witness } from "../core/witness.ts";
import { KINDS } from "../kinds/index.ts";
import { clean } from "../report/clean.ts";
import { witnessLines } from "../report/payload.ts";
import type { Command, Input, Io } from "./command.ts";
import { type NamedWitness, readWitnesses } from "./read-witnesses.ts";
import { type Live, sendTo } from "./send.ts";

/** `tally replay FILE`: 0 when every witness still breaks, 1 when one does not, 2 when there is none. */
export const replay: Command = {
  name: "replay",
  summary: "show again that a witness breaks",
  arguments: [{ name: "<file>", help: "a witness, a finding or a whole report in JSON; - for standard input" }],
  options: [
    { flags: "-f, --format <name>", help: "how to print", choices: ["text", "json"], default: "text" },
    { flags: "--against <url>", help: "also send each request to this running provider, and show what it answers" },
  ],
  examples: ["tally replay report.json", "tally diff old.yaml new.yaml --format json | tally replay -"],
  run: runReplay,
};

async function runReplay(input: Input, io: Io): Promise<ExitCode> {
  const against = typeof input.options.against === "string" ? input.options.against.replace(/\/+$/, "") : null;
  if (against !== null && !(URL.canParse(against) && /^https?:/i.test(against)))
    throw new TallyError("E_USAGE", `${JSON.stringify(against)} is no URL of HTTP`);
  const found = await readWitnesses(input.args[0] ?? "-", io);
  const results: Replayed[] = [];
  for (const named of found) {
    const replay = await replayOne(named.witness);
    const live = against === null ? null : await sendTo(against, named.witness.payload, io);
    results.push({ ...named, replay, ...(live && { live }) });
  }
  if (against !== null && results.every(({ live }) => live === undefined))
    io.talk("nothing was sent: no witness here is a request that a caller would send\n");
  const failed = results.filter((result) => !result.replay.reproduced).length;
  if (input.options.format === "json")
    io.out(`${JSON.stringify({ replayed: results.length, failed, results }, null, 2)}\n`);
  else io.out(render(results, failed));
  return failed === 0 ? EXIT.yes : EXIT.no;
}

interface Replayed extends NamedWitness {
  readonly replay: Replay;
  readonly live?: Live;
}

async function replayOne(witness: Witness): Promise<Replay> {
  const entry = KINDS.find((kind) => kind.name === witness.kind);
  if (!entry) throw new TallyError("E_KIND", `the witness is of kind "${witness.kind}", which is not known here`);
  return (await entry.load()).replay(witness);
}

const answerOf = (live: Live): string =>
  "unsent" in live
    ? `not sent to the running provider: ${live.unsent} (tally witness --as curl prints a command that sends it)`
    : `the running provider answered ${live.status}: ${live.body}`;

function render(results: readonly Replayed[], failed: number): string {
  const head =
    failed === 0
      ? `REPRODUCED: ${results.length} of ${results.length} witnesses still break`
      : `NOT REPRODUCED: ${failed} of ${results.length} witnesses no longer break`;
  const blocks = results.map(({ title, witness, replay, live }) =>
    [
      `${replay.reproduced ? "breaks again" : "does not break"}  ${title}`,
      ...witnessLines(witness).map((line) => `  ${line}`),
      ...replay.views.map((view) => `  ${view.reader}: ${view.says}`),
      ...(live ? [`  ${answerOf(live)}`] : []),
    ].join("\n"),
  );
  return `${[head, ...blocks.map(clean)].join("\n\n")}\n`;
}
