import type { Writing } from "../../store/store.ts";

/** Names that a main branch usually has; an application without one takes it from its first version there. */
const USUAL = ["develop", "main", "master"];

/** Sets the main branch of an application that has none, when a version comes from a branch of a usual name. */
export async function guessMainBranch(tx: Writing, application: string, branch: string): Promise<void> {
  if (!USUAL.includes(branch)) return;
  const found = await tx.applications.find(application);
  if (found && found.mainBranch === null) await tx.applications.update(application, { mainBranch: branch });
}
