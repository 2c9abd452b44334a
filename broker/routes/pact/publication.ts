import { describeError, TallyError } from "../../../src/core/errors.ts";
import { isObject } from "../../../src/core/json.ts";
import { readPact } from "../../../src/pact/index.ts";
import { wrongName } from "../../name.ts";
import { type Fields, nameProblems, type Problem, textIn, textProblems } from "./body.ts";
import type { IncomingPact } from "./store-pact.ts";

/** What a client publishes in one go, checked. */
export interface Publication {
  readonly application: string;
  readonly version: string;
  readonly branch: string | null;
  readonly tags: readonly string[];
  readonly buildUrl: string | null;
  readonly pacts: readonly IncomingPact[];
}

/** Reads a publication from its fields, or says what is wrong with which of them. */
export function readPublication(
  fields: Fields,
): { readonly publication: Publication } | { readonly problems: readonly Problem[] } {
  const problems = problemsOf(fields);
  if (problems.length > 0) return { problems };
  const read = contractsOf(fields).map((contract, index) => readContract(contract, index, fields));
  const wrong = read.flatMap((one) => ("pact" in one ? [] : one));
  if (wrong.length > 0) return { problems: wrong };
  return {
    publication: publicationOf(
      fields,
      read.flatMap((one) => ("pact" in one ? [one] : [])),
    ),
  };
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

// One class and no groups: a repeated group runs out of stack on contents of some megabytes.
const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

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
    ...(typeof content === "string" && !isBase64(content) ? ([[at("content"), "is not valid Base64"]] as const) : []),
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
