import { type Context, Hono } from "hono";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import type { Asked } from "../../../src/gate/index.ts";
import type { Broker, Decided } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Reading } from "../../store/store.ts";
import { curies, hal, linksFor } from "./hal.ts";
import { listRows } from "./matrix-listing.ts";
import { adviceNotices, ignoreNotices, noticesOf } from "./matrix-notices.ts";
import { type MatrixQuery, readMatrixQuery } from "./matrix-query.ts";
import { describeRows, outcomeOf, type Row, rowBody, rowsOf } from "./matrix-rows.ts";
import { parseNestedQuery, type QueryGroup } from "./nested-query.ts";
import type { Notice } from "./notice.ts";

/** The matrix, by which every Pact client asks whether a version may go out. The gate decides, not the rows. */
export function matrixRoutes(broker: Broker): Hono {
  const app = new Hono();
  app.get("/matrix", (c) => answer(c, broker, parseNestedQuery(new URL(c.req.url).search)));
  app.get("/matrix/provider/:provider/consumer/:consumer", (c) => {
    const { provider, consumer } = c.req.param();
    return answer(c, broker, { q: [{ pacticipant: consumer }, { pacticipant: provider }] });
  });
  app.get("/can-i-deploy", (c) => {
    const { pacticipant, version, to, ...rest } = parseNestedQuery(new URL(c.req.url).search);
    const q = [{ ...(pacticipant && { pacticipant }), ...(version && { version }) }];
    return answer(c, broker, { ...rest, q, ...(to && { tag: to }) });
  });
  return app;
}

async function answer(c: Context, broker: Broker, group: QueryGroup): Promise<Response> {
  const read = readMatrixQuery(group);
  if ("problems" in read) return problem(c, 400, read.problems);
  const { query } = read;
  const resolved = await broker.store.read((tx) => resolve(tx, query));
  if ("problems" in resolved) return problem(c, 400, resolved.problems);
  const ignoring = ignoreNotices(query, (name) => resolved.known.has(name));
  if (!query.selectors.every(({ single }) => single)) {
    const rows = await broker.store.read((tx) => listRows(tx, query.selectors));
    return show(c, broker, query, { rows, ...countRows(rows), notices: [...listingNotices(rows), ...ignoring] });
  }
  const { target, ignore } = query;
  const decided = await broker.decide({ asked: resolved.asked, target, ignore, inForce: DEFAULT_IN_FORCE });
  return show(c, broker, query, answerOf(query, decided, ignoring));
}

interface Resolved {
  readonly asked: readonly Asked[];
  /** Every application there is of those named. */
  readonly known: ReadonlySet<string>;
}

async function resolve(tx: Reading, query: MatrixQuery): Promise<Resolved | { readonly problems: readonly string[] }> {
  const { target, selectors, ignore } = query;
  const problems: string[] = [];
  const known = new Set<string>();
  for (const name of new Set([...selectors, ...ignore].map(({ application }) => application)))
    if (await tx.applications.find(name)) known.add(name);
  for (const { application } of selectors)
    if (!known.has(application)) problems.push(`Pacticipant ${application} not found`);
  if (target?.type === "environment" && !(await tx.environments.byName(target.name)))
    problems.push(`Environment with name '${target.name}' does not exist`);
  if (problems.length > 0) return { problems };
  const asked: Asked[] = [];
  for (const { application, among, words } of selectors) {
    const [point] =
      among.type === "version" ? [among] : await tx.versions.select(application, among, { skip: 0, size: 1 });
    asked.push({ application, version: point?.version ?? null, words });
  }
  return { asked, known };
}

/** What is answered: rows, counts, and the decision. */
interface Answer {
  readonly rows: readonly Row[];
  readonly success: number;
  readonly failed: number;
  readonly unknown: number;
  readonly deployable: boolean | null;
  readonly notices: readonly Notice[];
}

function answerOf(query: MatrixQuery, { facts, verdict }: Decided, ignoring: readonly Notice[]): Answer {
  const { checks, summary } = verdict;
  const rows = rowsOf(checks, facts);
  return {
    rows,
    success: rows.filter((row) => !row.ignored && outcomeOf(row) === true).length,
    failed: summary.failed,
    unknown: summary.missing,
    deployable: DEPLOYABLE[verdict.verdict],
    notices: [...noticesOf(query, verdict, facts), ...adviceNotices(query), ...ignoring],
  };
}

const DEPLOYABLE = { yes: true, no: false, unknown: null } as const;

function countRows(rows: readonly Row[]): Pick<Answer, "success" | "failed" | "unknown" | "deployable"> {
  const count = (outcome: boolean | null): number => rows.filter((row) => outcomeOf(row) === outcome).length;
  const [success, failed, unknown] = [count(true), count(false), count(null)];
  return { success, failed, unknown, deployable: failed > 0 ? false : unknown > 0 ? null : true };
}

function listingNotices(rows: readonly Row[]): readonly Notice[] {
  const { failed, unknown, deployable } = countRows(rows);
  if (deployable === true)
    return [{ type: "success", text: "All required verification results are published and successful" }];
  const texts = [
    ...(failed > 0 ? [`${failed} of the verifications failed`] : []),
    ...(unknown > 0 ? [`${unknown} of the pacts have no verification result`] : []),
  ];
  return texts.map((text) => ({ type: "error", text }));
}

async function show(c: Context, broker: Broker, query: MatrixQuery, found: Answer): Promise<Response> {
  const { rows, success, failed, unknown, deployable, notices } = found;
  const { outcomes, ignore } = query;
  const visible = rows
    .filter((row) => outcomes.length === 0 || outcomes.includes(outcomeOf(row)))
    // Ignored rows come last.
    .toSorted((a, b) => Number(a.ignored) - Number(b.ignored));
  const shown = await broker.store.read((tx) => describeRows(tx, visible));
  const to = linksFor(c, broker);
  const ignored = ignore.length > 0 && { ignored: rows.filter((row) => row.ignored).length };
  const reason = notices.filter(({ type }) => type === "error" || type === "success").map(({ text }) => text);
  return hal(c, {
    summary: { deployable, reason: reason.join("\n"), success, failed, unknown, ...ignored },
    notices,
    matrix: visible.map((row) => rowBody(to, row, shown)),
    _links: { self: { href: to("matrix") + new URL(c.req.url).search }, curies: curies(to) },
  });
}
