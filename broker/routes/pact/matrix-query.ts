import type { Target } from "../../../src/gate/index.ts";
import type { Selector } from "../../store/records.ts";
import type { QueryGroup, QueryValue } from "./nested-query.ts";

/** Words for versions of one application. */
export interface MatrixSelector {
  readonly application: string;
  readonly among: Selector;
  /** They name one version at most. */
  readonly single: boolean;
  /** `the latest version from branch main`. */
  readonly words: string;
  /** The same with the application: `the latest version of Foo from branch main`. */
  readonly phrase: string;
}

/** A question to the matrix, checked. */
export interface MatrixQuery {
  readonly selectors: readonly MatrixSelector[];
  readonly target: Target | null;
  readonly ignore: readonly { readonly application: string; readonly version: string | null }[];
  /** Rows to show, by outcome; empty: all. */
  readonly outcomes: readonly (boolean | null)[];
}

/** The query, or what is wrong with it. */
export type ReadMatrixQuery = { readonly query: MatrixQuery } | { readonly problems: readonly string[] };

/**
 * Reads the parameters of `GET /matrix`, in the forms that the Pact clients send (pact_broker, matrix/parse_query.rb).
 * `latestby` and `limit` are understood and change nothing: the newest result of every live version counts, always,
 * and no row that could change the answer is left out.
 */
export function readMatrixQuery(query: QueryGroup): ReadMatrixQuery {
  const groups = groupsIn(query.q);
  const problems = [
    ...(groups.length === 0 ? ["Please provide 1 or more version selectors."] : []),
    ...groups.flatMap(selectorProblems),
    ...targetProblems(query),
    ...limitProblems(query.limit),
  ];
  const target = targetOf(query);
  // Who names a target, or wants the newest results, asks about a release: the Rust client then means the head of a
  // branch and leaves `latest` out.
  const isRelease = target !== null || textOf(query.latestby) !== null;
  const selectors = groups.map((group) => selectorOf(group, isRelease));
  for (const { application, single, phrase } of selectors)
    if (target !== null && !single && problems.length === 0)
      problems.push(
        `Please name one version of ${application}: ${phrase} is not one, and the answer is about one release.`,
      );
  if (problems.length > 0) return { problems };
  return { query: { selectors, target, ignore: ignoresIn(query.ignore), outcomes: outcomesIn(query.success) } };
}

const groupsIn = (value: QueryValue | undefined): readonly QueryGroup[] =>
  Array.isArray(value) ? value.filter((one): one is QueryGroup => typeof one === "object" && !Array.isArray(one)) : [];

const textOf = (value: QueryValue | undefined): string | null =>
  typeof value === "string" && value !== "" ? value : null;

const isTrue = (value: QueryValue | undefined): boolean => value === "true";

function selectorProblems(group: QueryGroup): readonly string[] {
  const name = textOf(group.pacticipant);
  if (name === null) return ["Please specify the pacticipant name"];
  const version = textOf(group.version);
  const words = ["branch", "tag", "environment"].filter((key) => textOf(group[key]) !== null);
  return [
    ...(version !== null && isTrue(group.latest)
      ? [`A version number and latest flag cannot both be specified for ${name}`]
      : []),
    ...(version !== null && words.length > 0
      ? [`A version number and ${words.join(" and ")} cannot both be specified for ${name}`]
      : []),
    ...(words.length > 1 ? [`Only one of branch, tag and environment can be specified for ${name}`] : []),
  ];
}

function targetProblems(query: QueryGroup): readonly string[] {
  const named = [
    ...(textOf(query.tag) === null ? [] : ["tag"]),
    ...(textOf(query.environment) === null ? [] : ["environment"]),
    ...(isTrue(query.mainBranch) ? ["mainBranch"] : []),
  ];
  return [
    ...(named.length > 1 ? [`Cannot specify more than one of ${named.join(", ")}`] : []),
    ...(named.includes("environment") && isTrue(query.latest)
      ? ["Cannot specify both latest=true and an environment"]
      : []),
  ];
}

function limitProblems(limit: QueryValue | undefined): readonly string[] {
  const text = textOf(limit);
  return text === null || /^[1-9]\d*$/.test(text) ? [] : ["The limit must be a number above 0"];
}

function targetOf(query: QueryGroup): Target | null {
  const [environment, tag] = [textOf(query.environment), textOf(query.tag)];
  if (environment !== null) return { type: "environment", name: environment };
  if (tag !== null) return { type: "tag", name: tag };
  return isTrue(query.mainBranch) ? { type: "main-branch" } : null;
}

function selectorOf(group: QueryGroup, isRelease: boolean): MatrixSelector {
  const application = textOf(group.pacticipant) ?? "";
  const named = textOf(group.branch) !== null || textOf(group.tag) !== null;
  const latest = isTrue(group.latest) || (isRelease && named);
  const [version, branch, tag, environment] = ["version", "branch", "tag", "environment"].map((key) =>
    textOf(group[key]),
  );
  const start = latest ? "the latest version" : "every version";
  const select = (among: Selector, single: boolean, noun: string, rest: string): MatrixSelector => ({
    application,
    among,
    single,
    words: noun + rest,
    phrase: among.type === "version" ? `${noun}${rest} of ${application}` : `${noun} of ${application}${rest}`,
  });
  if (version) return select({ type: "version", version }, true, "version", ` ${version}`);
  if (branch) return select({ type: "branch", name: branch, latest }, latest, start, ` from branch ${branch}`);
  if (isTrue(group.mainBranch))
    return select({ type: "main-branch", latest: true }, true, "the latest version", " from the main branch");
  if (tag) return select({ type: "tag", name: tag, latest }, latest, start, ` with tag ${tag}`);
  if (environment)
    return select({ type: "environment", name: environment }, false, "the versions", ` currently in ${environment}`);
  return latest ? select({ type: "latest" }, true, start, "") : select({ type: "all" }, false, "any version", "");
}

const ignoresIn = (value: QueryValue | undefined): MatrixQuery["ignore"] =>
  groupsIn(value).flatMap((group) => {
    const application = textOf(group.pacticipant);
    return application === null ? [] : [{ application, version: textOf(group.version) }];
  });

function outcomesIn(value: QueryValue | undefined): readonly (boolean | null)[] {
  const values = Array.isArray(value) ? value : value === undefined ? [] : [value];
  return values.flatMap((one) => (one === "true" ? [true] : one === "false" ? [false] : one === "" ? [null] : []));
}
