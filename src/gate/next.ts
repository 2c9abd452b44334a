import { shellWord } from "../core/shell-word.ts";
import type { Target, VersionRef } from "./facts.ts";

const at = (ref: VersionRef): string => `-a ${shellWord(ref.application)} -e ${shellWord(ref.version)}`;

/** The option that names the target again. */
function targetFlag(target: Target | null): string {
  if (target?.type === "environment") return ` --to-environment ${shellWord(target.name)}`;
  return target?.type === "tag" ? ` --to ${shellWord(target.name)}` : "";
}

/** Publishes for a version. */
export const publishNext = (ref: VersionRef): string => `tally publish ${at(ref)}`;

/** Records that a provider is where its consumer goes. */
export const recordNext = (application: string, environment: string): string =>
  `tally record-deployment -a ${shellWord(application)} -e VERSION --environment ${shellWord(environment)}`;

/** Lets a provider version be verified, with the verifier of the Pact libraries. */
export const verifyNext = (provider: VersionRef): string =>
  `pact-verifier --provider-name ${shellWord(provider.application)} --provider-version ${shellWord(provider.version)} --broker-url "$PACT_BROKER_BASE_URL" --publish`;

/** Compares what two versions of an application offer. */
export function diffNext(before: VersionRef, after: VersionRef, name: string): string {
  const side = (ref: VersionRef) =>
    shellWord(`broker:${ref.application}@${ref.version}${name === "default" ? "" : `#${name}`}`);
  return `tally diff ${side(before)} ${side(after)}`;
}

/** Lets one finding pass. */
export const acceptNext = (fingerprint: string, application: string): string =>
  `tally accept ${fingerprint} -a ${shellWord(application)} --reason REASON --owner OWNER --until DATE`;

/** Asks again, with the newest version of one more application beside. */
export const togetherNext = (asked: VersionRef, other: string, target: Target | null): string =>
  `${askCommand(target)} ${at(asked)} -a ${shellWord(other)} --latest${targetFlag(target)}`;

/** Asks again and waits for what is running. */
export const waitNext = (asked: VersionRef, target: Target | null): string =>
  `${askCommand(target)} ${at(asked)}${targetFlag(target)} --retry-while-unknown 30`;

/** What follows a yes, if anything does. */
export function afterYes(asked: readonly VersionRef[], target: Target | null): string | null {
  if (target?.type !== "environment" || asked.length === 0) return null;
  const environment = shellWord(target.name);
  return asked.map((ref) => `tally record-deployment ${at(ref)} --environment ${environment}`).join(" && ");
}

const askCommand = (target: Target | null): string =>
  target?.type === "main-branch" ? "tally can-i-merge" : "tally can-i-deploy";
