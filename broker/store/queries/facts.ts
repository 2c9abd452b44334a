import { sql } from "kysely";
import { groupBy } from "../../../src/core/group.ts";
import { byText, sortedBy } from "../../../src/core/order.ts";
import type {
  CopyFact,
  Facts,
  InterfaceFact,
  PactFact,
  Question,
  SeamFact,
  VerificationFact,
} from "../../../src/gate/facts.ts";
import { ENGINE } from "../../../src/version.ts";
import type { Db } from "../tables.ts";
import { decisions } from "./decisions.ts";
import { environments } from "./environments.ts";
import { liveVersions } from "./live.ts";
import { retiredFacts } from "./retirements.ts";
import { chunked, copiedEvents, eventsOf, grants, knownVersions, texts, unique } from "./shared.ts";

/** Everything the gate needs for a question, but for comparisons. Each step is driven by the ids of the step before. */
export async function facts(db: Db, question: Question, now: string): Promise<Facts> {
  const names = unique(question.asked.map((one) => one.application));
  const named = (chunk: readonly string[]) => db.selectFrom("applications").select("id").where("name", "in", chunk);
  const asked = (await chunked(names, (chunk) => named(chunk).execute())).map((row) => row.id);
  const seams = await seamRows(db, asked, isClosed(question));
  const others = seams.flatMap((seam) => [seam.consumerId, seam.providerId]);
  const ids = unique([...asked, ...others]);
  const applications = await applicationRows(db, ids);
  const versions = await versionFacts(db, question, ids, asked);
  const inSeams = new Set(seams.map((seam) => `${seam.consumerId} ${seam.providerId}`));
  const versionIds = versions.map((version) => version.id);
  const pacts = (await pactRows(db, versionIds)).filter((row) => inSeams.has(`${row.consumerId} ${row.providerId}`));
  const copies = (await copyRows(db, versionIds)).filter((row) => inSeams.has(`${row.consumerId} ${row.providerId}`));
  const acceptances = await decisions(db).acceptances(applications.map((row) => row.name));
  return {
    schemaVersion: 1,
    engine: ENGINE,
    now,
    question,
    floor: await floorOf(db, question.target),
    applications: applications.map(({ id: _, retiredAt, hasVersions, ...row }) => ({
      ...row,
      hasVersions: Number(hasVersions) === 1,
      retired: retiredAt !== null,
    })),
    versions: versions.map(({ id: _, applicationId: __, ...version }) => version),
    pacts: pacts.map(({ consumerId: _, providerId: __, contentId: ___, ...pact }): PactFact => pact),
    verifications: await verificationFacts(db, pacts, versions),
    interfaces: await interfaceFacts(db, versionIds),
    retired: await retiredFacts(db, asked),
    copies: copies.map(
      ({ consumerId: _, providerId: __, operations, offered, events, ...copy }): CopyFact => ({
        ...copy,
        ...usesOf(operations, offered),
        ...(events !== null && { events: copiedEvents(events) }),
      }),
    ),
    comparisons: [],
    acceptances: acceptances.map(({ id: _, createdAt: __, ...acceptance }) => acceptance),
    seams: seams.map(({ consumerId: _, providerId: __, ...seam }): SeamFact => seam),
  };
}

/** What a copy uses of what it has. */
function usesOf(operations: string | null, offered: string | null): Pick<CopyFact, "operations" | "others"> {
  if (operations === null) return { operations: null };
  const used = texts(operations);
  const known = new Set(used);
  return { operations: used, others: texts(offered ?? "[]").filter((operation) => !known.has(operation)) };
}

async function floorOf(db: Db, target: Question["target"]): Promise<Facts["floor"]> {
  return target?.type === "environment" ? ((await environments(db).byName(target.name))?.floor ?? null) : null;
}

/** Several applications asked about without a target are judged among themselves only. */
const isClosed = (question: Question): boolean =>
  question.target === null && unique(question.asked.map((one) => one.application)).length > 1;

