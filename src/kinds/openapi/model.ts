import type { Dialect } from "../../json-schema/answer.ts";
import type { Documents } from "./documents.ts";
import type { SpecVersion } from "./load.ts";
import type { Node } from "./node.ts";

/** Where a parameter travels. */
export type ParameterPlace = "path" | "query" | "header" | "cookie";

/** All of them. */
export const PARAMETER_PLACES: readonly ParameterPlace[] = ["path", "query", "header", "cookie"];

/** How the value of a parameter is written (OpenAPI 3.1, 4.8.12.2); `tabDelimited` is Swagger's `tsv`. */
export interface Serialization {
  readonly style: string;
  readonly explode: boolean;
  readonly allowReserved: boolean;
  readonly allowEmptyValue: boolean;
  /** The media type of a parameter that is written as `content`; null for the styles. */
  readonly media: string | null;
}

/** A parameter, or a response header (`in` is `header` then). */
export interface Parameter {
  /** What makes it the same parameter on both sides: place and name; for paths, the position in the template. */
  readonly key: string;
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly serialization: Serialization;
  readonly schema: Node | null;
  readonly node: Node;
}

/** One media type of a body. */
export interface Content {
  /** Lower case, parameters kept, as in `application/json`. */
  readonly type: string;
  readonly schema: Node | null;
  readonly encoding: Node | null;
  readonly node: Node;
}

/** A request body. */
export interface Body {
  readonly required: boolean;
  readonly contents: readonly Content[];
  readonly node: Node;
}

/** What a status answers with. */
export interface Answer {
  /** `200`, `4XX` or `default`. */
  readonly status: string;
  readonly headers: readonly Parameter[];
  readonly contents: readonly Content[];
  readonly links: Node | null;
  readonly node: Node;
}

/** One scheme of a security requirement; `meaning` is its definition without annotations, as canonical JSON. */
export interface Credential {
  readonly name: string;
  readonly meaning: string;
  /** How it is obtained: the flows of OAuth, as canonical JSON. */
  readonly flows: string;
  /** Where it travels, as far as a witness needs it. */
  readonly scheme: Readonly<Record<string, unknown>>;
  readonly scopes: readonly string[];
}

/** Credentials that are enough together. */
export type Alternative = readonly Credential[];

/** What a caller can do: one method on one path. */
export interface Operation {
  /** Method and path with the names of the path parameters erased. */
  readonly key: string;
  /** `GET /pets/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body: Body | null;
  readonly answers: readonly Answer[];
  /** True where `node` and `item`, references followed, say all that the three say; else names of components may count. */
  readonly isNodeAll: boolean;
  /** Any one of these is enough; `[[]]` where nothing is asked for. */
  readonly security: readonly Alternative[];
  readonly servers: readonly string[];
  readonly serversNode: Node | null;
  readonly securityNode: Node | null;
  /** Calls that the provider makes: their requests are written by it and read by the consumer. */
  readonly callbacks: readonly Operation[];
  /** Of a callback: the name of the operation whose call asks for it; else null. */
  readonly owner: string | null;
  readonly node: Node;
  /** The path item that holds it, for what is written there. */
  readonly item: Node;
}

/** One side of a comparison. */
export interface Api {
  readonly documents: Documents;
  /** `mixed`: composed of documents of several versions whose schemas follow the same rules. */
  readonly version: SpecVersion | "mixed";
  readonly dialect: Dialect;
  /** The document, for what it says beside its operations; empty for a composed interface, where only those count. */
  readonly root: Node;
  /** Every document that it is composed of; else the root alone. */
  readonly roots: readonly Node[];
  readonly operations: readonly Operation[];
  readonly webhooks: readonly Operation[];
  /** Numbers at the edge of what a double can hold, examples apart: what is written may be another one. */
  readonly edges: readonly Node[];
}

/** Methods of a path item, in the order of the specification. */
export const METHODS: readonly string[] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** Styles and explosion where the document says nothing (OpenAPI 3.1, 4.8.12.2). */
export const defaultStyle = (place: ParameterPlace): string =>
  place === "query" || place === "cookie" ? "form" : "simple";
