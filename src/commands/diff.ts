import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { applyExemptions } from "../core/exemption.ts";
import type { Direction, Finding, Surface } from "../core/finding.ts";
import type { Kind } from "../core/kind.ts";
import type { Place, Side } from "../core/place.ts";
import { snippetReader } from "../core/snippet.ts";
import {
  type Comparison,
  DEFAULT_IN_FORCE,
  type InForce,
  summarise,
  TOLERANCES,
  type Tolerance,
} from "../core/verdict.ts";
import { KINDS } from "../kinds/index.ts";
import { FORMATS, findFormat } from "../report/index.ts";
import { VERSION } from "../version.ts";
import { fetchBundle } from "./broker-bundle.ts";
import type { Command, Input, Io } from "./command.ts";
import { loadKind, recognise } from "./kind-of.ts";
import { findSettings } from "./settings.ts";
import { findSource, type NamedSource } from "./source.ts";

const SURFACES: readonly Surface[] = ["wire", "json", "rpc", "http", "source"];

/** Levels of strictness that have a name. */
const STRICTNESS: Readonly<Record<string, readonly Surface[]>> = {
  wire: ["wire", "rpc"],
  "wire+json": DEFAULT_IN_FORCE.surfaces,
  source: SURFACES,
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
    { flags: "--direction <name>", help: "what blocks", choices: ["backward", "forward", "full"], default: "backward" },
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
      flags: "--fail-on <level>",
      help: "exit 1 from this level on; never: always exit 0",
      choices: ["breaking", "undecided", "risky", "never"],
    },
    {
      flags: "--strict <tolerance>",
      help: `switch a tolerance off: ${TOLERANCES.join(", ")} or all (repeatable)`,
      choices: [...TOLERANCES, "all"],
      repeatable: true,
    },
    {
      flags: "--tolerate <tolerance>",
      help: "switch a tolerance on (repeatable)",
      choices: TOLERANCES,
      repeatable: true,
    },
    {
      flags: "--ruleset <name>",
      help: "buf: what `buf breaking` reports, nothing else",
      choices: ["own", "buf"],
      default: "own",
    },
    { flags: "--config <file>", help: "with --ruleset buf: buf.yaml, or its text (default: that of the new side)" },
    { flags: "--kind <name>", help: "do not guess the kind", choices: KINDS.map((kind) => kind.name) },
    { flags: "-I, --import-root <folder>", help: "where imports are looked for (repeatable)", repeatable: true },
    { flags: "--root <folder>", help: "the folder that references may not leave" },
    { flags: "--allow-remote", help: "follow references to URLs" },
    { flags: "--now <date>", help: "the date that sunset rules are judged at (ISO 8601)" },
    { flags: "-b, --broker-base-url <url>", help: "broker for broker: sources", env: "PACT_BROKER_BASE_URL" },
    { flags: "-k, --broker-token <token>", help: "token for the broker" },
  ],
  examples: [
    "tally diff main:api/openapi.yaml api/openapi.yaml",
    "tally diff v1.2:proto/ proto/ --direction full",
    "tally diff broker:orders@1.2.3 openapi.yaml --format json > report.json",
  ],
  run: runDiff,
};

