import type { JsonValue } from "../../../core/json.ts";
import { joinedFields, partTerms, stylesParts } from "../encoding.ts";
import { bestMatch, isForm, isMultipart, isXml } from "../media.ts";
import type { Api, Content, Operation, Parameter } from "../model.ts";
import { anything, members, type Node, textAt } from "../node.ts";
import { statusKey } from "../status.ts";
import { rootName } from "../xml-roots.ts";
import { bundleSchema, namesIn } from "./bundle.ts";
import type { ContentTerm, CredentialTerm, ParameterTerm } from "./contract.ts";
import { specialise, TooDeep } from "./specialise.ts";

/** What a contract is cut out of, and which names in schemas matter. */
export interface Cut {
  readonly api: Api;
  readonly operation: Operation;
  /** The value that the schemas are asked about; null where they are not. */
  readonly about: { readonly value: unknown } | null;
  /** True where a discriminator selects the branches of a union: that is written into the schemas. */
  readonly selects: boolean;
}

/** Schemas of parameters are kept whole, because a text can be read as several values. */
const wholeTerm = (cut: Cut, node: Node, view: "request" | "response"): JsonValue =>
  bundleSchema(node, cut.api.documents, cut.about === null ? new Set() : namesIn(cut.about.value), view, cut.selects);

/**
 * A schema that is nested too deep to be trimmed to the value is trimmed without the branches that refuse it at a
 * glance, which may be what leads so deep; else it is kept whole.
 */
function valueTerm(cut: Cut, node: Node, view: "request" | "response"): JsonValue {
  if (cut.about === null) return {};
  const { documents, dialect } = cut.api;
  const trim = { documents, dialect, view, selects: cut.selects };
  for (const brief of [false, true]) {
    try {
      return specialise(node, cut.about.value, { ...trim, brief });
    } catch (error) {
      if (!(error instanceof TooDeep)) throw error;
    }
  }
  return wholeTerm(cut, node, view);
}

/** A parameter as a term of a contract. */
export const parameterTerm = (
  cut: Cut,
  parameter: Parameter,
  view: "request" | "response" = "request",
): ParameterTerm => ({
  name: parameter.name,
  in: parameter.in,
  required: parameter.required,
  serialization: parameter.serialization,
  schema: wholeTerm(cut, parameter.schema ?? anything(parameter.node), view),
});

/** The parameter with this key as a list of terms, empty where the operation has none. */
export const parameterTerms = (cut: Cut, key: string): readonly ParameterTerm[] =>
  cut.operation.parameters
    .filter((parameter) => parameter.key === key)
    .map((parameter) => parameterTerm(cut, parameter));

/** Media types without their schemas. */
export const typeTerms = (contents: readonly Content[]): readonly ContentTerm[] =>
  contents.map(({ type }) => ({ type, schema: {} }));

/** Of the media types the one that would read `media`, with its schema: trimmed when it is looked at, because few are. */
export function contentTerms(
  cut: Cut,
  contents: readonly Content[],
  media: string,
  view: "request" | "response",
): readonly ContentTerm[] {
  const best = bestMatch(
    contents.map(({ type }) => type),
    media,
  );
  return contents
    .filter(({ type }) => type === best)
    .map((content) => {
      let schema: JsonValue | null = null;
      return {
        type: content.type,
        get schema() {
          schema ??= bodyTerm(cut, content, media, view);
          return schema;
        },
        ...(isXml(media) && { root: rootName(content) }),
        ...(isForm(media) && { deep: deepFields(content), joined: joinedFields(content.encoding) }),
        ...(isMultipart(media) && { parts: partTerms(content.encoding, stylesParts(cut.api)) }),
      };
    });
}

/**
 * In XML a name may stand for a property of another name, so that all properties matter; a text of a form may be read as a
 * value of another shape, so that everything under its name does.
 */
function bodyTerm(cut: Cut, content: Content, media: string, view: "request" | "response"): JsonValue {
  const schema = content.schema ?? anything(content.node);
  const isTexts = isForm(media) || isMultipart(media);
  if (cut.about === null || !(isXml(media) || isTexts)) return valueTerm(cut, schema, view);
  return bundleSchema(schema, cut.api.documents, isTexts ? namesIn(cut.about.value) : null, view, cut.selects);
}

/** The properties of a form that its document wants written in brackets (`style: deepObject`). */
export const deepFields = ({ encoding }: Content): readonly string[] =>
  members(encoding).flatMap(([name, each]) => (textAt(each, "style") === "deepObject" ? [name] : []));

/** What a status answers with. */
export function answerOf(operation: Operation, status: number) {
  const key = statusKey(
    operation.answers.map((answer) => answer.status),
    status,
  );
  return operation.answers.find((answer) => answer.status === key) ?? null;
}

/** Security requirements as terms. */
export const securityTerms = (operation: Operation): readonly (readonly CredentialTerm[])[] =>
  operation.security.map((alternative) => alternative.map((credential) => credentialTerm(credential)));

/** A credential as a term. */
export const credentialTerm = (credential: Operation["security"][number][number]): CredentialTerm => ({
  name: credential.name,
  meaning: credential.meaning,
  scheme: credential.scheme as JsonValue, // a part of the document
  scopes: credential.scopes,
});
