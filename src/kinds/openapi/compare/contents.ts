import { otherSide, type Side } from "../../../core/place.ts";
import { bestMatch, isForm, isJson, isMultipart, isText, isXml } from "../media.ts";
import type { Content } from "../model.ts";
import { anything } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { compareEncodings } from "./encoding.ts";
import type { Flow } from "./flow.ts";
import { waysOf } from "./forms.ts";
import { compareHeirs } from "./heirs.ts";
import { compareRest } from "./rest.ts";
import type { Spot } from "./schema-focus.ts";
import type { SchemaPair } from "./schema-pair.ts";
import { compareSchemas } from "./schemas.ts";
import { compareXmlRoots } from "./xml.ts";

/** A media type that both sides have, under the same message. */
export interface ContentPair {
  readonly operations: OperationPair;
  readonly flow: Flow;
  readonly before: Content;
  readonly after: Content;
  readonly spot: Spot;
  readonly element: string;
  readonly part: string;
}

/**
 * What the other side takes a media type of the writing side for: the most specific that covers it. Null where nothing
 * does, or where the two meet as well when the old side writes. A range of one side meets each type in it of the other.
 */
export function partnerOf(
  contents: Readonly<Record<Side, readonly Content[]>>,
  writer: Side,
  content: Content,
): Content | null {
  const typesOf = (side: Side): readonly string[] => contents[side].map(({ type }) => type);
  const reader = otherSide(writer);
  const taken = bestMatch(typesOf(reader), content.type);
  const partner = contents[reader].find(({ type }) => type === taken);
  if (partner === undefined) return null;
  const isMirrored = writer === "after" && bestMatch(typesOf(writer), partner.type) === content.type;
  return isMirrored ? null : partner;
}

const JUDGED: ReadonlySet<string> = new Set([
  "schema",
  "encoding",
  // Swagger 2.0 keeps bodies in parameters and responses
  ...["name", "in", "required", "headers", "parameters", "consumes", "produces", "responses", "schemes"],
  ...["operationId", "tags", "deprecated", "security", "content", "links", "x-sunset", "x-stability-level"],
]);

/** oasdiff's name for a schema that is there on one side only. */
function schemaless({ flow, before, after }: ContentPair): { readonly alsoPeers?: readonly string[] } {
  if ((before.schema === null) === (after.schema === null)) return {};
  return { alsoPeers: [`${flow.message}-body-media-type-schema-${before.schema === null ? "added" : "removed"}`] };
}

/** Compares schema and encoding of one media type on both sides. */
export function compareContents(comparison: Comparison, contents: ContentPair): void {
  const { before, after, operations } = contents;
  const ways = waysOf(comparison, contents);
  const schemas: SchemaPair = {
    ...contents,
    position: contents.flow.message,
    before: before.schema ?? anything(before.node),
    after: after.schema ?? anything(after.node),
    what: "the body",
    ...(ways && { forms: ways }),
    fields: [before.type, after.type].every((type) => isForm(type) || isMultipart(type) || isXml(type) || isText(type)),
    ...schemaless(contents),
  };
  compareSchemas(comparison, schemas);
  compareHeirs(comparison, schemas, { before, after });
  compareXmlRoots(comparison, contents, schemas);
  if (!isJson(after.type)) compareEncodings(comparison, contents, schemas);
  compareRest(comparison, { before: before.node, after: after.node }, operations, JUDGED, contents.element);
}
