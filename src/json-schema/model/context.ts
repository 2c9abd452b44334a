import { canonicalJson } from "../../core/json.ts";
import { type Dialect, type Located, type Policy, type SchemaWorld, STRICT } from "../answer.ts";
import type { Lit } from "./node.ts";
import type { Store } from "./store.ts";

/** Which transforms of a policy a schema is compiled with. */
export interface Reading {
  readonly openUnknown: boolean;
  readonly extensibleEnums: "off" | "marked" | "on";
  /** No undeclared name stands anywhere: read beside the schema, not within it. */
  readonly closed: boolean;
  readonly nullsAbsent: boolean;
  readonly discriminatorSelects: boolean;
  readonly formats: boolean;
  readonly view: "request" | "response" | null;
}

/** Outermost bindings of dynamic anchors on the way to a schema. */
export type DynamicScope = ReadonlyMap<string, Located>;

/** What compiling a schema needs to know of its surroundings. */
export interface Context {
  readonly store: Store;
  readonly world: SchemaWorld;
  /** Number of the world within the session. */
  readonly worldId: number;
  readonly features: Features;
  readonly reading: Reading;
  readonly dynamic: DynamicScope;
  /** Nesting of schemas so far. */
  readonly depth: number;
  /** Are targets of references compiled only when they are followed? */
  readonly lazy?: boolean;
  /** Schemas whose unevaluated members are being worked out: to come back to one is a circle within one value. */
  readonly evaluating: ReadonlySet<object>;
  /** Numbers objects by identity, so that a target of references has one name. */
  readonly identify: (value: object) => number;
  /** What schemas of this world were compiled to, by the base and the reading they have; absent: nothing is kept. */
  readonly memo?: (reading: Reading, base: string) => Map<object, Lit>;
}

/** Schemas nested deeper are not read. */
export const MAX_DEPTH = 400;

/** How the writer's schema is read under a policy. */
export const writerReading = (policy: Policy): Reading => ({
  openUnknown: false,
  extensibleEnums: "off",
  closed: policy.undeclaredNamesAbsent,
  nullsAbsent: false,
  discriminatorSelects: policy.discriminatorSelects,
  formats: policy.formats,
  view: policy.view,
});

/** How the reader's schema is read under a policy. */
export const readerReading = (policy: Policy): Reading => ({
  openUnknown: policy.ignoreUnknownProperties,
  extensibleEnums: policy.extensibleEnums,
  closed: policy.strictServer,
  nullsAbsent: policy.nullAsAbsent,
  discriminatorSelects: policy.discriminatorSelects,
  formats: policy.formats,
  view: policy.view,
});

const NEUTRAL: Reading = writerReading(STRICT);

/** Does a reader take more than its schema says? */
export const isForgiving = ({ openUnknown, extensibleEnums, nullsAbsent }: Reading): boolean =>
  openUnknown || extensibleEnums !== "off" || nullsAbsent;

/** The same context without the transforms that must not reach below a negation. */
export function neutral(context: Context): Context {
  const { reading } = context;
  if (!isForgiving(reading)) return context;
  const { formats, view, discriminatorSelects } = reading;
  const strict = neutrals.get(reading) ?? { ...NEUTRAL, formats, view, discriminatorSelects };
  neutrals.set(reading, strict);
  return { ...context, reading: strict };
}

/** One reading without transforms for each with them, so that what is compiled under it is found again. */
const neutrals = new WeakMap<Reading, Reading>();

/** What a dialect knows. */
export interface Features {
  readonly refSiblings: boolean;
  readonly booleanExclusive: boolean;
  readonly constant: boolean;
  readonly contains: boolean;
  readonly containsCounts: boolean;
  readonly containsEvaluates: boolean;
  readonly propertyNames: boolean;
  readonly patternProperties: boolean;
  readonly conditional: boolean;
  readonly dependencies: boolean;
  readonly dependent: boolean;
  readonly unevaluated: boolean;
  /** `prefixItems` with `items`, or `items` as a list with `additionalItems`, or neither. */
  readonly tuples: "prefixItems" | "items" | "none";
  readonly dynamic: "$dynamicRef" | "$recursiveRef" | "none";
  readonly nullable: boolean;
  /** Formats of numbers (int32, ...) have a meaning. */
  readonly numberFormats: boolean;
}

const DRAFT_04: Features = {
  refSiblings: false,
  booleanExclusive: true,
  constant: false,
  contains: false,
  containsCounts: false,
  containsEvaluates: false,
  propertyNames: false,
  patternProperties: true,
  conditional: false,
  dependencies: true,
  dependent: false,
  unevaluated: false,
  tuples: "items",
  dynamic: "none",
  nullable: false,
  numberFormats: false,
};

const DRAFT_06: Features = {
  ...DRAFT_04,
  booleanExclusive: false,
  constant: true,
  contains: true,
  propertyNames: true,
};

const DRAFT_07: Features = { ...DRAFT_06, conditional: true };

/** `dependencies` is kept as the compatibility option of the official test suite has it: ajv reads it too. */
const DRAFT_2019: Features = {
  ...DRAFT_07,
  refSiblings: true,
  containsCounts: true,
  dependent: true,
  unevaluated: true,
  dynamic: "$recursiveRef",
};

const DRAFT_2020: Features = {
  ...DRAFT_2019,
  containsEvaluates: true,
  tuples: "prefixItems",
  dynamic: "$dynamicRef",
};

/** What each dialect knows (the metaschemas of the drafts; OpenAPI 3.0.4 section 4.7.24, 3.1.1 section 4.8.24). */
export const FEATURES: Readonly<Record<Dialect, Features>> = {
  "draft-04": DRAFT_04,
  "draft-06": DRAFT_06,
  "draft-07": DRAFT_07,
  "2019-09": DRAFT_2019,
  "2020-12": DRAFT_2020,
  "openapi-3.0": {
    ...DRAFT_04,
    patternProperties: false,
    dependencies: false,
    tuples: "none",
    nullable: true,
    numberFormats: true,
  },
  "openapi-3.1": { ...DRAFT_2020, numberFormats: true },
};

/** Turns a schema below the current one into a literal. */
export type Compile = (located: Located, context: Context) => Lit;

/**
 * A text that stands for the meaning of a schema that is not modelled: equal texts mean equal schemas. One with
 * references means what it does only in its place.
 */
export function textOf(schema: unknown, base: string, context: Context): string {
  let text: string;
  try {
    text = canonicalJson(schema);
  } catch {
    // Too deep to be written down.
    text = "";
  }
  if (text !== "" && !/"\$(ref|dynamicRef|recursiveRef)"/.test(text)) return `${context.world.dialect} ${text}`;
  const place = typeof schema === "object" && schema !== null ? context.identify(schema) : "";
  return `${context.world.dialect} ${text} at ${context.worldId} ${place} ${base}`;
}
