import type { JsonValue } from "../../../core/json.ts";
import type { Dialect } from "../../../json-schema/answer.ts";
import type { PartTerm } from "../encoding.ts";
import type { ParameterPlace, Serialization } from "../model.ts";

/** A parameter or header, as far as a witness needs it. Schemas are whole: references lead into their own definitions. */
export interface ParameterTerm {
  readonly name: string;
  readonly in: ParameterPlace;
  readonly required: boolean;
  readonly serialization: Serialization;
  readonly schema: JsonValue;
}

/** A media type of a body. */
export interface ContentTerm {
  readonly type: string;
  readonly schema: JsonValue;
  /** What stands between the elements of a list in a form, for properties whose lists are one text. */
  readonly joined?: Readonly<Record<string, string>>;
  /** What the parts of a multipart body are asked to be, by property. */
  readonly parts?: Readonly<Record<string, PartTerm>>;
  /** How the outermost element of an XML document is called, where its schema does not say; null: nothing names it. */
  readonly root?: string | null;
  /** The properties of a form that are written in brackets. */
  readonly deep?: readonly string[];
}

/** A scheme of a security requirement. */
export interface CredentialTerm {
  readonly name: string;
  readonly meaning: string;
  readonly scheme: JsonValue;
  readonly scopes: readonly string[];
}

/**
 * What one side promises about one operation, trimmed to what a witness is about. A part that is absent is not
 * looked at; `body: null` says that no body is read.
 */
export interface Contract {
  readonly dialect: Dialect;
  /** `GET /pets/{id}`: the operations that could answer. */
  readonly routes?: readonly string[];
  /** The template that path parameters are read from. */
  readonly path?: string;
  readonly parameters?: readonly ParameterTerm[];
  readonly body?: { readonly required: boolean; readonly contents: readonly ContentTerm[] } | null;
  readonly security?: readonly (readonly CredentialTerm[])[];
  /** Documented statuses. */
  readonly statuses?: readonly string[];
  /** What the status of the witness answers with. */
  readonly answer?: { readonly headers: readonly ParameterTerm[]; readonly contents: readonly ContentTerm[] };
}

/** What a witness is about. */
export type Claim =
  /** The reading side refuses the message. */
  | { readonly type: "refused" }
  /** The reading side does not look at a part of the message. */
  | { readonly type: "lost"; readonly what: "parameter"; readonly in: ParameterPlace; readonly name: string }
  | { readonly type: "lost"; readonly what: "body" }
  | {
      readonly type: "lost";
      readonly what: "property";
      readonly steps: readonly (string | null)[];
      readonly name: string;
    }
  /** A parameter that is left out means something else to the reading side. */
  | { readonly type: "default"; readonly in: ParameterPlace; readonly name: string }
  /** The body is read as another value, or cannot be read. */
  | { readonly type: "misread-body" }
  /** A parameter is read as another value. */
  | { readonly type: "misread"; readonly in: ParameterPlace; readonly name: string };

/** The context of a witness: it stands alone with this. */
export interface WitnessContext {
  readonly claim: Claim;
  readonly before: Contract;
  readonly after: Contract;
  /** The credentials that the caller holds, where security is what it is about. */
  readonly grants?: readonly CredentialTerm[];
}
