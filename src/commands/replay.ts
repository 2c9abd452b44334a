import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import type { Replay, Witness } from "../core/witness.ts";
import { KINDS } from "../kinds/index.ts";
import { clean } from "../report/clean.ts";
import { witnessLines } from "../report/payload.ts";
import type { Command, Input, Io } from "./command.ts";
import { STDIN_LIMIT } from "./source.ts";

/** `tally replay FILE`: 0 when every witness still breaks, 1 when one does not, 2 when there is none. */
export const replay: Command = {
  name: "replay",
  summary: "show again that a witness breaks",
  arguments: [{ name: "<file>", help: "a witness, a finding or a whole report in JSON; - for standard input" }],
  options: [{ flags: "-f, --format <name>", help: "how to print", choices: ["text", "json"], default: "text" }],
  examples: ["tally replay report.json", "tally diff old.yaml new.yaml --format json | tally replay -"],
  run: runReplay,
};

interface Named {
  /** The finding it belongs to, as far as known. */
  readonly title: string;
  readonly witness: Witness;
}

async function runReplay(input: Input, io: Io): Promise<ExitCode> {
  const file = input.args[0] ?? "-";
  const bytes = file === "-" ? await io.stdin(STDIN_LIMIT) : await io.readFile(file);
  const found = collect(parse(bytes, file));
  if (found.length === 0)
    throw new TallyError("E_INVALID", `${file} holds no witness`, {
      hint: "make one: tally diff OLD NEW --format json",
    });
  const results: (Named & { readonly replay: Replay })[] = [];
  for (const named of found) results.push({ ...named, replay: await replayOne(named.witness) });
  const failed = results.filter((result) => !result.replay.reproduced).length;
  if (input.options.format === "json")
    io.out(`${JSON.stringify({ replayed: results.length, failed, results }, null, 2)}\n`);
  else io.out(render(results, failed));
  return failed === 0 ? EXIT.yes : EXIT.no;
}

async function replayOne(witness: Witness): Promise<Replay> {
  const entry = KINDS.find((kind) => kind.name === witness.kind);
  if (!entry) throw new TallyError("E_KIND", `the witness is of kind "${witness.kind}", which is not known here`);
  return (await entry.load()).replay(witness);
}

function parse(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    throw new TallyError("E_SYNTAX", `${file} is not JSON (${error instanceof Error ? error.message : String(error)})`);
  }
}

/** Every witness in a witness, a finding, a comparison, a verdict, or a list of these; nothing is searched below them. */
function collect(value: unknown, title = "witness"): readonly Named[] {
  if (Array.isArray(value)) return value.flatMap((item) => collect(item, title));
  if (!isObject(value)) return [];
  if (isWitness(value)) return [{ title, witness: value }];
  const name = typeof value.id === "string" ? `${value.id} ${String(value.element ?? "")}`.trim() : title;
  return [value.witness, value.findings, value.checks].flatMap((inner) => collect(inner, name));
}

/** The outer shape; its kind checks the context when it replays. */
function isWitness(value: Record<string, unknown>): value is Record<string, unknown> & Witness {
  return (
    typeof value.kind === "string" &&
    isObject(value.payload) &&
    typeof value.producer === "string" &&
    "context" in value
  );
}

function render(results: readonly (Named & { readonly replay: Replay })[], failed: number): string {
  const head =
    failed === 0
      ? `REPRODUCED: ${results.length} of ${results.length} witnesses still break`
      : `NOT REPRODUCED: ${failed} of ${results.length} witnesses no longer break`;
  const blocks = results.map(({ title, witness, replay }) =>
    [
      `${replay.reproduced ? "breaks again" : "does not break"}  ${title}`,
      ...witnessLines(witness).map((line) => `  ${line}`),
      ...replay.views.map((view) => `  ${view.reader}: ${view.says}`),
    ].join("\n"),
  );
  return `${[head, ...blocks.map(clean)].join("\n\n")}\n`;
}
