import { TallyError } from "../core/errors.ts";
import type { JsonValue } from "../core/json.ts";
import type { Place } from "../core/place.ts";
import {
  isJsonObject,
  type JsonText,
  type JsonTree,
  type JsonTreeObject,
  parseJsonText,
  plainJson,
} from "./json-text.ts";

/** The most bytes that a pact may have. */
export const MAX_PACT_BYTES = 32 * 1024 * 1024;

/** What an interaction is: a request with its response, one message, or a message with its replies. */
export type InteractionType = "http" | "message" | "sync-message" | "unknown";

/** A state that the provider must be in. */
export interface ProviderState {
  readonly name: string;
  readonly params: JsonValue;
}

/** One expectation of the consumer. */
export interface Interaction {
  readonly type: InteractionType;
  /** Empty where the pact has none. */
  readonly description: string;
  readonly states: readonly ProviderState[];
  /** As it stands in the pact. */
  readonly node: JsonTreeObject;
  readonly place: Place;
}

/** A pact of any version of the specification, 1 to 4. */
export interface Pact {
  /** null where the document names none: the publisher then says so. */
  readonly consumer: string | null;
  readonly provider: string | null;
  /** Declared version of the Pact specification, `2.0.0`; null where none is declared. */
  readonly specification: string | null;
  readonly interactions: readonly Interaction[];
  /** The whole document, as written. */
  readonly document: JsonTreeObject;
}

const TYPES: Readonly<Record<string, InteractionType>> = {
  "Synchronous/HTTP": "http",
  "Asynchronous/Messages": "message",
  "Synchronous/Messages": "sync-message",
};

/**
 * Reads a pact (github.com/pact-foundation/pact-specification, versions 1 to 4). `file` names it in places.
 * Throws E_EMPTY, E_TOO_LARGE, E_SYNTAX, E_TOO_DEEP, and E_INVALID for JSON that is no pact.
 */
export function readPact(data: Uint8Array | string, file = "pact"): Pact {
  const text = parseJsonText(decode(data, file), file);
  const document = text.tree;
  if (!isJsonObject(document)) throw invalid(text, document, "a pact is a JSON object");
  return {
    consumer: partyName(text, document, "consumer"),
    provider: partyName(text, document, "provider"),
    specification: specificationOf(document),
    interactions: ["interactions", "messages"].flatMap((key) => readInteractions(text, document, key)),
    document,
  };
}

function decode(data: Uint8Array | string, file: string): string {
  if (data.length > MAX_PACT_BYTES)
    throw new TallyError("E_TOO_LARGE", `${file} is larger than ${MAX_PACT_BYTES} bytes, the most a pact may have`);
  const text = typeof data === "string" ? data : decodeUtf8(data, file);
  if (text.trim() === "") throw new TallyError("E_EMPTY", `${file} is empty`);
  return text;
}

function decodeUtf8(data: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    throw new TallyError("E_SYNTAX", `${file} is not UTF-8 text`);
  }
}

const invalid = (text: JsonText, node: JsonTree | undefined, message: string): TallyError =>
  new TallyError("E_INVALID", message, { place: text.placeOf(node) });

function partyName(text: JsonText, document: JsonTreeObject, role: "consumer" | "provider"): string | null {
  const party = own(document, role);
  if (party === undefined || party === null) return null;
  const name = isJsonObject(party) ? own(party, "name") : undefined;
  if (typeof name !== "string" || name.trim() === "")
    throw invalid(text, isJsonObject(party) ? party : document, `the ${role} of a pact has a name, a text`);
  return name;
}

/** The version has had three spellings: metadata.pactSpecification.version is the one of today. */
function specificationOf(document: JsonTreeObject): string | null {
  const metadata = own(document, "metadata");
  if (!isJsonObject(metadata)) return null;
  for (const key of ["pactSpecification", "pact-specification"]) {
    const declared = own(metadata, key);
    const version = isJsonObject(declared) ? own(declared, "version") : undefined;
    if (typeof version === "string") return version;
  }
  const version = own(metadata, "pactSpecificationVersion");
  return typeof version === "string" ? version : null;
}

function readInteractions(text: JsonText, document: JsonTreeObject, key: string): readonly Interaction[] {
  const list = own(document, key);
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw invalid(text, list, `${key} of a pact is a list`);
  return list.map((node: JsonTree, index) => {
    if (!isJsonObject(node)) throw invalid(text, list, `${key}[${index}] of a pact is an object`);
    const description = own(node, "description");
    return {
      type: typeOf(node, key),
      description: typeof description === "string" ? description : "",
      states: statesOf(node),
      node,
      place: text.placeOf(node),
    };
  });
}

function typeOf(node: JsonTreeObject, key: string): InteractionType {
  const type = own(node, "type");
  if (typeof type === "string") return Object.hasOwn(TYPES, type) ? (TYPES[type] ?? "unknown") : "unknown";
  return key === "messages" ? "message" : "http";
}

/** Versions 1 and 2 name one state in a text, version 3 on a list of states with parameters. */
function statesOf(node: JsonTreeObject): readonly ProviderState[] {
  const list = own(node, "providerStates");
  if (Array.isArray(list))
    return list.filter(isJsonObject).flatMap((state) => {
      const name = own(state, "name");
      return typeof name === "string" ? [{ name, params: plainJson(own(state, "params") ?? {}) }] : [];
    });
  const single = own(node, "providerState") ?? own(node, "provider_state");
  return typeof single === "string" && single !== "" ? [{ name: single, params: {} }] : [];
}

const own = (object: JsonTreeObject, key: string): JsonTree | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
