import { isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import { bySide, otherSide, type Side } from "../../../core/place.ts";
import { hopIn } from "../compare/comparison.ts";
import type { SchemaFocus, Step } from "../compare/schema-focus.ts";
import type { Api } from "../model.ts";
import type { Node } from "../node.ts";
import { type Judge, policyFor } from "../schemas/judge.ts";
import { type Opposite, outlineOf } from "../schemas/outline.ts";
import type { ContentTerm } from "./contract.ts";
import { specialise } from "./specialise.ts";

/** The part of a value that one side allows and the other refuses, and the schemas there, trimmed to it. */
export interface Nearby {
  readonly value: JsonValue;
  readonly schemas: Readonly<Record<Side, JsonValue>>;
}

/** Where the proof of a focus is taken. */
export interface Ground {
  readonly judge: Judge;
  readonly apis: Readonly<Record<Side, Api>>;
  readonly writer: Side;
  readonly view: "request" | "response";
}

/**
 * The smallest place at which the reading side refuses a whole value: from there on up to the whole only declared
 * properties and elements of lists lead, so what is refused there is refused as a whole. Members that the reading
 * side's schema takes, by our own evaluation, are left out of both schemas: without them the reading side takes no less,
 * and what the writing side allows of them was evaluated with the whole. Null where nothing can be taken apart.
 */
export function nearbyOf(ground: Ground, { value, at }: NonNullable<SchemaFocus["whole"]>): Nearby | null {
  if (at === undefined) return null;
  const { judge, apis, writer, view } = ground;
  const reader = otherSide(writer);
  const part = partAt(value, at.steps);
  if (part === undefined) return null;
  const takes = (opposite: Opposite): boolean =>
    partsOf(part, opposite).every(
      (inner) => judge.accepts({ side: reader, node: opposite.reader }, inner, policyFor(view)) === true,
    );
  const hop = { writer: hopIn(apis[writer]), reader: hopIn(apis[reader]) };
  const about = isObject(part) ? Object.keys(part) : [];
  const outline = outlineOf(at.writer, at.reader, { hop, about, takes: (each) => isMember(each) && takes(each) });
  if (outline === null) return null;
  const trimmed = (side: Side, node: Node, schema: unknown): JsonValue => {
    const { dialect, documents } = apis[side];
    const outlined = { ...node, value: withObjects(schema, part), made: "outline" };
    return specialise(outlined, part, { documents, dialect, view, selects: judge.selects, brief: true });
  };
  const own = trimmed(writer, at.writer, outline.writer);
  const other = trimmed(reader, at.reader, outline.reader);
  return {
    value: part,
    schemas: bySide(writer, own, other),
  };
}

const isMember = ({ at }: Opposite): boolean => at !== undefined && at !== "*";

function partsOf(value: unknown, { at }: Opposite): readonly unknown[] {
  if (at === null) return Array.isArray(value) ? value : [];
  return isObject(value) && at !== undefined && Object.hasOwn(value, at) ? [value[at]] : [];
}

function partAt(value: unknown, steps: readonly Step[]): JsonValue | undefined {
  let here = value;
  for (const step of steps) {
    if (step.type === "items") here = Array.isArray(here) ? here[0] : undefined;
    else here = isObject(here) ? here[step.name] : undefined;
  }
  return here as JsonValue | undefined; // a part of a JSON value
}

/** Old dialects know no boolean schemas. Of properties that the value does not have nothing is said. */
function withObjects(schema: unknown, value: unknown): unknown {
  if (!isObject(schema) || !isObject(schema.properties)) return schema;
  const { properties } = schema;
  const names = isObject(value) ? Object.keys(value).filter((name) => Object.hasOwn(properties, name)) : [];
  const entries = names.map((name) => [name, properties[name] === true ? {} : properties[name]] as const);
  return { ...schema, properties: jsonObject(entries) };
}

/** What a contract holds for a body; null where that is nothing. */
export function bodyTerm(contract: unknown): ContentTerm | null {
  const holder = isObject(contract) ? (contract.body ?? contract.answer) : null;
  const [content]: readonly unknown[] = isObject(holder) && Array.isArray(holder.contents) ? holder.contents : [];
  return isObject(content) ? (content as unknown as ContentTerm) : null; // written by `contentTerms`
}
