import { isJsonObject, type JsonTree, parseJsonText, withInteractionIds, writeJson } from "../../../src/pact/index.ts";
import type { Pact, PactContent } from "../../store/records.ts";
import { curies, type Link, type LinkTo, pacticipantLink, pactPath, template, versionLink } from "./hal.ts";

/** The link to the content of a pact, which never changes; `metadata` says why it was asked for. */
export const contentLink = (to: LinkTo, pact: Pact, metadata: string | null = null): Link => ({
  title: "Pact",
  name: pactName(pact),
  href: to(...contentPath(pact), ...(metadata === null ? [] : ["metadata", metadata])),
});

/** The link to the pact of a consumer version. */
export const pactLink = (to: LinkTo, pact: Pact): Link => ({
  title: "Pact",
  name: pactName(pact),
  href: to(...pactPath(pact.provider, pact.consumer), "version", pact.consumerVersion),
});

const pactName = ({ consumer, consumerVersion, provider }: Pact): string =>
  `Pact between ${consumer} (${consumerVersion}) and ${provider}`;

const contentPath = ({ provider, consumer, content }: Pact): readonly string[] => [
  ...pactPath(provider, consumer),
  "pact-version",
  content,
];

/**
 * The text of a pact as it is served: the document as published, every number as written, with an id in each
 * interaction and the links of the resource. `self` is the address it was asked under.
 */
export function pactText(
  to: LinkTo,
  pact: Pact,
  content: PactContent,
  self: Link,
  metadata: string | null = null,
): string {
  const { tree } = parseJsonText(new TextDecoder().decode(content.bytes), "pact");
  const document = isJsonObject(tree) ? withInteractionIds(tree) : {};
  const links = linksOf(to, pact, self, metadata);
  return writeJson({ ...document, createdAt: pact.createdAt, _links: asTree(links) });
}

/** Links hold texts and booleans only, which a tree takes as they are. */
const asTree = (links: object): JsonTree => parseJsonText(JSON.stringify(links), "links").tree;

function linksOf(to: LinkTo, pact: Pact, self: Link, metadata: string | null): object {
  const { consumer, consumerVersion, provider } = pact;
  const between = pactPath(provider, consumer);
  const content = contentPath(pact);
  return {
    self,
    "pb:consumer": { ...pacticipantLink(to, consumer), title: "Consumer" },
    "pb:consumer-version": { ...versionLink(to, consumer, consumerVersion), title: "Consumer version" },
    "pb:provider": { ...pacticipantLink(to, provider), title: "Provider" },
    "pb:pact-version": { ...contentLink(to, pact), title: "Pact content" },
    "pb:latest-pact-version": { title: "Latest version of this pact", href: to(...between, "latest") },
    "pb:all-pact-versions": { title: "All versions of this pact", href: to(...between, "versions") },
    "pb:previous-distinct": {
      title: "Previous distinct version of this pact",
      href: to(...between, "version", consumerVersion, "previous-distinct"),
    },
    "pb:tag-version": template(
      to("pacticipants", consumer, "versions", consumerVersion),
      "tags/{tag}",
      "Tag this version",
    ),
    "pb:publish-verification-results": {
      title: "Publish verification results",
      href: to(...content, ...(metadata === null ? [] : ["metadata", metadata]), "verification-results"),
    },
    "pb:latest-verification-results": { href: to(...content, "verification-results", "latest") },
    curies: curies(to),
  };
}
