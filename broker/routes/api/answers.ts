import { TallyError } from "../../../src/core/errors.ts";
import type { Application, PublishedCopy, PublishedInterface } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";

/** An application as the API shows it. */
export const showApplication = (application: Application) => ({
  name: application.name,
  displayName: application.displayName,
  repositoryUrl: application.repositoryUrl,
  mainBranch: application.mainBranch,
  consumers: application.consumers,
  labels: application.labels,
  retired: application.retired,
  createdAt: application.createdAt,
});

/** An interface as the API shows it. */
export const showInterface = ({ kind, name, content, formerly, operations, events }: PublishedInterface) => ({
  kind,
  name,
  content,
  formerly,
  operations,
  events,
});

/** A schema copy as the API shows it. */
export const showCopy = ({ provider, kind, name, content, operations, events }: PublishedCopy) => ({
  provider,
  kind,
  name,
  content,
  operations,
  events,
});

/** Throws E_NOT_FOUND where there is no application of this name. */
export async function knownApplication(tx: Pick<Reading, "applications">, name: string): Promise<Application> {
  const found = await tx.applications.find(name);
  if (!found) throw new TallyError("E_NOT_FOUND", `there is no application "${name}"`);
  return found;
}

/** Throws E_NOT_FOUND where the application or the version does not exist. */
export async function knownVersion(tx: Pick<Reading, "applications" | "versions">, name: string, version: string) {
  await knownApplication(tx, name);
  const found = await tx.versions.find(name, version);
  if (!found) throw new TallyError("E_NOT_FOUND", `there is no version "${version}" of "${name}"`);
  return found;
}
