import { TallyError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import type { InterfacePair, Kind } from "../core/kind.ts";
import type { Place, Side } from "../core/place.ts";
import { snippetReader } from "../core/snippet.ts";
import { loadKind } from "../kinds/index.ts";
import { fetchBundle } from "./broker-bundle.ts";
import type { Input, Io, OptionSpec } from "./command.ts";
import { findComposed } from "./composed-source.ts";
import { withEvents } from "./declared-events.ts";
import { recognise } from "./kind-of.ts";
import { flag, text, texts } from "./options.ts";
import { findSettings, type Settings } from "./settings.ts";
import { findSource, type NamedSource } from "./source.ts";

/** Options about where the two sides come from. */
export const SOURCE_OPTIONS: readonly OptionSpec[] = [
  { flags: "--kind <name>", help: "do not guess the kind", choices: ["proto", "openapi"] },
  { flags: "-I, --import-root <folder>", help: "where imports are looked for (repeatable)", repeatable: true },
  { flags: "-c, --composed", help: "OpenAPI: both sides are patterns; the files of each are read as one interface" },
  { flags: "--root <folder>", help: "the folder that references may not leave" },
  { flags: "--allow-remote", help: "follow references to URLs" },
  { flags: "-b, --broker-base-url <url>", help: "broker for broker: sources", env: "PACT_BROKER_BASE_URL" },
  { flags: "-k, --broker-token <token>", help: "token for the broker" },
];

/** What was said of where the two sides come from, as words of a command; secrets and where the broker is left out. */
export function sourceWords(input: Input): readonly string[] {
  const [kind, root] = [text(input, "kind"), text(input, "root")];
  return [
    ...(flag(input, "composed") ? ["--composed"] : []),
    ...(kind === undefined ? [] : ["--kind", kind]),
    ...texts(input, "importRoot").flatMap((folder) => ["-I", folder]),
    ...(root === undefined ? [] : ["--root", root]),
    ...(flag(input, "allowRemote") ? ["--allow-remote"] : []),
  ];
}

/** The two sides of a comparison as the user named them. */
export interface Sides<T> {
  readonly before: T;
  readonly after: T;
}

/** Two sides, found and loaded. */
export interface Loaded {
  readonly kind: Kind;
  readonly named: Sides<NamedSource>;
  readonly pair: InterfacePair;
}

/** Finds and loads what the user named. Throws E_USAGE, E_KIND, and whatever loading throws. */
export async function loadSources(names: Sides<string>, input: Input, io: Io): Promise<Loaded> {
  if (names.before === "-" && names.after === "-") {
    throw new TallyError("E_USAGE", "standard input can stand for one side only");
  }
  const root = text(input, "root");
  const options = {
    ...(root !== undefined && { root }),
    fetchBundle: (reference: string) => fetchBundle(reference, input, io),
  };
  const composed = flag(input, "composed");
  const find = composed ? findComposed : findSource;
  const named = { before: await find(names.before, options, io), after: await find(names.after, options, io) };
  const kind = await kindOf(named, composed ? composedKind(input) : text(input, "kind"));
  const settings = await findSettings(io);
  const importRoots = importRootsOf(named, texts(input, "importRoot"), settings);
  const loading = { importRoots, allowRemote: flag(input, "allowRemote"), dependencies: true };
  const { before, after } = withEvents(named, settings);
  return { kind, named, pair: await kind.loadPair(before, after, loading) };
}

/** What was said, else what tally.yaml says of either side: the two are compared as the same thing. */
function importRootsOf({ before, after }: Sides<NamedSource>, given: readonly string[], settings: Settings) {
  if (given.length > 0) return given;
  const paths = [before, after].flatMap(({ path }) => path ?? []);
  return [...new Set(paths.flatMap((path) => settings.importRootsOf(path)))];
}

/** Only documents of OpenAPI can be composed. Throws E_USAGE for another kind. */
function composedKind(input: Input): string {
  const given = text(input, "kind") ?? "openapi";
  if (given !== "openapi") throw new TallyError("E_USAGE", `--composed is for OpenAPI, not for ${given}`);
  return given;
}

async function kindOf(named: Sides<NamedSource>, given: string | undefined): Promise<Kind> {
  if (given !== undefined) return loadKind(given);
  const [old, next] = [await recognise(named.before), await recognise(named.after)];
  if (old.name === next.name) return next;
  const [before, after] = [named.before.source.label, named.after.source.label];
  throw new TallyError("E_KIND", `${before} is ${old.name} and ${after} is ${next.name}: they cannot be compared`);
}

/** Findings as they are shown, and the source text at their places. */
export interface Shown {
  readonly findings: readonly Finding[];
  snippet(side: Side, place: Place): string | null;
}

/** Gives the places of findings the names under which the user can open them. */
export function show(findings: readonly Finding[], { named, pair }: Loaded): Shown {
  const names = { before: new Map<string, string>(), after: new Map<string, string>() };
  const originals = { before: new Map<string, string>(), after: new Map<string, string>() };
  const nameOf = (side: Side, file: string): string => {
    const known = names[side].get(file);
    if (known !== undefined) return known;
    const name = named[side].show(file);
    names[side].set(file, name);
    originals[side].set(name, file);
    return name;
  };
  const rename = (side: Side, place: Place | null): Place | null =>
    place && { ...place, file: nameOf(side, place.file) };
  const snippets = { before: snippetReader(pair.before.text), after: snippetReader(pair.after.text) };
  return {
    findings: findings.map((finding) => ({
      ...finding,
      before: rename("before", finding.before),
      after: rename("after", finding.after),
    })),
    snippet: (side, place) => snippets[side]({ ...place, file: originals[side].get(place.file) ?? place.file }),
  };
}
