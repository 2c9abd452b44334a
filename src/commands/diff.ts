import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { applyExemptions } from "../core/exemption.ts";
import { type Finding, SURFACES, type Surface } from "../core/finding.ts";
import type { Kind } from "../core/kind.ts";
import { LANGUAGES, type Language } from "../core/language.ts";
import {
  applyLeniencies,
  type Grant,
  grantWords,
  isUnconditional,
  LENIENCIES,
  type Leniency,
} from "../core/leniency.ts";
import { type Comparison, DEFAULT_IN_FORCE, type InForce, summarise } from "../core/verdict.ts";
import { FORMATS, findFormat } from "../report/index.ts";
import { VERSION } from "../version.ts";
import type { Command, Input, Io, OptionSpec } from "./command.ts";
import { type Loaded, loadSources, SOURCE_OPTIONS, show, sourceWords } from "./compare-sources.ts";
import { eventNotices } from "./declared-events.ts";
import { JUDGING_OPTIONS, type Judging, judged, judgingOf } from "./judging.ts";
import { DIRECTION_WORDS, dateOf, directionsIn, flag, refuseTyped, text, texts } from "./options.ts";
import { findSettings } from "./settings.ts";

/** Levels of strictness that have a name. */
const STRICTNESS: Readonly<Record<string, readonly Surface[]>> = {
  wire: ["wire", "rpc"],
  "wire+json": DEFAULT_IN_FORCE.surfaces,
  source: SURFACES,
};

/** Options about what blocks. */
const IN_FORCE_OPTIONS: readonly OptionSpec[] = [
  { flags: "--direction <name>", help: "what blocks", choices: DIRECTION_WORDS, default: "backward" },
  {
    flags: "--surface <name>",
    help: `surface that blocks: ${SURFACES.join(", ")} (repeatable; default: all but source)`,
    choices: SURFACES,
    repeatable: true,
  },
  {
    flags: "--strictness <level>",
    help: "surfaces by name: wire (wire and rpc), wire+json (all but source), source (all)",
    choices: Object.keys(STRICTNESS),
  },
  {
    flags: "--source <language>",
    help: `generated code of this language blocks too: ${LANGUAGES.join(", ")} (repeatable)`,
    choices: LANGUAGES,
    repeatable: true,
  },
];

/** Options about what a team forgives. */
const LENIENCY_OPTIONS: readonly OptionSpec[] = [
  { flags: "--ignore-unstable-packages", help: "protobuf: breaks in packages such as a.v1beta1 are risky only" },
  { flags: "--allow-deprecated-removal", help: "protobuf: the removal of what OLD deprecated is risky only" },
  {
    flags: "--deprecated-in <version>",
    help: "forgive only what this earlier version had deprecated too (repeatable; written like OLD)",
    repeatable: true,
  },
];

const CONFIG: OptionSpec = {
  flags: "--config <file>",
  help: "with --ruleset buf: buf.yaml, or its text (default: that of the new side)",
};

/** `tally diff OLD NEW`. */
export const diff: Command = {
  name: "diff",
  summary: "compare two versions of an interface",
  arguments: [
    { name: "<old>", help: "file, folder, broker:APP@VERSION, REF:PATH of git, or - for standard input" },
    { name: "<new>", help: "the same, for the new side" },
  ],
  options: [
    {
      flags: "-f, --format <name>",
      help: "how to print the answer",
      choices: FORMATS.map((format) => format.name),
      default: "text",
    },
    { flags: "-o, --output <file>", help: "write the answer to a file instead of standard output" },
    ...IN_FORCE_OPTIONS,
    {
      flags: "--fail-on <level>",
      help: "exit 1 from this level on; never: always exit 0",
      choices: ["breaking", "undecided", "risky", "never"],
    },
    ...JUDGING_OPTIONS,
    {
      flags: "--ruleset <name>",
      help: "buf: what `buf breaking` reports, nothing else",
      choices: ["own", "buf"],
      default: "own",
    },
    CONFIG,
    ...LENIENCY_OPTIONS,
    { flags: "--now <date>", help: "the date that sunset rules are judged at (ISO 8601)" },
    ...SOURCE_OPTIONS,
  ],
  examples: [
    "tally diff main:api/openapi.yaml api/openapi.yaml",
    "tally diff v1.2:proto/ proto/ --direction full",
    "tally diff broker:orders@1.2.3 openapi.yaml --format json > report.json",
  ],
  run: runDiff,
};

