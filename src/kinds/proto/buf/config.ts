import { posix } from "node:path";
import { TallyError } from "../../../core/errors.ts";
import { isObject } from "../../../core/json.ts";
import { readYamlText } from "../read-yaml.ts";
import { type BufRule, type BufVersion, expandRule } from "./rules.ts";

/** The `breaking` part of a buf.yaml, checked and expanded to rules. */
export interface BufConfig {
  readonly version: BufVersion;
  readonly rules: ReadonlySet<BufRule>;
  /** Files and folders whose findings are left out. */
  readonly ignore: readonly string[];
  /** Files and folders whose findings of one rule are left out. */
  readonly ignoreOnly: ReadonlyMap<BufRule, readonly string[]>;
  readonly ignoreUnstablePackages: boolean;
}

const DEFAULT_USE = ["FILE"];
const LIMIT = 1024 * 1024;
const FILE_KEYS = ["version", "name", "deps", "build", "modules", "lint", "breaking", "plugins", "policies"];
const KEYS = ["use", "except", "ignore", "ignore_only", "ignore_unstable_packages", "disable_builtin"];

/** Reads the `breaking` part of a buf.yaml (v1beta1, v1 or v2) or of a JSON text alike. Throws E_SYNTAX, E_INVALID. */
export function parseBufConfig(text: string, label: string): BufConfig {
  if (text.length > LIMIT) throw new TallyError("E_TOO_LARGE", `${label} is larger than 1 MB`);
  const value = parseYaml(text, label);
  const unknown = Object.keys(value).find((key) => !FILE_KEYS.includes(key));
  if (unknown !== undefined) throw new TallyError("E_INVALID", `${label}: ${unknown} is no setting of buf`);
  return configOf(value.breaking ?? {}, versionOf(value.version, label), label);
}

/** A module of a workspace, and the rules that hold in it. */
export interface BufModule {
  /** Its folder, relative to the folder of the input; empty for the whole input. */
  readonly path: string;
  readonly config: BufConfig;
}

/** The modules of a buf.yaml: those of v2 with rules of their own or those of the whole, else one for everything. */
export function parseBufModules(text: string, label: string): readonly BufModule[] {
  const whole = parseBufConfig(text, label);
  const { modules } = parseYaml(text, label);
  if (whole.version !== "v2" || !Array.isArray(modules)) return [{ path: "", config: whole }];
  return modules.filter(isObject).map(({ path, breaking }) => ({
    path: typeof path === "string" ? cleanPath(path).replace(/^\.$/, "") : "",
    config: breaking === undefined ? whole : configOf(breaking, "v2", label),
  }));
}

/** The folders that a buf.work.yaml lists. Throws E_SYNTAX, E_INVALID. */
export const parseBufWorkspace = (text: string, label: string): readonly string[] =>
  listOf(parseYaml(text, label).directories, `${label}: directories`).map(cleanPath);

function configOf(breaking: unknown, version: BufVersion, label: string): BufConfig {
  if (!isObject(breaking)) throw new TallyError("E_INVALID", `${label}: breaking is no mapping`);
  const words = (key: string) => listOf(breaking[key], `${label}: breaking.${key}`);
  const used = words("use");
  const unknown = Object.keys(breaking).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new TallyError("E_INVALID", `${label}: breaking.${unknown} is no setting of buf`);
  const expand = (list: readonly string[]) => list.flatMap((word) => expandRule(word, version));
  const except = new Set(expand(words("except")));
  const wanted = expand(used.length === 0 ? DEFAULT_USE : used);
  const left = wanted.filter((rule) => !except.has(rule));
  if (wanted.length > 0 && left.length === 0)
    throw new TallyError("E_INVALID", `${label}: breaking.except leaves no rule`);
  return {
    version,
    rules: new Set(isOn(breaking.disable_builtin, `${label}: breaking.disable_builtin`) ? [] : left),
    ignore: words("ignore").map((path) => pathOf(path, `${label}: breaking.ignore`)),
    ignoreOnly: ignoreOnlyOf(breaking.ignore_only, version, label),
    ignoreUnstablePackages: isOn(breaking.ignore_unstable_packages, `${label}: breaking.ignore_unstable_packages`),
  };
}

/** What buf does without a configuration: category FILE of v1, which lacks two rules of v2. */
export const DEFAULT_BUF_CONFIG: BufConfig = {
  version: "v1",
  rules: new Set(expandRule("FILE", "v1")),
  ignore: [],
  ignoreOnly: new Map(),
  ignoreUnstablePackages: false,
};

function parseYaml(text: string, label: string): Record<string, unknown> {
  try {
    const value: unknown = readYamlText(text) ?? {};
    if (isObject(value)) return value;
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable";
    throw new TallyError("E_SYNTAX", `${label}: ${why}`, { cause: error });
  }
  throw new TallyError("E_INVALID", `${label} is no mapping`);
}

function versionOf(value: unknown, label: string): BufVersion {
  if (value === "v1beta1" || value === "v1" || value === "v2") return value;
  throw new TallyError("E_INVALID", `${label}: version is none of v1beta1, v1, v2`, {
    hint: "write version: v2",
  });
}

const YES: readonly unknown[] = [true, "y", "Y", "yes", "on"];
const NO: readonly unknown[] = [false, "n", "N", "no", "off", null, undefined];

/** A switch, in the words of YAML 1.1 too, which buf takes. */
function isOn(value: unknown, label: string): boolean {
  if (YES.includes(value) || NO.includes(value)) return YES.includes(value);
  throw new TallyError("E_INVALID", `${label} is neither true nor false`);
}

function listOf(value: unknown, label: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
  throw new TallyError("E_INVALID", `${label} is no list of texts`);
}

function ignoreOnlyOf(value: unknown, version: BufVersion, label: string): ReadonlyMap<BufRule, readonly string[]> {
  const found = new Map<BufRule, readonly string[]>();
  if (value === undefined || value === null) return found;
  if (!isObject(value)) throw new TallyError("E_INVALID", `${label}: breaking.ignore_only is no mapping`);
  for (const [word, paths] of Object.entries(value)) {
    const where = `${label}: breaking.ignore_only.${word}`;
    const list = listOf(paths, where).map((path) => pathOf(path, where));
    for (const rule of expandRule(word, version)) found.set(rule, [...(found.get(rule) ?? []), ...list]);
  }
  return found;
}

/** A path below the folder of the configuration. */
function pathOf(text: string, label: string): string {
  const path = posix.normalize(text);
  if (path.startsWith("/") || path.split("/").includes(".."))
    throw new TallyError("E_INVALID", `${label}: ${text} does not lie below the folder of the configuration`);
  return cleanPath(path);
}

const cleanPath = (path: string): string => path.replace(/^\.\//, "").replace(/\/+$/, "");
