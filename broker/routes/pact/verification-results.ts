import { type Context, Hono } from "hono";
import { isObject } from "../../../src/core/json.ts";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { Pact, Verification } from "../../store/records.ts";
import { byField, type Fields, nameProblems, type Problem, readFields, textIn, textProblems } from "./body.ts";
import { curies, gone, hal, type LinkTo, linksFor, pacticipantLink, pactPath, versionLink } from "./hal.ts";
import { present } from "./missing.ts";
import { contentLink } from "./pact-body.ts";
import { readMetadata } from "./pact-metadata.ts";

const CONTENT = "/pacts/provider/:provider/consumer/:consumer/pact-version/:content";

/** A pact content as it stands in an address. */
interface ContentRef {
  readonly provider: string;
  readonly consumer: string;
  readonly content: string;
}

/** A result with what its verifier sent along. */
type Detailed = Verification & { readonly details: unknown };

/** Results of verifying a pact content with a version of its provider. */
export function verificationResultRoutes(broker: Broker): Hono {
  const app = new Hono();
  for (const path of [`${CONTENT}/verification-results`, `${CONTENT}/metadata/:metadata/verification-results`] as const)
    app.post(path, (c) => record(c, broker, c.req.param()));

  app.get(`${CONTENT}/verification-results/latest`, async (c) => {
    const ref = c.req.param();
    const result = await broker.store.read(async (tx) => {
      const [newest] = await tx.verifications.history(ref.consumer, ref.provider, ref.content);
      return newest ? tx.verifications.find(newest.number) : null;
    });
    return answer(c, broker, ref, present(result, "a verification result"));
  });
  app.get(`${CONTENT}/verification-results/:number`, async (c) => {
    const { number, ...ref } = c.req.param();
    const result = await broker.store.read((tx) => tx.verifications.find(numberOf(number)));
    return answer(c, broker, ref, present(belongs(result, ref), `verification result ${number}`));
  });
  app.delete(`${CONTENT}/verification-results/:number`, async (c) => {
    const { number, ...ref } = c.req.param();
    await broker.store.write(async (tx) => {
      present(belongs(await tx.verifications.find(numberOf(number)), ref), `verification result ${number}`);
      await tx.verifications.remove(numberOf(number));
    });
    return gone(c);
  });
  return app;
}

const numberOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : -1);

const belongs = (result: Detailed | null, ref: ContentRef): Detailed | null =>
  result?.consumer === ref.consumer && result.provider === ref.provider && result.content === ref.content
    ? result
    : null;

async function record(
  c: Context,
  broker: Broker,
  params: ContentRef & { readonly metadata?: string },
): Promise<Response> {
  const fields = await readFields(c, broker);
  const problems = problemsOf(fields);
  if (problems.length > 0) return problem(c, 400, byField(problems));
  const { consumer, provider, content, metadata } = params;
  const saved = await broker.store.write((tx) =>
    tx.verifications.record({
      consumer,
      provider,
      content,
      providerVersion: textIn(fields, "providerApplicationVersion") ?? "",
      success: fields.success === true,
      buildUrl: textIn(fields, "buildUrl"),
      wip: readMetadata(metadata).wip,
      details: detailsOf(fields, metadata),
    }),
  );
  const result = present(saved, `pact content ${content} between ${consumer} and ${provider}`);
  const to = linksFor(c, broker);
  c.header("location", resultHref(to, result));
  const pact = await broker.store.read(async (tx) => (await tx.pacts.withContent(consumer, provider, content))[0]);
  return hal(c, resultBody(to, { ...result, details: detailsOf(fields, metadata) }, pact), 201);
}

function problemsOf(fields: Fields): readonly Problem[] {
  const { success, testResults } = fields;
  const successProblem = success === undefined ? "is missing" : "must be boolean";
  const resultsFit = testResults === undefined || testResults === null || typeof testResults === "object";
  return [
    ...(typeof success === "boolean" ? [] : ([["success", successProblem]] as const)),
    ...nameProblems(fields, "providerApplicationVersion", true),
    ...textProblems(fields, "buildUrl"),
    ...(resultsFit ? [] : ([["testResults", "must be an array or an object"]] as const)),
  ];
}

/** What is kept beside the verdict: the tests, who ran them, and why the pact was asked for. */
function detailsOf(fields: Fields, metadata: string | undefined): object {
  const { testResults, verifiedBy } = fields;
  const { pending, wip } = readMetadata(metadata);
  return {
    ...(testResults !== undefined && { testResults }),
    ...(verifiedBy !== undefined && { verifiedBy }),
    ...(pending && { pending }),
    ...(wip && { wip }),
  };
}

async function answer(c: Context, broker: Broker, ref: ContentRef, result: Detailed): Promise<Response> {
  const [pact] = await broker.store.read((tx) => tx.pacts.withContent(ref.consumer, ref.provider, ref.content));
  return hal(c, resultBody(linksFor(c, broker), result, pact));
}

const resultHref = (to: LinkTo, result: Verification): string =>
  to(
    ...pactPath(result.provider, result.consumer),
    "pact-version",
    result.content,
    "verification-results",
    String(result.number),
  );

/** The link to a result. */
export const resultLink = (to: LinkTo, result: Verification) => ({
  title: "Verification result",
  name: `Verification result ${result.number} for ${result.consumer} and ${result.provider} version ${result.providerVersion}`,
  href: resultHref(to, result),
});

function resultBody(to: LinkTo, result: Detailed, pact: Pact | undefined): object {
  const { provider, providerVersion, success, buildUrl, createdAt, details } = result;
  const kept = isObject(details) ? details : {};
  return {
    providerName: provider,
    providerApplicationVersion: providerVersion,
    success,
    verificationDate: createdAt,
    ...(kept.testResults !== undefined && { testResults: kept.testResults }),
    ...(kept.verifiedBy !== undefined && { verifiedBy: kept.verifiedBy }),
    ...(buildUrl !== null && { buildUrl }),
    _links: {
      self: resultLink(to, result),
      ...(pact && { "pb:pact-version": contentLink(to, pact) }),
      "pb:provider": pacticipantLink(to, provider),
      "pb:pacticipant-version": versionLink(to, provider, providerVersion),
      curies: curies(to),
    },
  };
}
