import { groupBy } from "../../../src/core/group.ts";
import type { VersionRef } from "../../../src/gate/index.ts";
import type { Pact, Verification } from "../../store/records.ts";
import type { Reading } from "../../store/store.ts";
import type { MatrixSelector } from "./matrix-query.ts";
import type { Row } from "./matrix-rows.ts";
import { everyPact } from "./provider-pacts.ts";

/**
 * The rows for words that name many versions (`any version of Foo`): every pact among them with its results. With one
 * application only, its pacts with everybody. Nothing is decided here: no release has many versions.
 */
export async function listRows(tx: Reading, selectors: readonly MatrixSelector[]): Promise<readonly Row[]> {
  const versions = new Map<string, Set<string>>();
  const refs: VersionRef[] = [];
  for (const { application, among } of selectors) {
    const points = await tx.versions.select(application, among);
    versions.set(application, new Set([...(versions.get(application) ?? []), ...points.map(({ version }) => version)]));
    refs.push(...points);
  }
  const pacts = await pactsAmong(tx, selectors, refs);
  const results = groupBy(await tx.verifications.latest(pacts), contentKey);
  return pacts.flatMap((pact) => rowsOfPact(pact, results.get(contentKey(pact)) ?? [], versions.get(pact.provider)));
}

async function pactsAmong(
  tx: Reading,
  selectors: readonly MatrixSelector[],
  refs: readonly VersionRef[],
): Promise<readonly Pact[]> {
  const names = new Set(selectors.map(({ application }) => application));
  const asConsumers = await tx.pacts.ofVersions(refs);
  const [only] = names;
  if (names.size > 1 || only === undefined) return asConsumers.filter(({ provider }) => names.has(provider));
  return [...asConsumers, ...(await everyPact(tx, only, { type: "all" }))];
}

const contentKey = (of: { readonly consumer: string; readonly provider: string; readonly content: string }): string =>
  JSON.stringify([of.consumer, of.provider, of.content]);

function rowsOfPact(
  { consumer, consumerVersion, provider, content, createdAt }: Pact,
  results: readonly Verification[],
  providerVersions: ReadonlySet<string> | undefined,
): readonly Row[] {
  const base = {
    consumer: { application: consumer, version: consumerVersion },
    pact: { content, publishedAt: createdAt },
    ignored: false,
  };
  const rows = results
    .filter(({ providerVersion }) => providerVersions === undefined || providerVersions.has(providerVersion))
    .map(
      ({ providerVersion, success, createdAt: at, number }): Row => ({
        ...base,
        provider: { application: provider, version: providerVersion },
        result: { success, at, number },
      }),
    );
  return rows.length > 0 ? rows : [{ ...base, provider: { application: provider, version: null }, result: null }];
}
