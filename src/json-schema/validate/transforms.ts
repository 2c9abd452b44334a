import { isObject } from "../../core/json.ts";
import type { Policy } from "../answer.ts";
import type { Selector } from "../discriminator.ts";
import type { SchemaObject } from "./clean.ts";

/** What a policy changes in the schema of one side. */
export interface Transforms {
  readonly opened: boolean;
  readonly extensible: Policy["extensibleEnums"];
  readonly nulls: boolean;
  /** Undeclared names are refused, or taken as absent. */
  readonly closed: boolean;
  /** Branches of unions ask for what selects them. */
  readonly selects: boolean;
}

/** A schema as it is written. */
export const AS_WRITTEN: Transforms = { opened: false, extensible: "off", nulls: false, closed: false, selects: false };

/** A schema as it is written, unions with what selects their branches. */
export const SELECTED: Transforms = { ...AS_WRITTEN, selects: true };

/** The transforms of a policy for one side, spelled out as schemas so that any validator can apply them. */
export const transformsOf = (policy: Policy, role: "writer" | "reader"): Transforms =>
  role === "writer"
    ? { ...AS_WRITTEN, closed: policy.undeclaredNamesAbsent, selects: policy.discriminatorSelects }
    : {
        opened: policy.ignoreUnknownProperties,
        extensible: policy.extensibleEnums,
        nulls: policy.nullAsAbsent,
        closed: policy.strictServer,
        selects: policy.discriminatorSelects,
      };

/** Does a reader take more than its schema says? */
export const isForgiving = ({ opened, extensible, nulls }: Transforms): boolean =>
  opened || extensible !== "off" || nulls;

/** A branch that asks for what selects it. */
export const selectedBy = (branch: unknown, { property, values }: Selector): SchemaObject => ({
  allOf: [branch, { type: "object", required: [property], properties: { [property]: { enum: values } } }],
});

const NULL: SchemaObject = { enum: [null] };

/** The schema, or null. */
export const orNull = (schema: unknown): SchemaObject => ({ anyOf: [schema, NULL] });

/** Is it a list of values to which a reader may know more? */
export function isExtensible(schema: SchemaObject, { extensible }: Transforms): boolean {
  const values = Array.isArray(schema.enum) ? schema.enum : [];
  if (extensible === "off" || !values.some((value) => typeof value === "string")) return false;
  const vendor = schema["x-ms-enum"];
  return (
    extensible === "on" ||
    (schema["x-extensible-enum"] ?? false) !== false ||
    (isObject(vendor) && vendor.modelAsString === true) ||
    (typeof schema.description === "string" && schema.description.includes("[Extensible enum]"))
  );
}

/** Does the keyword close an object, in a schema that is read as open? */
export const isOpened = (keyword: string, held: unknown, { opened }: Transforms): boolean =>
  opened && held === false && (keyword === "additionalProperties" || keyword === "unevaluatedProperties");

/** Refuses null as the value of these members; written so that it evaluates none of them. */
export const notNull = (names: readonly unknown[]): readonly SchemaObject[] =>
  names
    .filter((name): name is string => typeof name === "string")
    .map((name) => ({ not: { type: "object", required: [name], properties: { [name]: NULL } } }));

/** What one member demands of others, where null is no presence. */
export const dependencyOf = (name: string, needed: readonly unknown[]): SchemaObject => ({
  anyOf: [
    { not: { type: "object", required: [name] } },
    { ...(needed.length > 0 && { required: needed }), allOf: [{}, ...notNull(needed)] },
  ],
});
