import { isObject } from "../../../src/core/json.ts";
import type { Problem } from "./body.ts";

/** Which pacts a provider wants to verify: the keys of a consumer version selector, checked. */
export interface ConsumerSelector {
  readonly consumer: string | null;
  readonly mainBranch: boolean;
  /** With mainBranch: a consumer that has no main branch gives its latest version. */
  readonly orLatest: boolean;
  /** true: the head of every branch. */
  readonly branch: string | true | null;
  readonly fallbackBranch: string | null;
  readonly matchingBranch: boolean;
  /** true: every tag. */
  readonly tag: string | true | null;
  readonly fallbackTag: string | null;
  /** With a tag: the latest of those, not all. */
  readonly latest: boolean;
  /** What counts as being in an environment; null: the selector does not ask for that. */
  readonly present: "deployed" | "released" | "either" | null;
  readonly environment: string | null;
}

const NOTHING: ConsumerSelector = {
  consumer: null,
  mainBranch: false,
  orLatest: false,
  branch: null,
  fallbackBranch: null,
  matchingBranch: false,
  tag: null,
  fallbackTag: null,
  latest: false,
  present: null,
  environment: null,
};

/** What is verified when the client names nothing: the main branches, and whatever is deployed or released. */
export const DEFAULT_SELECTORS: readonly ConsumerSelector[] = [
  { ...NOTHING, mainBranch: true, orLatest: true },
  { ...NOTHING, present: "deployed" },
  { ...NOTHING, present: "released" },
];

const FLAGS = ["mainBranch", "matchingBranch", "deployed", "released", "deployedOrReleased", "latest"] as const;
const TEXTS = ["consumer", "fallbackBranch", "fallbackTag", "environment"] as const;
const MAX_SELECTORS = 500;

/** Reads the list of selectors; the problems carry the index of their selector. */
export function readSelectors(
  value: unknown,
  providerBranch: string | null,
): { readonly selectors: readonly ConsumerSelector[]; readonly problems: readonly Problem[] } {
  if (value === undefined || value === null) return { selectors: DEFAULT_SELECTORS, problems: [] };
  if (!Array.isArray(value)) return { selectors: [], problems: [["consumerVersionSelectors", "must be an array"]] };
  if (value.length > MAX_SELECTORS)
    return { selectors: [], problems: [["consumerVersionSelectors", `holds more than ${MAX_SELECTORS} selectors`]] };
  const problems = value.flatMap((one: unknown, index) =>
    selectorProblems(one, providerBranch).map((text): Problem => [`consumerVersionSelectors.${index}`, text]),
  );
  if (problems.length > 0) return { selectors: [], problems };
  return { selectors: value.length === 0 ? DEFAULT_SELECTORS : value.map(readSelector), problems };
}

function selectorProblems(value: unknown, providerBranch: string | null): readonly string[] {
  if (!isObject(value)) return ["must be an object"];
  const given = Object.keys(value).filter((key) => value[key] !== undefined && value[key] !== null);
  const has = (...keys: readonly string[]): boolean => keys.some((key) => given.includes(key) && value[key] !== false);
  const shape = [
    ...FLAGS.filter((key) => has(key) && value[key] !== true).map((key) => `${key} must be true or false`),
    ...TEXTS.filter((key) => has(key) && !isName(value[key])).map((key) => `${key} must be a string that is not blank`),
    ...(["branch", "tag"] as const)
      .filter((key) => has(key) && value[key] !== true && !isName(value[key]))
      .map((key) => `${key} must be a name or true`),
  ];
  const byBranch = has("mainBranch", "branch", "matchingBranch");
  const byPlace = has("deployed", "released", "deployedOrReleased", "environment");
  const rules: readonly (readonly [boolean, string])[] = [
    [
      !byBranch && !byPlace && !has("tag", "latest", "consumer"),
      "must name a main branch, branch, tag, environment, latest or consumer",
    ],
    [byBranch && byPlace, "cannot name a branch and deployed, released or an environment together"],
    [byBranch && has("tag"), "cannot name a branch and a tag together"],
    [byPlace && has("tag"), "cannot name a tag and deployed, released or an environment together"],
    [
      ["mainBranch", "branch", "matchingBranch"].filter((key) => has(key)).length > 1,
      "can name only one of mainBranch, branch and matchingBranch",
    ],
    [
      value.latest === false && has("branch", "mainBranch"),
      "cannot have latest false with a branch: only the head of a branch is verified",
    ],
    [has("fallbackBranch") && !has("branch"), "needs a branch for its fallbackBranch"],
    [has("fallbackTag") && !has("tag"), "needs a tag for its fallbackTag"],
    [has("matchingBranch") && providerBranch === null, "needs providerVersionBranch for matchingBranch"],
  ];
  return [...shape, ...rules.filter(([broken]) => broken).map(([, text]) => text)];
}

const isName = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

function readSelector(value: Readonly<Record<string, unknown>>): ConsumerSelector {
  const name = (key: string): string | null => (isName(value[key]) ? value[key] : null);
  const nameOrAll = (key: string): string | true | null => (value[key] === true ? true : name(key));
  const { deployed, released, deployedOrReleased } = value;
  const either = deployedOrReleased === true || (deployed === true && released === true);
  const present = either ? "either" : deployed === true ? "deployed" : released === true ? "released" : null;
  return {
    consumer: name("consumer"),
    mainBranch: value.mainBranch === true,
    orLatest: false,
    branch: nameOrAll("branch"),
    fallbackBranch: name("fallbackBranch"),
    matchingBranch: value.matchingBranch === true,
    tag: nameOrAll("tag"),
    fallbackTag: name("fallbackTag"),
    latest: value.latest === true,
    present: present ?? (name("environment") === null ? null : "either"),
    environment: name("environment"),
  };
}
