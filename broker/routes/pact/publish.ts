import { Hono } from "hono";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { PactOutcome } from "../../store/records.ts";
import type { Writing } from "../../store/store.ts";
import { byField, readFields } from "./body.ts";
import { curies, hal, type LinkTo, linksFor, pacticipantLink, pactPath, versionLink } from "./hal.ts";
import { guessMainBranch } from "./main-branch.ts";
import type { Notice } from "./notice.ts";
import { type Publication, readPublication } from "./publication.ts";
import { Conflict, refuseLookAlikes, storePact } from "./store-pact.ts";

interface Published {
  /** The version did not exist before. */
  readonly created: boolean;
  /** In the order of the pacts. */
  readonly outcomes: readonly PactOutcome[];
}

/** `POST /contracts/publish`: a version with its branch, tags and pacts, all of it or nothing. */
export function publishRoutes(broker: Broker): Hono {
  const app = new Hono();
  app.post("/contracts/publish", async (c) => {
    const fields = await readFields(c, broker);
    const read = readPublication(fields);
    if ("problems" in read) return problem(c, 400, byField(read.problems));
    const { publication } = read;
    try {
      const published = await broker.store.write((tx) => store(tx, publication));
      return hal(c, publishedBody(linksFor(c, broker), publication, published));
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      return hal(c, { notices: [{ type: "error", text: error.message }], errors: { contracts: [error.message] } }, 409);
    }
  });
  return app;
}

async function store(tx: Writing, publication: Publication): Promise<Published> {
  const { application, version, branch, tags, buildUrl, pacts } = publication;
  await refuseLookAlikes(tx, [application, ...pacts.map(({ provider }) => provider)]);
  const { created } = await tx.versions.ensure(application, version, {
    ...(branch !== null && { branch }),
    ...(buildUrl !== null && { buildUrl }),
    tags,
  });
  if (branch !== null) await guessMainBranch(tx, application, branch);
  const outcomes: PactOutcome[] = [];
  for (const pact of pacts) outcomes.push(await storePact(tx, pact));
  return { created, outcomes };
}

function publishedBody(to: LinkTo, publication: Publication, published: Published): object {
  const { application, version, tags, buildUrl, pacts } = publication;
  const self = versionLink(to, application, version);
  const notices = noticesOf(to, publication, published);
  return {
    // The older of the two forms that clients print.
    logs: notices.map(({ type, text }) => ({ level: type, message: text, deprecationWarning: "Replaced by notices" })),
    notices,
    _embedded: {
      pacticipant: { name: application, _links: { self: pacticipantLink(to, application) } },
      version: { number: version, buildUrl, _links: { self } },
    },
    _links: {
      self,
      "pb:pacticipant": pacticipantLink(to, application),
      "pb:pacticipant-version": self,
      "pb:pacticipant-version-tags": tags.map((tag) => ({
        title: "Tag",
        name: tag,
        href: to("pacticipants", application, "versions", version, "tags", tag),
      })),
      "pb:contracts": pacts.map(({ provider }) => ({
        title: "Pact",
        name: `Pact between ${application} (${version}) and ${provider}`,
        href: to(...pactPath(provider, application), "version", version),
      })),
      curies: curies(to),
    },
  };
}

function noticesOf(to: LinkTo, publication: Publication, { created, outcomes }: Published): readonly Notice[] {
  const { application, version, branch, tags, pacts } = publication;
  const extras = [
    ...(branch === null ? [] : [`branch ${branch}`]),
    ...(tags.length > 0 ? [`tags ${tags.join(", ")}`] : []),
  ];
  const withWhat = extras.length > 0 ? ` with ${extras.join(" and ")}` : "";
  const about = pacts.flatMap(({ provider }, index): readonly Notice[] => [
    {
      type: "success",
      text: `Pact ${outcomeWords(outcomes[index])} for ${application} version ${version} and provider ${provider}${tail(outcomes[index])}`,
    },
    {
      type: "debug",
      text: `  View the published pact at ${to(...pactPath(provider, application), "version", version)}`,
    },
  ]);
  return [
    { type: "debug", text: `${created ? "Created" : "Updated"} ${application} version ${version}${withWhat}` },
    ...about,
  ];
}

const outcomeWords = (outcome: PactOutcome | undefined): string =>
  outcome === "created" ? "successfully published" : "successfully republished";

const tail = (outcome: PactOutcome | undefined): string => {
  if (outcome === "same") return " with no content changes.";
  return outcome === "replaced" ? " with its interactions merged." : ".";
};
