import { TallyError } from "../core/errors.ts";
import { buildOf } from "./ci.ts";
import type { Io } from "./command.ts";

/** Which build this is: what was given, else what the CI system says, else git. */
export interface Revision {
  readonly version: string;
  readonly branch: string | null;
  readonly commit: string | null;
  readonly buildUrl: string | null;
}

/** What was said on the command line. */
export interface GivenRevision {
  readonly version?: string | undefined;
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
  readonly buildUrl?: string | undefined;
}

/**
 * Completes what was given. Without a version the commit is the version, and then the tracked files must be as they
 * are in that commit. Throws E_USAGE where no version can be found or the working tree is dirty.
 */
export async function revisionOf(given: GivenRevision, io: Io): Promise<Revision> {
  const build = buildOf(io.env);
  const commit = given.commit ?? build?.commit ?? (await gitWord(io, ["rev-parse", "HEAD"]));
  const branch = given.branch ?? build?.branch ?? (await gitWord(io, ["symbolic-ref", "--short", "--quiet", "HEAD"]));
  const version = given.version ?? commit;
  if (version === null)
    throw new TallyError("E_USAGE", "which version is this? There is neither a git commit here nor a CI variable", {
      hint: "say it with -e VERSION",
    });
  if (given.version === undefined) await refuseDirty(io);
  return { version, branch, commit, buildUrl: given.buildUrl ?? build?.url ?? null };
}

async function refuseDirty(io: Io): Promise<void> {
  const changed =
    (await gitText(io, ["status", "--porcelain", "--untracked-files=no"]))?.split("\n").filter(Boolean) ?? [];
  if (changed.length === 0) return;
  const more = changed.length > 3 ? ` and ${changed.length - 3} more` : "";
  const shown = changed.slice(0, 3).map((line) => line.slice(3));
  throw new TallyError(
    "E_USAGE",
    `the working tree differs from its commit (${shown.join(", ")}${more}), so the commit does not name this version`,
    { hint: "commit first, or name the version: -e VERSION" },
  );
}

const gitWord = async (io: Io, args: readonly string[]): Promise<string | null> =>
  (await gitText(io, args))?.trim() || null;

/** What git says in the working folder; null where it has nothing to say. */
async function gitText(io: Io, args: readonly string[]): Promise<string | null> {
  try {
    return Buffer.from(await io.git(["-C", io.cwd, ...args])).toString("utf8");
  } catch {
    return null;
  }
}
