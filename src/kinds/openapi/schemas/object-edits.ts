import { isObject, jsonObject } from "../../../core/json.ts";
import { child, members, type Node } from "../node.ts";
import {
  type Below,
  type Edit,
  type Facing,
  labelOf,
  madeBy,
  readerOf,
  type SchemaObject,
  withKeywords,
  writerOf,
} from "./edit.ts";
import { type Hop, isMarked } from "./outline.ts";

/** Differences in what an object may and must hold. */
export function objectEdits(facing: Facing): readonly Edit[] {
  return [...requiredEdits(facing), ...addedEdits(facing), ...removedEdits(facing), ...additionalEdits(facing)];
}

/** The property schemas that both sides have, and the schemas of names that neither describes. */
export function objectBelow(facing: Facing): readonly Below[] {
  const reads = child(facing.reader, "properties");
  const found: Below[] = [];
  for (const [name, writer] of members(child(facing.writer, "properties"))) {
    const reader = child(reads, name);
    if (reader) found.push({ writer, reader, step: { type: "property", name }, label: labelOf(name) });
  }
  const [writer, reader] = [child(facing.writer, "additionalProperties"), child(facing.reader, "additionalProperties")];
  if (writer && reader && isObject(writer.value) && isObject(reader.value)) {
    found.push({ writer, reader, step: { type: "property", name: freshName(facing) }, label: "*" });
  }
  return found;
}

/** A name that neither side describes. */
function freshName(facing: Facing): string {
  const taken = new Set([...namesOf(facing.w.properties), ...namesOf(facing.r.properties)]);
  for (let number = 0; ; number += 1) {
    const name = number === 0 ? "other" : `other${number}`;
    if (!taken.has(name)) return name;
  }
}

const namesOf = (value: unknown): readonly string[] => (isObject(value) ? Object.keys(value) : []);

/** The names that must be there: what the view hides (readOnly in requests, writeOnly in responses) need not. */
function requiredNames(schema: SchemaObject, node: Node, hop: Hop, view: Facing["view"]): readonly string[] {
  const names = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const hidden = hidingMark(view);
  const properties = child(node, "properties");
  return names.filter((name) => {
    const property = child(properties, name);
    return property === null || !isMarked(property, hidden, hop);
  });
}

function requiredEdits(facing: Facing): readonly Edit[] {
  const wrote = new Set(requiredNames(facing.w, facing.writer, facing.hop.writer, facing.view));
  const asked = requiredNames(facing.r, facing.reader, facing.hop.reader, facing.view);
  return [...new Set(asked)].filter((name) => !wrote.has(name)).map((name) => requiredEdit(facing, name));
}

function requiredEdit(facing: Facing, name: string): Edit {
  const described = child(child(facing.writer, "properties"), name);
  const asked = child(child(facing.reader, "properties"), name);
  const required = [...(Array.isArray(facing.w.required) ? facing.w.required : []), name];
  const properties = isObject(facing.w.properties) ? facing.w.properties : {};
  const isHidden = described !== null && HIDING.some((mark) => isMarked(described, mark, facing.hop.writer));
  const change = described === null && asked !== null ? "required-property-added" : "property-required";
  return {
    change,
    writer: writerOf(facing),
    reader: madeBy(
      facing,
      withKeywords(facing, {
        required,
        // what hides the name from `required` is left out, and all that the writing side says of it with that
        ...(isHidden && { properties: jsonObject(Object.entries({ ...properties, [name]: {} })) }),
      }),
      `${facing.side} required ${name}`,
    ),
    places: {
      writer: described ?? facing.writer,
      reader: asked ?? child(facing.reader, "required") ?? facing.reader,
    },
    label: labelOf(name),
    wrote: "",
    reads: "",
  };
}

const HIDING = ["readOnly", "writeOnly"] as const;

const hidingMark = (view: Facing["view"]) => (view === "request" ? "readOnly" : "writeOnly");

