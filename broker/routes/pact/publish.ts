import { Hono } from "hono";
import { describeError, TallyError } from "../../../src/core/errors.ts";
import { isObject } from "../../../src/core/json.ts";
import { readPact } from "../../../src/pact/index.ts";
import type { Broker } from "../../broker.ts";
import { problem } from "../../errors.ts";
import type { PactOutcome } from "../../store/records.ts";
import type { Writing } from "../../store/store.ts";
import {
  byField,
  type Fields,
  nameProblems,
  type Problem,
  readFields,
  textIn,
  textProblems,
  wrongName,
} from "./body.ts";
import { curies, hal, type LinkTo, linksFor, pacticipantLink, pactPath, versionLink } from "./hal.ts";
import { guessMainBranch } from "./main-branch.ts";
import type { Notice } from "./notice.ts";
import { Conflict, type IncomingPact, refuseLookAlikes, storePact } from "./store-pact.ts";

/** What a client publishes in one go, checked. */
interface Publication {
  readonly application: string;
  readonly version: string;
  readonly branch: string | null;
  readonly tags: readonly string[];
  readonly buildUrl: string | null;
  readonly pacts: readonly IncomingPact[];
}

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
    const problems = problemsOf(fields);
    if (problems.length > 0) return problem(c, 400, byField(problems));
    const read = contractsOf(fields).map((contract, index) => readContract(contract, index, fields));
    const wrong = read.flatMap((one) => ("pact" in one ? [] : one));
    if (wrong.length > 0) return problem(c, 400, byField(wrong));
    const publication = publicationOf(
      fields,
      read.flatMap((one) => ("pact" in one ? [one] : [])),
    );
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

function problemsOf(fields: Fields): readonly Problem[] {
  const { contracts, tags } = fields;
  return [
    ...nameProblems(fields, "pacticipantName", true),
    ...nameProblems(fields, "pacticipantVersionNumber", true),
    ...nameProblems(fields, "branch", false),
    ...textProblems(fields, "buildUrl"),
    ...tagProblems(tags),
    ...contractListProblems(contracts),
  ];
}

function tagProblems(tags: unknown): readonly Problem[] {
  if (tags === undefined || tags === null) return [];
  if (!Array.isArray(tags)) return [["tags", "must be an array"]];
  return tags.flatMap((tag, index): readonly Problem[] => {
    if (typeof tag !== "string" || tag.trim() === "") return [[`tags.${index}`, "must be a string that is not blank"]];
    return wrongName(tag).map((wrong) => [`tags.${index}`, wrong]);
  });
}

function contractListProblems(contracts: unknown): readonly Problem[] {
  if (contracts === undefined || contracts === null) return [["contracts", "is missing"]];
  if (!Array.isArray(contracts)) return [["contracts", "must be an array"]];
  return contracts.length === 0 ? [["contracts", "size cannot be less than 1"]] : [];
}

const contractsOf = (fields: Fields): readonly Fields[] =>
  (Array.isArray(fields.contracts) ? fields.contracts : []).map((one) => (isObject(one) ? (one as Fields) : {}));

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readContract(contract: Fields, index: number, fields: Fields): IncomingPact | readonly Problem[] {
  const at = (field: string): string => `contracts.${index}.${field}`;
  const name = textIn(fields, "pacticipantName") ?? "";
  const problems = contractProblems(contract, name, at);
  if (problems.length > 0) return problems;
  const bytes = Buffer.from(textIn(contract, "content") ?? "", "base64");
  const provider = textIn(contract, "providerName") ?? "";
  try {
    const pact = readPact(bytes, at("content"));
    const named = [
      ...mismatch(at("consumerName"), "consumer", pact.consumer, name),
      ...mismatch(at("providerName"), "provider", pact.provider, provider),
    ];
    if (named.length > 0) return named;
    const version = textIn(fields, "pacticipantVersionNumber") ?? "";
    return { consumer: name, version, provider, bytes, pact, merge: contract.onConflict === "merge" };
  } catch (error) {
    if (!(error instanceof TallyError)) throw error;
    return [[at("content"), describeError(error)]];
  }
}

function contractProblems(contract: Fields, consumer: string, at: (field: string) => string): readonly Problem[] {
  const content = contract.content;
  const oneOf = (field: string, allowed: readonly string[], required: boolean): readonly Problem[] => {
    const value = contract[field];
    if (value === undefined || value === null) return required ? [[at(field), "is missing"]] : [];
    return typeof value === "string" && allowed.includes(value)
      ? []
      : [[at(field), `must be one of: ${allowed.join(", ")}`]];
  };
  return [
    ...nameProblems(contract, "consumerName", true, at("consumerName")),
    ...(contract.consumerName === undefined || contract.consumerName === consumer
      ? []
      : ([[at("consumerName"), `must match pacticipantName, ${JSON.stringify(consumer)}`]] as const)),
    ...nameProblems(contract, "providerName", true, at("providerName")),
    ...(typeof content === "string" && content !== "" ? [] : ([[at("content"), "is missing"]] as const)),
    ...(typeof content === "string" && !BASE64.test(content)
      ? ([[at("content"), "is not valid Base64"]] as const)
      : []),
    ...oneOf("specification", ["pact"], true),
    ...oneOf("contentType", ["application/json"], true),
    ...oneOf("onConflict", ["overwrite", "merge"], false),
  ];
}

const mismatch = (field: string, role: string, inContent: string | null, declared: string): readonly Problem[] =>
  inContent === null || inContent === declared
    ? []
    : [[field, `${role} name in the content, ${JSON.stringify(inContent)}, is not ${JSON.stringify(declared)}`]];

function publicationOf(fields: Fields, pacts: readonly IncomingPact[]): Publication {
  const tags = Array.isArray(fields.tags) ? fields.tags.filter((tag) => typeof tag === "string") : [];
  return {
    application: textIn(fields, "pacticipantName") ?? "",
    version: textIn(fields, "pacticipantVersionNumber") ?? "",
    // Clients from before there were branches send the branch as their first tag.
    branch: textIn(fields, "branch") ?? tags[0] ?? null,
    tags,
    buildUrl: textIn(fields, "buildUrl"),
    pacts,
  };
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
