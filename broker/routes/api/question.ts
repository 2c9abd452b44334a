import { TallyError } from "../../../src/core/errors.ts";
import type { Direction, Surface } from "../../../src/core/finding.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import type { Asked, Question, Target } from "../../../src/gate/index.ts";
import type { Selector } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { knownApplication } from "./answers.ts";

/** How one version is chosen. */
type Choice =
  | { readonly type: "version"; readonly version: string }
  | { readonly type: "tag"; readonly tag: string }
  | { readonly type: "branch"; readonly branch: string }
  | { readonly type: "latest" | "main-branch" };

/** A question as it is sent. */
export interface DeployQuestion {
  readonly selectors: readonly { readonly application: string; readonly by: Choice }[];
  readonly target: Target | null;
  readonly ignore?: readonly { readonly application: string; readonly version?: string | null }[];
  readonly inForce?: { readonly directions: readonly Direction[]; readonly surfaces: readonly Surface[] };
  readonly facts?: boolean;
}

/** The question with its words turned into versions. Throws E_NOT_FOUND for an unknown application or environment. */
export async function resolveQuestion(tx: Reading, sent: DeployQuestion): Promise<Question> {
  const { target } = sent;
  if (target?.type === "environment" && !(await tx.environments.byName(target.name))) {
    const names = (await tx.environments.list()).map((one) => one.name).join(", ");
    throw new TallyError("E_NOT_FOUND", `there is no environment "${target.name}"; there are: ${names}`);
  }
  const asked: Asked[] = [];
  for (const { application, by } of sent.selectors) asked.push(await resolve(tx, application, by));
  return {
    asked,
    target,
    ignore: (sent.ignore ?? []).map(({ application, version = null }) => ({ application, version })),
    inForce: { ...DEFAULT_IN_FORCE, ...sent.inForce },
  };
}

async function resolve(tx: Reading, application: string, by: Choice): Promise<Asked> {
  await knownApplication(tx, application);
  const { selector, words } = meaningOf(by);
  const [found] = await tx.versions.select(application, selector);
  if (found) return { application, version: found.version, words };
  return { application, version: null, words };
}

function meaningOf(by: Choice): { readonly selector: Selector; readonly words: string } {
  switch (by.type) {
    case "version":
      return { selector: by, words: `version ${by.version}` };
    case "tag":
      return { selector: { type: "tag", name: by.tag, latest: true }, words: `the latest version with tag ${by.tag}` };
    case "branch":
      return {
        selector: { type: "branch", name: by.branch, latest: true },
        words: `the latest version from branch ${by.branch}`,
      };
    case "main-branch":
      return { selector: { type: "main-branch", latest: true }, words: "the latest version from the main branch" };
    case "latest":
      return { selector: { type: "latest" }, words: "the latest version" };
  }
}
