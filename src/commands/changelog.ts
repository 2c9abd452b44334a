import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { applyExemptions } from "../core/exemption.ts";
import { STABILITIES, type Stability } from "../core/kind.ts";
import { applyLeniencies, isUnconditional } from "../core/leniency.ts";
import {
  atLeast,
  CHANGE_FORMATS,
  type Change,
  changesOf,
  idleLines,
  ignoreBy,
  LEVELS,
  type PeerLevel,
  readLevels,
  unknownIds,
} from "./changes.ts";
import type { Command, Input, Io, OptionSpec } from "./command.ts";
import { loadSources, SOURCE_OPTIONS, show } from "./compare-sources.ts";
import { JUDGING_OPTIONS, judged, judgingOf } from "./judging.ts";
import { dateOf, text } from "./options.ts";
import { findSettings } from "./settings.ts";

/** Options that oasdiff's users know. */
export const CHANGE_OPTIONS: readonly OptionSpec[] = [
  { flags: "-f, --format <name>", help: "how to print", choices: Object.keys(CHANGE_FORMATS), default: "text" },
  { flags: "-o, --fail-on <level>", help: "exit 1 when there is a change of this level or above", choices: LEVELS },
  { flags: "--err-ignore <file>", help: "errors to leave out: METHOD PATH and the text or id, one a line" },
  { flags: "--warn-ignore <file>", help: "warnings to leave out" },
  { flags: "--severity-levels <file>", help: "lines of `check-id err|warn|info|none`" },
  {
    flags: "--stability-level <level>",
    help: "operations whose x-stability-level is lower may change",
    choices: STABILITIES,
    default: "beta",
  },
  ...(["stable", "beta"] as const).map((level) => ({
    flags: `--deprecation-days-${level} <days>`,
    help: `what is deprecated in ${level} operations needs a sunset date so many days away (default: 0, none)`,
  })),
  ...JUDGING_OPTIONS,
  { flags: "--now <date>", help: "the date that sunset rules are judged at (ISO 8601)" },
];

/** `tally changelog BASE REVISION`: every change, breaking or not. */
export const changelog: Command = {
  name: "changelog",
  summary: "list every change, breaking or not, by what old callers meet",
  arguments: [
    { name: "<base>", help: "the old side: file, folder, REF:PATH, broker:APP@VERSION, -" },
    { name: "<revision>", help: "the new side" },
  ],
  options: [...CHANGE_OPTIONS, ...SOURCE_OPTIONS],
  examples: ["tally changelog main:openapi.yaml openapi.yaml", "tally changelog old.yaml new.yaml --format json"],
  run: async (input, io) => report(input, io, "INFO"),
};

/**
 * Prints the changes between the two sides named by the arguments, down to a level. Exit: with `--fail-on` 1 where a
 * change is that bad; without it 1 where something breaks and the caller asked for breaks only (`lowest` above INFO).
 */
export async function report(input: Input, io: Io, lowest: PeerLevel): Promise<ExitCode> {
  const changes = atLeast(await findChanges(input, io), text(input, "failOn") === "INFO" ? "INFO" : lowest);
  const render = CHANGE_FORMATS[text(input, "format") ?? "text"];
  if (render) io.out(render(changes));
  const failOn = (text(input, "failOn") ?? (lowest === "INFO" ? null : "ERR")) as PeerLevel | null; // limited by `choices`
  return failOn !== null && atLeast(changes, failOn).length > 0 ? EXIT.no : EXIT.yes;
}

async function findChanges(input: Input, io: Io): Promise<readonly Change[]> {
  const loaded = await loadSources({ before: input.args[0] ?? "", after: input.args[1] ?? "" }, input, io);
  const settings = await findSettings(io);
  const judging = judgingOf(input, settings, loaded);
  const now = dateOf(input);
  const stableFrom = text(input, "stabilityLevel") as Stability; // limited by `choices`
  const deprecationDays = { stable: daysOf(input, "stable"), beta: daysOf(input, "beta") };
  const asked = deprecationDays.stable + deprecationDays.beta > 0 ? (now ?? io.now()) : now;
  const options = { tolerances: judging.tolerances, stableFrom, deprecationDays, ...(asked && { now: asked }) };
  const findings = await loaded.kind.compare(loaded.pair.before, loaded.pair.after, options);
  const { before, after } = loaded.pair;
  const granted = settings.lenient.filter(isUnconditional).map(({ name }) => name);
  const forgiven = applyLeniencies(judged(findings, judging), granted, (finding) =>
    loaded.kind.forgivable(finding, before, after),
  );
  const { findings: shown } = show(applyExemptions(forgiven, settings.exemptions, now ?? io.now()), loaded);
  const levels = readLevels(await fileText(input, "severityLevels", io));
  for (const id of unknownIds(levels, loaded.kind.rules)) io.talk(`--severity-levels: no change is called ${id}\n`);
  const changes = changesOf(shown, levels);
  const errors = await ignored(changes, "ERR", input, io);
  return ignored(errors, "WARN", input, io);
}

/** The changes without those of a level that its ignore file names; what names none there is told. */
async function ignored(changes: readonly Change[], level: "ERR" | "WARN", input: Input, io: Io) {
  const lines = (await fileText(input, level === "ERR" ? "errIgnore" : "warnIgnore", io)).split(/\r?\n/);
  const idle = idleLines(lines, changes, level);
  if (idle.length > 0)
    io.talk(
      `--${level.toLowerCase()}-ignore: no such ${level} here (line ${idle.join(", ")}); a line names path, method and check id\n`,
    );
  return ignoreBy(lines, changes, level);
}

/** How many days a deprecation is to be announced ahead. Throws E_USAGE. */
function daysOf(input: Input, level: "stable" | "beta"): number {
  const days = text(input, level === "stable" ? "deprecationDaysStable" : "deprecationDaysBeta") ?? "0";
  if (/^\d{1,5}$/.test(days)) return Number(days);
  throw new TallyError("E_USAGE", `--deprecation-days-${level} takes a number of days, and "${days}" is none`);
}

/** The text of the file an option names; empty where it was not given. */
async function fileText(input: Input, option: string, io: Io): Promise<string> {
  const file = text(input, option);
  return file === undefined ? "" : Buffer.from(await io.readFile(file)).toString("utf8");
}
