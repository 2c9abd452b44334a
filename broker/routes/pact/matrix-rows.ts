import type { Check, Facts, VersionRef } from "../../../src/gate/index.ts";
import type { Environment, Version } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import { environmentSummary } from "./environments.ts";
import { type LinkTo, pacticipantLink, pactPath, versionLink } from "./hal.ts";
import { branchVersions } from "./versions.ts";

/** One line of the matrix: a pact and what a version of its provider made of it. */
export interface Row {
  readonly consumer: VersionRef;
  readonly provider: { readonly application: string; readonly version: string | null };
  readonly pact: { readonly content: string; readonly publishedAt: string };
  readonly result: { readonly success: boolean; readonly at: string; readonly number: number } | null;
  readonly ignored: boolean;
}

/** The outcome of a row: verified, failed, or null for not verified. */
export const outcomeOf = (row: Row): boolean | null => row.result?.success ?? null;

/**
 * The rows that the gate's checks stand for: one for each pact and provider version, one without a provider version
 * where a consumer needs a provider that is not there. Checks of schemas make no rows.
 */
export function rowsOf(checks: readonly Check[], facts: Facts): readonly Row[] {
  const pacts = new Map(facts.pacts.map((pact) => [key(pact.consumer, pact.consumerVersion, pact.provider), pact]));
  const results = newestResults(facts);
  return checks.flatMap((check): readonly Row[] => {
    const { consumer, provider, type } = check;
    if (consumer === null || (type !== "pact" && type !== "presence")) return [];
    const pact = pacts.get(key(consumer.application, consumer.version, provider.application));
    if (!pact) return [];
    const result = results.get(key(pact.consumer, pact.provider, pact.content, provider.version ?? "")) ?? null;
    return [{ consumer, provider, pact, result: provider.version === null ? null : result, ignored: check.ignored }];
  });
}

function newestResults(facts: Facts): ReadonlyMap<string, Facts["verifications"][number]> {
  const newest = new Map<string, Facts["verifications"][number]>();
  for (const result of facts.verifications) {
    const name = key(result.consumer, result.provider, result.content, result.providerVersion);
    if ((newest.get(name)?.number ?? -1) < result.number) newest.set(name, result);
  }
  return newest;
}

const key = (...parts: readonly string[]): string => JSON.stringify(parts);

/** What the rows show of the versions in them. */
export interface Shown {
  readonly versions: ReadonlyMap<string, Version>;
  readonly environments: ReadonlyMap<string, readonly Environment[]>;
}

/** Looks up branches, tags and environments of every version in the rows. */
export async function describeRows(tx: Reading, rows: readonly Row[]): Promise<Shown> {
  const refs = new Map<string, VersionRef>();
  for (const { consumer, provider } of rows) {
    refs.set(refKey(consumer), consumer);
    if (provider.version !== null)
      refs.set(refKey(provider), { application: provider.application, version: provider.version });
  }
  const wanted = [...refs.values()];
  const known = new Map((await tx.environments.list()).map((environment) => [environment.name, environment]));
  const environments = new Map<string, Environment[]>();
  for (const presence of await tx.environments.ofVersions(wanted)) {
    const environment = known.get(presence.environment);
    const there = environments.get(refKey(presence)) ?? [];
    if (environment && !there.includes(environment)) environments.set(refKey(presence), [...there, environment]);
  }
  const versions = await tx.versions.describe(wanted);
  return { versions: new Map(versions.map((version) => [refKey(version), version])), environments };
}

const refKey = (ref: { readonly application: string; readonly version: string | null }): string =>
  key(ref.application, ref.version ?? "");

/** A row as clients read it. */
export function rowBody(to: LinkTo, row: Row, shown: Shown): object {
  const { consumer, provider, pact, result } = row;
  const between = pactPath(provider.application, consumer.application);
  return {
    consumer: partyBody(to, consumer, shown),
    provider: partyBody(to, provider, shown),
    pact: {
      createdAt: pact.publishedAt,
      _links: { self: { href: to(...between, "version", consumer.version) } },
    },
    verificationResult: result && {
      success: result.success,
      verifiedAt: result.at,
      _links: {
        self: { href: to(...between, "pact-version", pact.content, "verification-results", String(result.number)) },
      },
    },
    ...(row.ignored && { ignored: true }),
  };
}

function partyBody(
  to: LinkTo,
  party: { readonly application: string; readonly version: string | null },
  shown: Shown,
): object {
  const { application, version: number } = party;
  return {
    name: application,
    version: number === null ? null : versionBody(to, { application, version: number }, shown),
    _links: { self: pacticipantLink(to, application) },
  };
}

function versionBody(to: LinkTo, ref: VersionRef, shown: Shown): object {
  const version = shown.versions.get(refKey(ref));
  const branches = version?.branches.map(({ name }) => name) ?? [];
  return {
    number: ref.version,
    branch: branches.at(-1) ?? null,
    branches,
    branchVersions: version ? branchVersions(to, version) : [],
    environments: (shown.environments.get(refKey(ref)) ?? []).map((one) => environmentSummary(to, one)),
    tags: (version?.tags ?? []).map(({ name, latest }) => ({
      name,
      latest,
      _links: { self: { href: to("pacticipants", ref.application, "versions", ref.version, "tags", name) } },
    })),
    _links: { self: versionLink(to, ref.application, ref.version) },
  };
}
