import type { JsonValue } from "../core/json.ts";

/** A JSON Schema dialect. In draft-04 to draft-07 and openapi-3.0 the siblings of `$ref` are ignored. */
export const DIALECTS = [
  "draft-04",
  "draft-06",
  "draft-07",
  "2019-09",
  "2020-12",
  "openapi-3.0",
  "openapi-3.1",
] as const;

/** Name of a dialect. */
export type Dialect = (typeof DIALECTS)[number];

/** A schema and the base that the references in it are resolved against. */
export interface Located {
  readonly value: unknown;
  /** Opaque to the engine: handed back to `resolve`. */
  readonly base: string;
}

/** Where a schema lives: its dialect, and how its references are followed. */
export interface SchemaWorld {
  readonly dialect: Dialect;
  /** The target of a reference, or null when there is none. Called once per (ref, base); must not do I/O. */
  resolve(ref: string, base: string): Located | null;
  /** What a reference that the asker made up stands for, as its author spelled it. */
  spelled?(ref: string): string;
  /** The base inside a schema that names itself (`$id`); absent: the base never changes below a located schema. */
  enter?(schema: object, base: string): string;
  /** The `$dynamicAnchor`s of the resource at a base (`""` for `$recursiveAnchor: true`); absent: not supported. */
  dynamicAnchors?(base: string): ReadonlyMap<string, Located>;
}

/** Transforms applied to the writer's or the reader's schema before deciding; recorded in the answer. */
export interface Policy {
  /** Writer: names that its objects do not declare are taken as not sent, unless additionalProperties is explicit. */
  readonly undeclaredNamesAbsent: boolean;
  /** Reader: objects closed by additionalProperties or unevaluatedProperties false are read as open. */
  readonly ignoreUnknownProperties: boolean;
  /** Reader: an enum of strings accepts other strings. `marked`: only where the document says so. */
  readonly extensibleEnums: "off" | "marked" | "on";
  /** Reader: objects refuse names that they do not declare, unless they say explicitly what other names are. */
  readonly strictServer: boolean;
  /** Reader: a member that is null is read as absent, where the reader's schema would not take null. */
  readonly nullAsAbsent: boolean;
  /** Both: a branch of a union with a `discriminator` also asks for the values that select it. */
  readonly discriminatorSelects: boolean;
  /** `format` asserts instead of annotating. */
  readonly formats: boolean;
  /** Which view of readOnly and writeOnly properties: a request drops readOnly from `required`, a response writeOnly. */
  readonly view: "request" | "response" | null;
}

/** Pure containment, nothing forgiven. */
export const STRICT: Policy = {
  undeclaredNamesAbsent: false,
  ignoreUnknownProperties: false,
  extensibleEnums: "off",
  strictServer: false,
  nullAsAbsent: false,
  discriminatorSelects: false,
  formats: false,
  view: null,
};

/** A place in a schema: a JSON Pointer from the schema that was asked about or that a reference led to. */
export interface SchemaPlace {
  readonly base: string;
  readonly pointer: string;
  /** The schema object itself, by identity, for whoever keeps positions of objects; true or false as it is. */
  readonly schema: unknown;
}

/** Where the two schemas part: the smallest place that explains the witness. */
export interface Gap {
  /** JSON Pointer into the witness: the value that B refuses. */
  readonly instance: string;
  /** The schemas that govern this value on both sides, as far as they are known. */
  readonly a: SchemaPlace | null;
  readonly b: SchemaPlace | null;
  /** The keyword of B that refuses it: `enum`, `required`, `maximum`, ...; `false` for the schema that refuses all. */
  readonly keyword: string;
  /** The property that is missing or not allowed, where the keyword speaks of one. */
  readonly property?: string;
}

/** Why a question stayed open. Published: never renamed. */
export type UndecidedCode =
  | "unmodelled-keyword"
  | "unsupported-pattern"
  | "opaque-format"
  | "budget"
  | "dynamic-reference"
  | "unresolved-reference"
  | "number-precision"
  | "validators-split"
  | "witness-refused"
  | "too-large";

/** Is every document valid under A also valid under B? */
export type Decision =
  | { readonly answer: "contained"; readonly steps: number; readonly trace: readonly string[] }
  | {
      readonly answer: "not-contained";
      readonly steps: number;
      /** Valid under A, invalid under B. */
      readonly witness: JsonValue;
      /** Where it is at hand, the value that the witness was made smaller from: as good for whoever only judges it. */
      readonly found?: JsonValue;
      readonly gap: Gap | null;
    }
  | {
      readonly answer: "undecided";
      readonly steps: number;
      readonly reason: { readonly code: UndecidedCode; readonly path: string; readonly detail: string };
    };
