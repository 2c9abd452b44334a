import type { Finding } from "../../src/core/finding.ts";
import { type Place, SIDES } from "../../src/core/place.ts";
import type { CopyFact, Facts, InterfaceFact } from "../../src/gate/facts.ts";
import { findInterface } from "../../src/gate/index.ts";
import type { Check } from "../../src/gate/verdict.ts";
import type { Broker, Decided } from "../broker.ts";
import { type SchemaContent, toBundle } from "../store/records.ts";
import type { Snippet } from "./finding-card.tsx";

/** What the pages need to look up texts: the store, and the threads that read schemas. */
export type Reader = Pick<Broker, "store" | "comparer">;

/** A content that is kept. */
type Ref = Pick<SchemaContent, "kind" | "content">;

/** Findings, and the contents of each side that their places may lie in. */
export interface Located {
  readonly before: readonly Ref[];
  readonly after: readonly Ref[];
  readonly findings: readonly Finding[];
}

/**
 * Looks up the text at each place of the findings, on threads: each content is read once. Where a file name stands in
 * several contents of a side, the first that has it counts.
 */
export async function snippetsOf(reader: Reader, all: readonly Located[]): Promise<(of: Located) => Snippet> {
  const texts = new Map<string, Texts>();
  for (const [key, { ref, places }] of wantedOf(all)) texts.set(key, await textsAt(reader, ref, places));
  return (of) => (side, place) => {
    const at = placeKey(place);
    const found = of[side].map((ref) => texts.get(refKey(ref))?.get(at) ?? null);
    return found.find((text) => text !== null) ?? null;
  };
}

/** Texts by the key of their place. */
type Texts = ReadonlyMap<string, string | null>;

/** The places that are wanted of each content. */
function wantedOf(all: readonly Located[]) {
  const wanted = new Map<string, { readonly ref: Ref; readonly places: Set<string> }>();
  for (const located of all) {
    for (const side of SIDES) {
      const places = located.findings.flatMap((finding) => finding[side] ?? []).map(placeKey);
      for (const ref of places.length > 0 ? located[side] : []) {
        const known = wanted.get(refKey(ref)) ?? { ref, places: new Set<string>() };
        for (const place of places) known.places.add(place);
        wanted.set(refKey(ref), known);
      }
    }
  }
  return wanted;
}

async function textsAt({ store, comparer }: Reader, { kind, content }: Ref, keys: ReadonlySet<string>): Promise<Texts> {
  const kept = await store.read((tx) => tx.schemas.content(kind, content));
  if (!kept) return new Map();
  const places = [...keys].map((key) => JSON.parse(key) as Place); // written by `placeKey`
  const result = await comparer.pool.run({ type: "snippets", bundle: toBundle(kept), places });
  // A page without texts still says what was found; why a content cannot be read, its comparison says.
  if (result.type !== "snippets") return new Map();
  return new Map([...keys].map((key, index) => [key, result.texts[index] ?? null]));
}

const refKey = ({ kind, content }: Ref): string => JSON.stringify([kind, content]);

const placeKey = ({ file, line, column, endLine, endColumn }: Place): string =>
  JSON.stringify({ file, line, column, endLine, endColumn });

/** The same for each check of a verdict that has findings. */
export async function checkSnippets(reader: Reader, { facts, verdict }: Decided): Promise<(check: Check) => Snippet> {
  const found = new Map(
    verdict.checks.filter((check) => check.findings.length > 0).map((check) => [check, located(check, facts)] as const),
  );
  const snippets = await snippetsOf(reader, [...found.values()]);
  return (check) => {
    const where = found.get(check);
    return where ? snippets(where) : () => null;
  };
}

/** Where the findings of a check lie: in a live version's interface or a consumer's copy, and in what stands in its place. */
function located(check: Check, facts: Facts): Located {
  const named = <T extends InterfaceFact | CopyFact>(all: readonly T[]): readonly T[] =>
    all.filter(({ kind, name }) => kind === check.kind && name === check.name);
  const offersOf = (version: Check["provider"] | Check["against"]): readonly InterfaceFact[] =>
    facts.interfaces.filter((offer) => offer.application === version?.application && offer.version === version.version);
  const before = named<InterfaceFact | CopyFact>(
    check.type === "copy" ? copiesOf(check, facts) : offersOf(check.against),
  );
  const offers = offersOf(check.provider);
  const partner = before[0] ? findInterface(offers, before[0]) : null;
  return { before, after: partner ? [partner] : named(offers), findings: check.findings };
}

const copiesOf = ({ consumer, provider }: Check, { copies }: Facts): readonly CopyFact[] =>
  copies.filter(
    (copy) =>
      copy.consumer === consumer?.application &&
      copy.consumerVersion === consumer.version &&
      copy.provider === provider.application,
  );