async function runDiff(input: Input, io: Io): Promise<ExitCode> {
  refuseIdle(input);
  const names = { before: input.args[0] ?? "", after: input.args[1] ?? "" };
  const settings = await findSettings(io);
  const loaded = await loadSources(names, input, io);
  const judging = judgingOf(input, settings, loaded);
  const inForce = inForceOf(input, judging);
  refuseForeign(inForce, loaded.kind);
  const now = dateOf(input);
  const findings =
    input.options.ruleset === "buf"
      ? await bufFindings(input, loaded, io)
      : await loaded.kind.compare(loaded.pair.before, loaded.pair.after, {
          tolerances: inForce.tolerances,
          ...(now && { now }),
        });
  const coveredBy = await coveringOf(input, loaded, io);
  const granted = leniencyOf(input, settings.lenient);
  const lenient = applyLeniencies(judged(findings, judging), granted, coveredBy);
  const waiting = settings.lenient.filter(({ name }) => !granted.includes(name));
  const shown = show(applyExemptions(lenient, settings.exemptions, now ?? io.now()), loaded);
  const notices = [...noticesOf(input, loaded), ...waitingNotices(input, waiting, lenient, coveredBy)];
  const { before, after } = { before: loaded.pair.before.version, after: loaded.pair.after.version };
  const versions = before === null || after === null ? null : { before, after };
  const comparison = summarise(loaded.kind.name, VERSION, shown.findings, inForce, notices, versions);
  const report = findFormat(String(input.options.format)).render({
    comparison,
    labels: names,
    options: sourceWords(input),
    snippet: shown.snippet,
    colour: io.colour && input.options.output === undefined,
  });
  await deliver(report, input, io);
  return exitOf(comparison, text(input, "failOn"));
}

/** Options that would change nothing beside the others. Throws E_USAGE. */
function refuseIdle(input: Input): void {
  const isBuf = input.options.ruleset === "buf";
  const ours = [...IN_FORCE_OPTIONS, ...JUDGING_OPTIONS, ...LENIENCY_OPTIONS];
  if (isBuf) refuseTyped(input, ours, "means nothing to the rules of buf: their configuration says what counts");
  else refuseTyped(input, [CONFIG], "configures the rules of buf: --ruleset buf");
  if (texts(input, "surface").length > 0 && text(input, "strictness") !== undefined)
    throw new TallyError("E_USAGE", "either --surface or --strictness, not both: each says which surfaces block");
}

/** Where a kind has no surface that is in force, every break would look compatible. Throws E_USAGE. */
function refuseForeign({ surfaces }: InForce, { name, rules }: Kind): void {
  const known = SURFACES.filter((surface) => rules.some((rule) => rule.surfaces.includes(surface)));
  if (known.some((surface) => surfaces.includes(surface))) return;
  throw new TallyError("E_USAGE", `nothing of ${name} is on ${surfaces.join(" or ")}: it has ${known.join(" and ")}`);
}

const NO_HISTORY =
  "History was not consulted: whether a number that is new here stood for something else in an earlier version, only the broker remembers (tally can-i-deploy).";

/** What a comparison of two versions cannot know, where it matters. */
function noticesOf(input: Input, { kind, pair }: Loaded): readonly string[] {
  if (input.options.ruleset === "buf") return [];
  const loading = new Set([...pair.before.notices, ...pair.after.notices]);
  return [...loading, ...eventNotices(pair), ...(kind.retirement?.adds(pair.before, pair.after) ? [NO_HISTORY] : [])];
}

/** What would be forgiven once it was deprecated for long enough: that is not to be seen here. */
function waitingNotices(
  input: Input,
  waiting: readonly Grant[],
  findings: readonly Finding[],
  coveredBy: (finding: Finding) => readonly Leniency[],
): readonly string[] {
  if (input.options.ruleset === "buf") return [];
  const hurting = findings.filter(({ level }) => level === "breaking" || level === "undecided");
  return waiting
    .filter(({ name }) => hurting.some((finding) => coveredBy(finding).includes(name)))
    .map(
      (grant) =>
        `tally.yaml forgives ${grantWords(grant)}: since when something was deprecated, only the broker knows (tally can-i-deploy); --deprecated-in VERSION says it here.`,
    );
}

