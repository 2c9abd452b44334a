import { TallyError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { spreadJson } from "../core/json.ts";
import { formatPlace, type Place } from "../core/place.ts";
import { forbids } from "../core/preset.ts";
import type { Rule } from "../core/rule.ts";
import { DEFAULT_IN_FORCE, isExempted } from "../core/verdict.ts";
import { clean } from "../report/clean.ts";
import { data, property } from "../report/github.ts";

/** oasdiff's levels. */
export const LEVELS = ["ERR", "WARN", "INFO"] as const;

/** One of oasdiff's levels. */
export type PeerLevel = (typeof LEVELS)[number];

/** One change as oasdiff's users read it: what old callers meet, or what is merely new. */
export interface Change {
  /** oasdiff's check id where there is one, else our rule id. */
  readonly id: string;
  /** The other check ids that oasdiff has for it, where there are several. */
  readonly also?: readonly string[];
  /** Our rule id. */
  readonly rule: string;
  readonly level: PeerLevel;
  readonly text: string;
  /** The guideline that forbids it, where that made it an error. */
  readonly guideline?: string;
  /** `GET`, or null. */
  readonly operation: string | null;
  readonly path: string | null;
  /** Every operation it reaches, where there are several. */
  readonly operations?: readonly string[];
  readonly source: Place | null;
  readonly fingerprint: string;
}

const LEVEL_OF = { breaking: "ERR", undecided: "WARN", risky: "WARN", safe: "INFO" } as const;

/**
 * One change for each edit: of what is found about it in both directions the one that hurts old callers most. What hurts
 * only new callers of the old version is an addition, hence INFO. Exempted findings are left out.
 */
export function changesOf(
  findings: readonly Finding[],
  levels: ReadonlyMap<string, PeerLevel | "NONE">,
): readonly Change[] {
  const found = findings.flatMap((finding) => {
    const change = isExempted(finding) ? null : toChange(finding, levels);
    return change === null ? [] : [{ finding, change }];
  });
  const ofRules = worstOf(found, ({ finding }) => editOf(finding, finding.id));
  return worstOf(ofRules, ({ finding, change }) => editOf(finding, change.id)).map(({ change }) => change);
}

/** The worst change of each edit, in the order in which the edits were found. */
function worstOf<T extends { readonly change: Change }>(found: readonly T[], keyOf: (one: T) => string): readonly T[] {
  const worst = new Map<string, T>();
  for (const one of found) {
    const known = worst.get(keyOf(one));
    if (!known || LEVELS.indexOf(one.change.level) < LEVELS.indexOf(known.change.level)) worst.set(keyOf(one), one);
  }
  return [...worst.values()];
}

/**
 * The same for both directions of an edit, which share their rule and their places, and for what two rules say of one edit
 * (a required parameter that is new) by one name of oasdiff's.
 */
const editOf = ({ element, operation, operations, before, after, surface }: Finding, name: string): string =>
  JSON.stringify([operations ?? operation, element, surface, name, before, after]);

function toChange(finding: Finding, levels: ReadonlyMap<string, PeerLevel | "NONE">): Change | null {
  const [method = null, path = null] = (finding.operation ?? finding.operations?.[0])?.split(" ") ?? [];
  const [id = finding.id, ...also] = finding.peers.oasdiff;
  const named = [...finding.peers.oasdiff, finding.id].find((name) => levels.has(name));
  const level = (named === undefined ? undefined : levels.get(named)) ?? ownLevel(finding);
  if (level === "NONE") return null;
  return {
    id,
    ...(also.length > 0 && { also }),
    rule: finding.id,
    level,
    text: finding.message,
    ...(finding.guideline && { guideline: finding.guideline }),
    operation: path === null ? null : method,
    path: path ?? method,
    ...(finding.operations && { operations: finding.operations }),
    source: finding.after ?? finding.before,
    fingerprint: finding.fingerprint,
  };
}

/** What a document promises nothing of may change: that is no more than news. */
const isPromised = ({ level, tolerance }: Finding): boolean => level !== "risky" || tolerance !== "unstable-operations";

const ownLevel = (finding: Finding): PeerLevel =>
  finding.direction === "backward" && DEFAULT_IN_FORCE.surfaces.includes(finding.surface) && isPromised(finding)
    ? LEVEL_OF[finding.level]
    : "INFO";

/** Changes at or above a level. */
export const atLeast = (changes: readonly Change[], level: PeerLevel): readonly Change[] =>
  changes.filter((change) => LEVELS.indexOf(change.level) <= LEVELS.indexOf(level));

/**
 * Leaves out what an ignore file names: a line applies where its first field that begins with a slash is the path of the
 * change, and where it holds its method and its text, rule id or check id as whole words (any case). oasdiff's own sentences
 * are not ours, so its lines apply through the check id: of a change that several operations share there is one for each.
 */
export function ignoreBy(lines: readonly string[], changes: readonly Change[], level: PeerLevel): readonly Change[] {
  const wanted = lines.filter(isWanted);
  const names = (change: Change): boolean =>
    wanted.some((line) => quotes(line, change)) ||
    placesOf(change).every((where) => wanted.some((line) => isAt(line, where) && calls(line, change)));
  return changes.filter((change) => change.level !== level || !names(change));
}

/** The numbers, from 1, of the lines of an ignore file that speak of no change of the level. */
export function idleLines(lines: readonly string[], changes: readonly Change[], level: PeerLevel): readonly number[] {
  const found = changes.filter((change) => change.level === level);
  const speaks = (line: string, change: Change): boolean =>
    quotes(line, change) || (calls(line, change) && placesOf(change).some((where) => isAt(line, where)));
  const isIdle = (line: string): boolean => isWanted(line) && !found.some((change) => speaks(line, change));
  return lines.flatMap((line, index) => (isIdle(line) ? [index + 1] : []));
}

/** Does a line name something? It may be empty, or a remark. */
const isWanted = (line: string): boolean => !/^\s*(#|$)/.test(line);

/** Every operation that a change reaches, or the name of what else it is about. */
const placesOf = ({ operations, operation, path }: Change): readonly string[] =>
  operations ?? [[operation, path].filter((part) => part).join(" ")];

/** Does a line hold the text of a change, and its first place? */
const quotes = (line: string, change: Change): boolean =>
  isAt(line, placesOf(change)[0] ?? "") && holds(line, change.text);

/** Does a line call a change by its rule, or by one of its names with oasdiff? */
const calls = (line: string, { rule, id, also = [] }: Change): boolean =>
  [rule, id, ...also].some((name) => holds(line, name));

/** Does a line speak of an operation, `GET /pets/{id}`, of another name, or of the document where that is empty? */
function isAt(written: string, where: string): boolean {
  const line = written.toLowerCase();
  const [method, path] = where.toLowerCase().split(" ");
  if (path === undefined) return method === undefined || holds(line, method);
  return line.split(/\s+/).find((field) => field.startsWith("/")) === path && holds(line, method ?? "");
}

/** Does a line hold the words, in any case, not as a part of longer ones? */
function holds(written: string, words: string): boolean {
  const line = written.toLowerCase();
  const [wanted, inside] = [words.toLowerCase(), /[\w-]/];
  if (wanted === "") return true;
  for (let at = line.indexOf(wanted); at !== -1; at = line.indexOf(wanted, at + 1)) {
    const [before, after] = [line[at - 1] ?? " ", line[at + wanted.length] ?? " "];
    if (!inside.test(before) && !inside.test(after)) return true;
  }
  return false;
}

/** Reads `--severity-levels`: lines of `check-id level`, level one of err, warn, info, none. Throws E_USAGE with the line. */
export function readLevels(text: string): ReadonlyMap<string, PeerLevel | "NONE"> {
  const levels = new Map<string, PeerLevel | "NONE">();
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.trim().startsWith("#")) continue;
    const [id = "", level, ...rest] = line.trim().split(/\s+/);
    const name = rest.length === 0 ? level?.toUpperCase() : undefined;
    if (name !== "ERR" && name !== "WARN" && name !== "INFO" && name !== "NONE") {
      throw new TallyError("E_USAGE", `line ${index + 1} of --severity-levels is not \`check-id err|warn|info|none\``);
    }
    levels.set(id, name);
  }
  return levels;
}

