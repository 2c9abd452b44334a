import { TallyError } from "../core/errors.ts";
import type { Input } from "./command.ts";

/** One version in the words of the command line. */
export interface Selector {
  /** Empty where none was named. */
  readonly application: string;
  /** How it was chosen; null: not said. */
  readonly by:
    | { readonly type: "version"; readonly version: string }
    | { readonly type: "latest" }
    | { readonly type: "tag"; readonly tag: string }
    | { readonly type: "branch"; readonly branch: string }
    | { readonly type: "main-branch" }
    | null;
}

/** What is to be ignored. */
export interface Ignored {
  readonly application: string;
  readonly version: string | null;
}

/** Everything that was selected, in the order in which it was typed. */
export interface Selected {
  readonly selectors: readonly Selector[];
  readonly ignore: readonly Ignored[];
}

/**
 * Reads `-a A -e 1 -a B --branch main --ignore C -e 2`: what follows an application or `--ignore` belongs to it.
 * Throws E_USAGE where a word has nothing to belong to, or an application is chosen in two ways.
 */
export function selectedBy(input: Input): Selected {
  const selectors: Selector[] = [];
  const ignore: Ignored[] = [];
  let inIgnore = false;
  for (const [name, value] of input.sequence) {
    if (name === "pacticipant") nameApplication(selectors, value);
    else if (name === "ignore") ignore.push({ application: value, version: null });
    else {
      const by = choiceOf(name, value);
      if (by === null) continue;
      if (inIgnore && by.type === "version") chooseIgnored(ignore, by.version);
      else choose(selectors, name, by);
      continue;
    }
    inIgnore = name === "ignore";
  }
  return { selectors, ignore };
}

/** A choice typed before any application belongs to the first one. */
function nameApplication(selectors: Selector[], application: string): void {
  const first = selectors[0];
  if (selectors.length === 1 && first?.application === "") selectors[0] = { ...first, application };
  else selectors.push({ application, by: null });
}

function choiceOf(name: string, value: string): NonNullable<Selector["by"]> | null {
  switch (name) {
    case "version":
      return { type: "version", version: value };
    case "latest":
      return value === "" ? { type: "latest" } : { type: "tag", tag: value };
    case "branch":
      return { type: "branch", branch: value };
    case "mainBranch":
      return { type: "main-branch" };
    default:
      return null;
  }
}

function chooseIgnored(ignore: Ignored[], version: string): void {
  const last = ignore.pop();
  if (!last || last.version !== null)
    throw new TallyError("E_USAGE", `--version ${version} after --ignore belongs to no application`);
  ignore.push({ ...last, version });
}

function choose(selectors: Selector[], name: string, by: NonNullable<Selector["by"]>): void {
  const last = selectors.pop() ?? { application: "", by: null };
  if (last.by !== null)
    throw new TallyError("E_USAGE", `${last.application} is chosen twice (${last.by.type} and ${name})`, {
      hint: "name each application with one of -e, --latest, --branch, --main-branch",
    });
  selectors.push({ ...last, by });
}
