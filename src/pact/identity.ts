import { createHash } from "node:crypto";
import { sha256 } from "../core/json.ts";
import { canonicalText, isJsonObject, type JsonTree, type JsonTreeObject } from "./json-text.ts";
import type { Pact } from "./read.ts";

/**
 * Hash of what a pact means: 40 hexadecimal characters, like the SHA-1 that clients know in links, cut from a
 * SHA-256 because contents come from strangers. White space, the order of keys and of interactions, the names
 * of the parties and metadata other than the specification's version and the plugins do not count; a document
 * with neither interactions nor messages counts whole.
 */
export function pactIdentity(pact: Pact): string {
  const { document } = pact;
  const lists = ["interactions", "messages"].filter((key) => Array.isArray(document[key]));
  if (lists.length === 0) return shorten(canonicalText(document));
  const parts = lists.map((key) => `${key}:${sortedTexts(document[key] as readonly JsonTree[])}`);
  const specification = `specification:${JSON.stringify(pact.specification)}`;
  return shorten([...parts, specification, `plugins:${pluginsOf(document.metadata)}`].join("\n"));
}

const shorten = (text: string): string => sha256(text).slice(0, 40);

function sortedTexts(items: readonly JsonTree[]): string {
  const texts = items.map((item) => canonicalText(isJsonObject(item) ? withoutId(item) : item));
  return `[${texts.sort().join(",")}]`;
}

const pluginsOf = (metadata: JsonTree | undefined): string =>
  isJsonObject(metadata) && metadata.plugins !== undefined ? canonicalText(metadata.plugins) : "";

/** The id that a broker gave to an interaction is no part of it. */
function withoutId(interaction: JsonTreeObject): JsonTreeObject {
  const { _id: _, ...rest } = interaction;
  return rest;
}

/** The id of an interaction, SHA-1 of its text with sorted keys: what results of a verification refer to. */
export const interactionId = (interaction: JsonTreeObject): string =>
  createHash("sha1")
    .update(canonicalText(withoutId(interaction)))
    .digest("hex");

/** The document of a pact with an `_id` in every interaction and message, as a broker serves it. */
export function withInteractionIds(document: JsonTreeObject): JsonTreeObject {
  const identified = Object.entries(document).map(([key, value]): [string, JsonTree] => [
    key,
    (key === "interactions" || key === "messages") && Array.isArray(value) ? value.map(identify) : value,
  ]);
  return Object.fromEntries(identified);
}

const identify = (item: JsonTree): JsonTree =>
  isJsonObject(item) ? { ...withoutId(item), _id: interactionId(item) } : item;