/** The ids of `--severity-levels` that nothing is called by, neither by us nor by the names of peers that we know. */
export const unknownIds = (levels: ReadonlyMap<string, unknown>, rules: readonly Rule[]): readonly string[] => {
  const known = new Set(rules.flatMap(({ id, peers }) => [id, ...peers.oasdiff]));
  return [...levels.keys()].filter((id) => !known.has(id));
};

const WORD = { ERR: "error", WARN: "warning", INFO: "info" } as const;
const NUMBER = { ERR: 3, WARN: 2, INFO: 1 } as const;
const COMMAND = { ERR: "error", WARN: "warning", INFO: "notice" } as const;

/** Formats of a list of changes, by oasdiff's names. */
export const CHANGE_FORMATS: Readonly<Record<string, (changes: readonly Change[]) => string>> = {
  text: (changes) => {
    const counts = LEVELS.map((level) => `${changes.filter((change) => change.level === level).length} ${WORD[level]}`);
    const blocks = changes.map((change) => {
      const at = change.source ? ` at ${formatPlace(change.source)}` : "";
      const api = change.path === null ? "" : `\tin API ${change.operation ?? ""} ${change.path}\n`;
      const why = change.guideline === undefined ? "" : `\t\t${forbids(change.guideline)}\n`;
      return `${WORD[change.level]}\t[${change.id}]${at}\n${api}\t\t${change.text}\n${why}`;
    });
    return clean([`${changes.length} changes: ${counts.join(", ")}\n`, ...blocks].join("\n"));
  },
  singleline: (changes) =>
    clean(
      changes
        .map(
          (change) =>
            `${WORD[change.level]} at ${change.source ? formatPlace(change.source) : "-"}, in API ${change.operation ?? ""} ${change.path ?? ""} ${change.text} [${change.id}].\n`,
        )
        .join(""),
    ),
  json: (changes) =>
    `${spreadJson(
      changes.map(({ level, ...change }) => ({ ...change, level: NUMBER[level] })),
      1,
    )}\n`,
  githubactions: (changes) =>
    changes
      .map((change) => {
        const place = change.source
          ? ` file=${property(change.source.file)},line=${change.source.line},col=${change.source.column},`
          : " ";
        return `::${COMMAND[change.level]}${place}title=${property(change.id)}::${data(change.text)}\n`;
      })
      .join(""),
};