async function runDiff(input: Input, io: Io): Promise<ExitCode> {
  const [oldName, newName] = [input.args[0] ?? "", input.args[1] ?? ""];
  if (oldName === "-" && newName === "-") throw new TallyError("E_USAGE", "standard input can stand for one side only");
  const inForce = inForceOf(input);
  const options = { ...rootOption(input), fetchBundle: (reference: string) => fetchBundle(reference, input, io) };
  const named: Named = {
    before: await findSource(oldName, options, io),
    after: await findSource(newName, options, io),
  };
  const kind = await findKind(input, named);
  const loading = { importRoots: list(input, "importRoot"), allowRemote: input.options.allowRemote === true };
  const pair = await kind.loadPair(named.before.source, named.after.source, loading);
  const now = optional(input, "now");
  const findings =
    input.options.ruleset === "buf"
      ? await bufFindings(input, kind, named, io)
      : await kind.compare(pair.before, pair.after, { tolerances: inForce.tolerances, ...(now && { now }) });
  const { exemptions } = await findSettings(io);
  const show = showing(applyExemptions(findings, exemptions, now ?? io.now()), named);
  const comparison = summarise(kind.name, VERSION, show.findings, inForce);
  const snippets = {
    before: snippetReader(pair.before.text),
    after: snippetReader(pair.after.text),
  };
  const text = findFormat(String(input.options.format)).render({
    comparison,
    labels: { before: oldName, after: newName },
    snippet: (side, place) => snippets[side](show.original(side, place)),
    colour: io.colour && input.options.output === undefined,
  });
  await deliver(text, input, io);
  return exitOf(comparison, optional(input, "failOn"));
}

interface Named {
  readonly before: NamedSource;
  readonly after: NamedSource;
}

/** The findings of buf's own rules. Throws E_KIND for anything but protobuf. */
async function bufFindings(input: Input, kind: Kind, named: Named, io: Io): Promise<readonly Finding[]> {
  if (kind.name !== "proto") throw new TallyError("E_KIND", `--ruleset buf is for protobuf, and this is ${kind.name}`);
  const { findBufAnnotations } = await import("./breaking.ts");
  const { toFindings } = await import("../kinds/proto/buf/index.ts");
  return toFindings(await findBufAnnotations(input, named, io));
}

async function deliver(text: string, input: Input, io: Io): Promise<void> {
  const file = optional(input, "output");
  if (file === undefined) io.out(text);
  else await io.writeFile(file, text);
}

function inForceOf(input: Input): InForce {
  if (input.options.ruleset === "buf") return { ...DEFAULT_IN_FORCE, surfaces: SURFACES };
  const direction = String(input.options.direction);
  const directions: readonly Direction[] = direction === "full" ? ["backward", "forward"] : [direction as Direction]; // limited by `choices`
  const named = STRICTNESS[optional(input, "strictness") ?? "wire+json"] ?? DEFAULT_IN_FORCE.surfaces;
  const surfaces = list(input, "surface") as readonly Surface[]; // limited by `choices`
  const off = list(input, "strict");
  const on = [...DEFAULT_IN_FORCE.tolerances, ...(list(input, "tolerate") as readonly Tolerance[])]; // limited by `choices`
  const tolerances = TOLERANCES.filter((name) => on.includes(name) && !off.includes(name) && !off.includes("all"));
  return { directions, surfaces: surfaces.length > 0 ? surfaces : named, tolerances };
}

async function findKind(input: Input, named: Named): Promise<Kind> {
  const given = optional(input, "kind");
  if (given !== undefined) return loadKind(given);
  const [old, next] = [await recognise(named.before), await recognise(named.after)];
  if (old.name !== next.name) {
    throw new TallyError(
      "E_KIND",
      `${named.before.source.label} is ${old.name} and ${named.after.source.label} is ${next.name}: they cannot be compared`,
    );
  }
  return next;
}

/** Findings with places as the user would open them, and the way back for snippets. */
function showing(findings: readonly Finding[], named: Named) {
  const originals = new WeakMap<Place, Place>();
  const rename = (side: Side, place: Place | null): Place | null => {
    if (place === null) return null;
    const renamed = { ...place, file: named[side].show(place.file) };
    originals.set(renamed, place);
    return renamed;
  };
  return {
    findings: findings.map((finding) => ({
      ...finding,
      before: rename("before", finding.before),
      after: rename("after", finding.after),
    })),
    original: (_side: Side, place: Place): Place => originals.get(place) ?? place,
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

function rootOption(input: Input): { root?: string } {
  const root = optional(input, "root");
  return root === undefined ? {} : { root };
}

function optional(input: Input, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === "string" ? value : undefined;
}

function list(input: Input, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value : [];
}