/**
 * Properties that only the reader describes: the writer may send anything under their names. What is asked for besides
 * is an edit of its own, unless the writer always sends it.
 */
function addedEdits(facing: Facing): readonly Edit[] {
  const wrote = child(facing.writer, "properties");
  const sent = new Set(requiredNames(facing.w, facing.writer, facing.hop.writer, facing.view));
  const asked = requiredNames(facing.r, facing.reader, facing.hop.reader, facing.view);
  const required = new Set(asked.filter((name) => !sent.has(name)));
  return members(child(facing.reader, "properties")).flatMap(([name, node]) => {
    if (child(wrote, name) !== null || required.has(name)) return [];
    const embedded = facing.judge.embed(readerOf(facing, node));
    if (embedded === null) return [];
    const properties = { ...(isObject(facing.w.properties) ? facing.w.properties : {}), [name]: embedded };
    return [
      {
        change: "property-added",
        writer: writerOf(facing),
        reader: madeBy(facing, withKeywords(facing, { properties }), `${facing.side} added ${name}`),
        places: { writer: facing.writer, reader: node },
        label: labelOf(name),
        wrote: "",
        reads: "",
        added: { name, schema: readerOf(facing, node) },
      },
    ];
  });
}

/** Properties that only the writer describes: a closed reader refuses them. */
function removedEdits(facing: Facing): readonly Edit[] {
  const reads = child(facing.reader, "properties");
  const rest = rulesForOthers(facing);
  if (rest === null) return [];
  const base = withKeywords(facing, rest);
  return members(child(facing.writer, "properties")).flatMap(([name, node]) => {
    if (child(reads, name) !== null || losesNothing(facing, base, name, node)) return [];
    const { [name]: _, ...properties } = isObject(facing.w.properties) ? facing.w.properties : {};
    return [
      {
        change: "property-removed",
        writer: madeBy(facing, base, `${facing.side} closed`),
        reader: madeBy(facing, withKeywords(facing, { properties }, base), `${facing.side} removed ${name}`),
        places: { writer: node, reader: facing.reader },
        label: labelOf(name),
        wrote: "",
        reads: "",
        ...(isMarked(node, hidingMark(facing.view), facing.hop.writer) && { hidden: name }),
      },
    ];
  });
}

/**
 * Is leaving out the description of a property only one demand less? Not where other names have rules of their own, and
 * not where the description hides the property from `required`.
 */
function losesNothing(facing: Facing, schema: SchemaObject, name: string, property: Node): boolean {
  const { additionalProperties: rest, required } = schema;
  if ((rest !== undefined && rest !== true) || schema.unevaluatedProperties !== undefined) return false;
  if (required !== undefined && !Array.isArray(required)) return false;
  return !(required ?? []).includes(name) || !isMarked(property, hidingMark(facing.view), facing.hop.writer);
}

/** The reader's rules for names that it does not describe, to be built into the writer's schema. */
function rulesForOthers(facing: Facing): SchemaObject | null {
  const node = child(facing.reader, "additionalProperties");
  if (node === null) return { additionalProperties: undefined };
  const value = typeof node.value === "boolean" ? node.value : facing.judge.embed(readerOf(facing, node));
  return value === null ? null : { additionalProperties: value };
}

function additionalEdits(facing: Facing): readonly Edit[] {
  const node = child(facing.reader, "additionalProperties");
  const own = child(facing.writer, "additionalProperties");
  if (node === null || node.value === true) return [];
  if (isObject(node.value) && own !== null && isObject(own.value)) return [];
  if (own !== null && own.value === node.value) return [];
  const rules = rulesForOthers(facing);
  if (rules === null) return [];
  return [
    {
      change: node.value === false ? "closed" : "additional-properties-changed",
      writer: writerOf(facing),
      reader: madeBy(facing, withKeywords(facing, rules), `${facing.side} additional`),
      places: { writer: own ?? facing.writer, reader: node },
      label: "",
      wrote: "",
      reads: "",
    },
  ];
}
