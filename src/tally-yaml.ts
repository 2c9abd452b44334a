import { Ajv2020 } from "ajv/dist/2020.js";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import schema from "../docs/schemas/tally.schema.json" with { type: "json" };
import { TallyError } from "./core/errors.ts";
import type { Events } from "./core/events.ts";
import type { Exemption } from "./core/exemption.ts";
import { type Grant, type Leniency, strictestGrants } from "./core/leniency.ts";
import type { Place } from "./core/place.ts";
import type { Tolerance } from "./core/verdict.ts";

/** An interface that an application offers, as tally.yaml names it. */
export interface InterfaceSetting {
  readonly path: string;
  readonly kind?: string;
  readonly name?: string;
  readonly formerly?: string;
  readonly importRoots?: readonly string[];
  /** Messages in it that no call carries, and who writes them. */
  readonly events?: Events;
}

/** A provider's schema that an application was built against. */
export interface CopySetting {
  readonly provider: string;
  readonly path: string;
  readonly kind?: string;
  readonly name?: string;
  readonly operations?: readonly string[];
  readonly importRoots?: readonly string[];
  /** The same in the words of the application that keeps the copy: what it publishes, the provider receives. */
  readonly events?: Events;
}

/** What one application publishes and where it goes. Paths count from the folder of tally.yaml. */
export interface ApplicationSetting {
  readonly name: string | null;
  /** The folder of the application, relative to that of tally.yaml; empty for that folder itself. */
  readonly path: string;
  readonly interfaces: readonly InterfaceSetting[];
  readonly copies: readonly CopySetting[];
  readonly contracts: readonly string[];
  /** The guideline that its interfaces follow; null: the default. */
  readonly preset: string | null;
  /** The guideline by which it reads its providers; null: that of each provider. */
  readonly reads: string | null;
  readonly strict: readonly Tolerance[];
  readonly environments: readonly string[];
}

/** As written: the shape of docs/schemas/tally.schema.json. */
type Written = Partial<Omit<ApplicationSetting, "name" | "path">>;
interface WrittenFile extends Written {
  readonly application?: string;
  readonly applications?: readonly (Written & { readonly name: string; readonly path?: string })[];
  readonly exemptions?: readonly Exemption[];
  readonly lenient?: readonly (Leniency | { readonly "deprecated-removal": Omit<Grant, "name"> })[];
}

/** What a tally.yaml says. */
export interface TallyYaml {
  readonly applications: readonly ApplicationSetting[];
  /** Findings that this repository lives with. */
  readonly exemptions: readonly Exemption[];
  /** Breaks that are forgiven, for every application. */
  readonly lenient: readonly Grant[];
}

/** The most bytes, and the deepest nesting, that a tally.yaml may have. */
const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 100;

/**
 * Reads a tally.yaml by docs/schemas/tally.schema.json. `file` names it in places. Throws E_TOO_LARGE, E_TOO_DEEP,
 * E_SYNTAX and E_INVALID with the place.
 */
export function readTallyYaml(bytes: Uint8Array, file: string): TallyYaml {
  if (bytes.length > MAX_BYTES) throw new TallyError("E_TOO_LARGE", `${file} is larger than ${MAX_BYTES} bytes`);
  const text = decode(bytes, file);
  refuseDeep(text, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, endLine: line, endColumn: col + 1 };
  };
  const problem = document.errors[0];
  if (problem) throw new TallyError("E_SYNTAX", firstLine(problem.message), { place: placeAt(problem.pos[0]) });
  const value: unknown = plain(() => document.toJS({ maxAliasCount: 50 }), file) ?? {};
  const wrong = validate(value);
  if (wrong) {
    const node = nodeAt(document.contents, wrong.path);
    throw new TallyError("E_INVALID", wrong.message, { place: placeAt(node?.range?.[0] ?? 0) });
  }
  const written = value as WrittenFile; // validated against its schema just above
  const locate = (path: readonly string[]) => placeAt(nodeAt(document.contents, path)?.range?.[0] ?? 0);
  return {
    applications: applicationsOf(written, locate),
    exemptions: written.exemptions ?? [],
    lenient: strictestGrants(
      (written.lenient ?? []).map((one) =>
        typeof one === "string" ? { name: one } : { name: "deprecated-removal", ...one["deprecated-removal"] },
      ),
    ),
  };
}

/** The place of the value at a path of keys and indexes. */
type Locate = (path: readonly string[]) => Place;

function applicationsOf(written: WrittenFile, locate: Locate): readonly ApplicationSetting[] {
  if (!written.applications) return [setting(written.application ?? null, "", written, locate)];
  refuseTwice(written.applications, locate);
  return written.applications.map(({ name, path, ...rest }, index) =>
    setting(name, path ?? "", rest, (below) => locate(["applications", String(index), ...below])),
  );
}