async function applicationRows(db: Db, ids: readonly number[]) {
  const rows = await chunked(ids, (chunk) =>
    db
      .selectFrom("applications as a")
      .select(["a.id as id", "a.name as name", "a.consumers as consumers", "a.retired_at as retiredAt"])
      .select(
        sql<number>`case when exists (select 1 from versions v where v.application_id = a.id) then 1 else 0 end`.as(
          "hasVersions",
        ),
      )
      .where("a.id", "in", chunk)
      .execute(),
  );
  return rows.sort((a, b) => byText(a.name, b.name));
}

async function seamRows(db: Db, ids: readonly number[], closed: boolean) {
  const query = db
    .selectFrom("integrations as i")
    .innerJoin("applications as c", "c.id", "i.consumer_id")
    .innerJoin("applications as p", "p.id", "i.provider_id")
    .select(["c.name as consumer", "p.name as provider", "i.consumer_id as consumerId", "i.provider_id as providerId"])
    .select("i.retired_at as retiredAt");
  const asConsumer = await chunked(ids, (chunk) => query.where("i.consumer_id", "in", chunk).execute());
  const asProvider = await chunked(ids, (chunk) => query.where("i.provider_id", "in", chunk).execute());
  const known = new Set(ids);
  const seams = new Map(
    [...asConsumer, ...asProvider]
      .filter((row) => !closed || (known.has(row.consumerId) && known.has(row.providerId)))
      .map((row) => [`${row.consumerId} ${row.providerId}`, row]),
  );
  return [...seams.values()]
    .map(({ retiredAt, ...seam }) => ({ ...seam, retired: retiredAt !== null }))
    .sort((a, b) => byText(a.consumer, b.consumer) || byText(a.provider, b.provider));
}

async function versionFacts(db: Db, question: Question, ids: readonly number[], asked: readonly number[]) {
  const refs = question.asked.flatMap((one) =>
    one.version === null ? [] : [{ application: one.application, version: one.version }],
  );
  const askedVersions = (await knownVersions(db, refs)).map((version) => version.id);
  const live = isClosed(question)
    ? new Map<number, { released: boolean }>()
    : await liveVersions(db, question.target, ids, asked);
  const rows = await chunked(unique([...askedVersions, ...live.keys()]), (chunk) =>
    db
      .selectFrom("versions as v")
      .innerJoin("applications as a", "a.id", "v.application_id")
      .select(["v.id as id", "a.id as applicationId", "a.name as application", "v.number as version"])
      .select(["v.created_at as createdAt", "v.strict as strict", "v.published as published"])
      .select(["v.preset as preset", "v.reads as reads", "v.lenient as lenient"])
      .select(
        sql<string | null>`(select b.name from branch_versions bv join branches b on b.id = bv.branch_id
          where bv.version_id = v.id order by bv.id desc limit 1)`.as("branch"),
      )
      .where("v.id", "in", chunk)
      .execute(),
  );
  return rows
    .sort((a, b) => byText(a.application, b.application) || a.id - b.id)
    .map(({ lenient, ...row }) => ({
      ...row,
      strict: texts(row.strict),
      ...(lenient !== "[]" && { lenient: grants(lenient) }),
      published: row.published === 1,
      live: live.has(row.id),
      released: live.get(row.id)?.released ?? false,
    }));
}

async function pactRows(db: Db, versionIds: readonly number[]) {
  const rows = await chunked(versionIds, (chunk) =>
    db
      .selectFrom("pacts as p")
      .innerJoin("pact_contents as pc", "pc.id", "p.content_id")
      .innerJoin("applications as c", "c.id", "p.consumer_id")
      .innerJoin("applications as pr", "pr.id", "p.provider_id")
      .innerJoin("versions as v", "v.id", "p.version_id")
      .select(["c.name as consumer", "v.number as consumerVersion", "pr.name as provider", "pc.hash as content"])
      .select(["p.created_at as publishedAt", "p.consumer_id as consumerId", "p.provider_id as providerId"])
      .select("p.content_id as contentId")
      .where("p.version_id", "in", chunk)
      .execute(),
  );
  return sortedBy(rows, contractKey);
}