/** What is forgiven: by tally.yaml, and by what was typed. Never in buf's view, which has its own configuration. */
function leniencyOf(input: Input, granted: readonly Grant[]): readonly Leniency[] {
  if (input.options.ruleset === "buf") return [];
  const isSaid = texts(input, "deprecatedIn").length > 0; // since when, by who asks
  const holding = granted.filter((grant) => isSaid || isUnconditional(grant)).map(({ name }) => name);
  const lenient = LENIENCIES.filter((name) => holding.includes(name) || flag(input, LENIENCY_FLAGS[name]));
  if (texts(input, "deprecatedIn").length > 0 && !lenient.includes("deprecated-removal"))
    throw new TallyError("E_USAGE", "--deprecated-in narrows --allow-deprecated-removal, which is not given");
  return lenient;
}

/** Which leniencies cover a finding: a removal only where OLD and every version named had it deprecated. */
async function coveringOf(input: Input, loaded: Loaded, io: Io): Promise<(finding: Finding) => readonly Leniency[]> {
  const named = texts(input, "deprecatedIn").map((before) => ({ before, after: input.args[1] ?? "" }));
  const all = [loaded];
  for (const names of named) all.push(await loadSources(names, input, io));
  return (finding) => {
    const covering = all.map(({ kind, pair }) => kind.forgivable(finding, pair.before, pair.after));
    const [own = []] = covering;
    return own.filter((name) => name !== "deprecated-removal" || covering.every((each) => each.includes(name)));
  };
}

const LENIENCY_FLAGS: Readonly<Record<Leniency, string>> = {
  "unstable-packages": "ignoreUnstablePackages",
  "deprecated-removal": "allowDeprecatedRemoval",
};

/** The findings of buf's own rules. Throws E_KIND for anything but protobuf. */
async function bufFindings(input: Input, { kind, named }: Loaded, io: Io): Promise<readonly Finding[]> {
  if (kind.name !== "proto") throw new TallyError("E_KIND", `--ruleset buf is for protobuf, and this is ${kind.name}`);
  const { findBufAnnotations } = await import("./breaking.ts");
  const { toFindings } = await import("../kinds/proto/buf/index.ts");
  return toFindings(await findBufAnnotations(input, named, io));
}

/** Writes a report where the user wants it. */
export async function deliver(report: string, input: Input, io: Io): Promise<void> {
  const file = text(input, "output");
  if (file === undefined) io.out(report);
  else await io.writeFile(file, report);
}

function inForceOf(input: Input, { tolerances }: Judging): InForce {
  if (input.options.ruleset === "buf") return { ...DEFAULT_IN_FORCE, surfaces: SURFACES };
  const directions = directionsIn(input);
  const named = STRICTNESS[text(input, "strictness") ?? "wire+json"] ?? DEFAULT_IN_FORCE.surfaces;
  const surfaces = texts(input, "surface") as readonly Surface[]; // limited by `choices`
  const languages = texts(input, "source") as readonly Language[]; // limited by `choices`
  const chosen = surfaces.length > 0 ? surfaces : named;
  if (languages.length === 0) return { directions, surfaces: chosen, tolerances };
  return {
    directions,
    surfaces: SURFACES.filter((name) => name === "source" || chosen.includes(name)),
    tolerances,
    languages,
  };
}

/** Undecided is 3 unless the user made it a failure; risky passes unless the user made it one. */
function exitOf({ counts }: Comparison, failOn: string | undefined): ExitCode {
  if (failOn === "never") return EXIT.yes;
  const strictness = ["breaking", "undecided", "risky"].indexOf(failOn ?? "breaking");
  if (counts.breaking > 0) return EXIT.no;
  if (counts.undecided > 0) return strictness > 0 ? EXIT.no : EXIT.unknown;
  return counts.risky > 0 && strictness > 1 ? EXIT.no : EXIT.yes;
}