/** One name stands for one application: of two nobody could tell which is meant. Throws E_INVALID with the place. */
function refuseTwice(applications: readonly { readonly name: string }[], locate: Locate): void {
  const names = applications.map(({ name }) => name);
  const index = names.findIndex((name, at) => names.indexOf(name) < at);
  if (index < 0) return;
  const place = locate(["applications", String(index), "name"]);
  throw new TallyError("E_INVALID", `there are two applications called ${names[index]}`, { place });
}

const setting = (name: string | null, path: string, written: Written, locate: Locate): ApplicationSetting => ({
  name,
  path,
  interfaces: withPlaces(written.interfaces ?? [], (below) => locate(["interfaces", ...below])),
  copies: withPlaces(written.copies ?? [], (below) => locate(["copies", ...below])),
  contracts: written.contracts ?? [],
  preset: written.preset ?? null,
  reads: written.reads ?? null,
  strict: written.strict ?? [],
  environments: written.environments ?? [],
});

/** Completes what is declared of events, of which one list may be left out. */
const withPlaces = <T extends { readonly events?: Partial<Events> }>(
  settings: readonly T[],
  locate: Locate,
): readonly (Omit<T, "events"> & { readonly events?: Events })[] =>
  settings.map(({ events, ...rest }, index) => {
    if (!events) return rest;
    const { publishes = [], receives = [] } = events;
    const placed = Object.entries({ publishes, receives }).flatMap(([list, names]) =>
      names.map((name, at) => [name, locate([String(index), "events", list, String(at)])] as const),
    );
    return { ...rest, events: { publishes, receives, places: new Map(placed) } };
  });

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TallyError("E_SYNTAX", `${file} is not UTF-8 text`);
  }
}

/** The YAML reader cannot be stopped once it composes something very deep, so depth is bounded on the text before. */
function refuseDeep(text: string, file: string): void {
  let brackets = 0;
  text.split("\n").forEach((line, index) => {
    const lead = /^[ \t]*(?:[-?:] +)*/.exec(line)?.[0].length ?? 0;
    for (const character of line) {
      if (character === "[" || character === "{") brackets += 1;
      else if ((character === "]" || character === "}") && brackets > 0) brackets -= 1;
      if (lead > 2 * MAX_DEPTH || brackets > MAX_DEPTH)
        throw new TallyError("E_TOO_DEEP", `nested deeper than ${MAX_DEPTH} levels`, {
          place: { file, line: index + 1, column: 1, endLine: index + 1, endColumn: 2 },
        });
    }
  });
}

function plain(read: () => unknown, file: string): unknown {
  try {
    return read();
  } catch (error) {
    throw new TallyError("E_SYNTAX", `${file}: ${error instanceof Error ? firstLine(error.message) : "not readable"}`);
  }
}

const firstLine = (text: string): string => text.split("\n")[0]?.replace(/ at line.*$/, "") ?? text;

interface Wrong {
  readonly message: string;
  /** Keys and indexes down to the value that is wrong. */
  readonly path: readonly string[];
}

const check = new Ajv2020({ allErrors: false, verbose: false, allowUnionTypes: true }).compile(schema);

/** The first thing that is wrong, in the words of the file. */
function validate(value: unknown): Wrong | null {
  if (check(value)) return null;
  const error = check.errors?.[0];
  const path = (error?.instancePath ?? "")
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const where = path.length > 0 ? path.join(".") : "tally.yaml";
  if (error?.keyword === "additionalProperties") {
    const extra = String(error.params.additionalProperty);
    return { message: `${where} knows no "${extra}"`, path: [...path, extra] };
  }
  if (error?.keyword === "false schema")
    return { message: `${where} does not stand beside applications: it belongs inside one of them`, path };
  if (path.at(-1) === "consumers")
    return {
      message: 'consumers: only "open" can be decided yet; "known" waits until contracts can say what they use',
      path,
    };
  const allowed = error?.keyword === "enum" ? `: ${error.params.allowedValues.join(", ")}` : "";
  return { message: `${where} ${error?.message ?? "is wrong"}${allowed}`, path };
}

/** The node at a path, or the nearest one above it. */
function nodeAt(node: unknown, path: readonly string[]): Node | null {
  const [key, ...rest] = path;
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
    if (pair) return nodeAt(pair.value, rest) ?? (isScalar(pair.key) ? pair.key : null);
  }
  if (key !== undefined && isSeq(node)) {
    const item: unknown = node.items[Number(key)];
    if (item !== undefined) return nodeAt(item, rest);
  }
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}