async function copyRows(db: Db, versionIds: readonly number[]) {
  const rows = await chunked(versionIds, (chunk) =>
    db
      .selectFrom("copies as k")
      .innerJoin("versions as v", "v.id", "k.version_id")
      .innerJoin("applications as c", "c.id", "v.application_id")
      .innerJoin("applications as pr", "pr.id", "k.provider_id")
      .leftJoin("schema_contents as s", (on) =>
        on.onRef("s.kind", "=", "k.kind").onRef("s.content", "=", "k.content").on("k.operations", "is not", null),
      )
      .leftJoin("schema_events as d", (on) => on.onRef("d.kind", "=", "k.kind").onRef("d.content", "=", "k.content"))
      .select("d.events as events")
      .select(["c.name as consumer", "v.number as consumerVersion", "pr.name as provider", "k.kind as kind"])
      .select(["k.name as name", "k.content as content", "k.operations as operations", "s.operations as offered"])
      .select(["c.id as consumerId", "pr.id as providerId"])
      .where("k.version_id", "in", chunk)
      .execute(),
  );
  return sortedBy(rows, (row) => contractKey(row) + row.kind + row.name);
}

const contractKey = (row: { consumer: string; consumerVersion: string; provider: string }): string =>
  JSON.stringify([row.consumer, row.consumerVersion, row.provider]);

type Pair = { readonly content: number; readonly version: number };

/** The newest result of each pact with each provider version: as many look-ups as there are such pairs. */
async function verificationFacts(
  db: Db,
  pacts: readonly { readonly contentId: number; readonly providerId: number }[],
  versions: readonly { readonly id: number; readonly applicationId: number }[],
): Promise<VerificationFact[]> {
  const contents = new Map(pacts.map((pact) => [pact.contentId, pact.providerId]));
  const ofProvider = groupBy(versions, (version) => version.applicationId);
  const pairs = [...contents].flatMap(([content, provider]): Pair[] =>
    (ofProvider.get(provider) ?? []).map((version) => ({ content, version: version.id })),
  );
  const rows = await chunked(pairs, async (chunk) => {
    const values = sql.join(
      chunk.map((pair) => sql`(cast(${pair.content} as integer), cast(${pair.version} as integer))`),
    );
    const query = sql<Omit<VerificationFact, "success" | "url"> & { success: number; url: string | null }>`
      with wanted (content_id, version_id) as (values ${values})
      select pc.hash as "content", c.name as "consumer", p.name as "provider", v.number as "providerVersion",
        l.success as "success", r.created_at as "at", r.id as "number", r.build_url as "url"
      from wanted w join latest_verifications l on l.content_id = w.content_id and l.version_id = w.version_id
      join verifications r on r.id = l.verification_id join pact_contents pc on pc.id = l.content_id
      join applications c on c.id = pc.consumer_id join applications p on p.id = pc.provider_id
      join versions v on v.id = l.version_id`;
    return (await query.execute(db)).rows;
  });
  return rows.map((row) => ({ ...row, success: row.success === 1 })).sort((a, b) => a.number - b.number);
}

async function interfaceFacts(db: Db, versionIds: readonly number[]): Promise<InterfaceFact[]> {
  const rows = await chunked(versionIds, (chunk) =>
    db
      .selectFrom("interfaces as i")
      .innerJoin("versions as v", "v.id", "i.version_id")
      .innerJoin("applications as a", "a.id", "v.application_id")
      .leftJoin("schema_events as d", (on) => on.onRef("d.kind", "=", "i.kind").onRef("d.content", "=", "i.content"))
      .select(["a.name as application", "v.number as version", "i.kind as kind", "i.name as name"])
      .select(["i.content as content", "i.formerly as formerly", "d.events as events"])
      .where("i.version_id", "in", chunk)
      .execute(),
  );
  const key = (row: InterfaceFact) => JSON.stringify([row.application, row.version, row.kind, row.name]);
  return sortedBy(
    rows.map(({ events, ...row }): InterfaceFact => ({ ...row, ...(events !== null && { events: eventsOf(events) }) })),
    key,
  );
}
