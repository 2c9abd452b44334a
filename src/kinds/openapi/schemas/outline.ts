import { isObject } from "../../../core/json.ts";
import { child, elements, members, type Node } from "../node.ts";
import type { SchemaObject } from "./edit.ts";

/** The target of the reference of a node on one side; null where there is none. */
export type Hop = (node: Node) => Node | null;

/** Two schemas at the same place of a value, both below one pair of facing schemas. */
export interface Opposite {
  readonly writer: Node;
  readonly reader: Node;
  /** The name of the member (`*`: any other), null for the elements of a list; absent: both speak of the value itself. */
  readonly at?: string | null;
}

/** Two facing schemas, split into what is said of the value itself and the schemas below that stand opposite each other. */
export interface Outline {
  readonly below: readonly Opposite[];
  /** Both schemas without what is in `below`: each allows at least what the schema allows. */
  readonly writer: SchemaObject;
  readonly reader: SchemaObject;
}

/** How two schemas are split. */
export interface Split {
  readonly hop: { readonly writer: Hop; readonly reader: Hop };
  /** The only properties that matter, because one value is asked about: the others are left out. Absent: all matter. */
  readonly about?: readonly string[];
  /** May these two be taken out? */
  takes(opposite: Opposite): boolean;
}

const OTHERS = "additionalProperties";

/** What takes some members before a keyword speaks of the others: on the two sides these may not be the same members. */
const AHEAD: Readonly<Record<string, readonly string[]>> = {
  items: ["prefixItems"],
  [OTHERS]: ["patternProperties"],
};

/** What they find depends on all the other keywords. */
const SUMS = ["unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$recursiveRef"];

/**
 * Splits two schema objects so that the writer's is contained in the reader's if its outline is in the reader's
 * outline and each writer below in its opposite: every keyword that is taken out only adds conditions. The marks that
 * hide a property from `required` stay. Null where a keyword looks at what other keywords found.
 */
export function outlineOf(writer: Node, reader: Node, { hop, about, takes }: Split): Outline | null {
  if (!isObject(writer.value) || !isObject(reader.value)) return null;
  if (SUMS.some((keyword) => child(writer, keyword) ?? child(reader, keyword))) return null;
  const below: Opposite[] = [];
  const w: Record<string, unknown> = { ...writer.value };
  const r: Record<string, unknown> = { ...reader.value };
  const [own, other] = [child(writer, "properties"), child(reader, "properties")];
  const names = new Set<string>();
  const named = about === undefined ? members(own) : about.flatMap((name) => withName(name, child(own, name)));
  for (const [name, node] of named) {
    const facing = child(other, name);
    const opposite = facing && { writer: node, reader: facing, at: name };
    if (opposite === null || !takes(opposite)) continue;
    below.push(opposite);
    names.add(name);
  }
  if (names.size > 0 || about !== undefined) {
    const asked: ReadonlySet<unknown> = new Set(
      [...elements(child(writer, "required")), ...elements(child(reader, "required"))].map(partValue),
    );
    if (own !== null) w.properties = withMarks(own, names, asked, hop.writer, about);
    if (other !== null) r.properties = withMarks(other, names, asked, hop.reader, about);
  }
  const known = about === undefined && named.length === sizeOf(other) && named.every(([name]) => has(other, name));
  for (const keyword of ["items", OTHERS]) {
    if (AHEAD[keyword]?.some((key) => child(writer, key) ?? child(reader, key)) || (keyword === OTHERS && !known))
      continue;
    const [left, right] = [child(writer, keyword), child(reader, keyword)];
    if (left === null || right === null || !isObject(left.value) || !isObject(right.value)) continue;
    const opposite = { writer: left, reader: right, at: keyword === OTHERS ? "*" : null };
    if (!takes(opposite)) continue;
    below.push(opposite);
    if (keyword === OTHERS) {
      // that other names are spoken of stays said: where undeclared names are absent, these are not
      w[keyword] = true;
      r[keyword] = true;
    } else {
      delete w[keyword];
      delete r[keyword];
    }
  }
  const selects = child(writer, "discriminator") ?? child(reader, "discriminator");
  for (const keyword of selects === null ? ["allOf", "anyOf"] : ["allOf"]) {
    const [left, right] = [elements(child(writer, keyword)), elements(child(reader, keyword))];
    const both = left.flatMap((node, index) => (right[index] ? [{ writer: node, reader: right[index] }] : []));
    if (left.length === 0 || left.length !== right.length || !both.every(takes)) continue;
    below.push(...both);
    delete w[keyword];
    delete r[keyword];
  }
  return { below, writer: w, reader: r };
}

const withName = (name: string, node: Node | null): readonly (readonly [string, Node])[] =>
  node ? [[name, node]] : [];

const sizeOf = (node: Node | null): number => (isObject(node?.value) ? Object.keys(node.value).length : 0);

const has = (node: Node | null, name: string): boolean => isObject(node?.value) && Object.hasOwn(node.value, name);

const partValue = ({ value }: Node): unknown => value;

/** The properties, those named without their schemas; marks matter for what is asked for alone. */
function withMarks(
  properties: Node,
  names: ReadonlySet<string>,
  asked: ReadonlySet<unknown>,
  hop: Hop,
  about: readonly string[] | undefined,
): SchemaObject {
  const { value } = properties;
  if (!isObject(value)) return {};
  const short = (name: string): unknown => {
    const node = asked.has(name) ? child(properties, name) : null;
    return node === null || marksOf(node, hop);
  };
  const kept = about === undefined ? Object.keys(value) : about.filter((name) => Object.hasOwn(value, name));
  return Object.fromEntries(kept.map((name) => [name, names.has(name) ? short(name) : value[name]]));
}

/** References followed for a mark. */
const HOPS = 16;

/** The schema that says nothing but that a property is hidden from one kind of message. */
function marksOf(node: Node, hop: Hop): SchemaObject | true {
  const marks = (["readOnly", "writeOnly"] as const).filter((mark) => isMarked(node, mark, hop));
  return marks.length === 0 ? true : Object.fromEntries(marks.map((mark) => [mark, true]));
}

/** Does a property's schema, or what it refers to, carry the mark? As the engine finds it. */
export function isMarked(node: Node, mark: "readOnly" | "writeOnly", hop: Hop): boolean {
  let here: Node | null = node;
  for (let step = 0; step < HOPS && here !== null; step += 1) {
    const value: unknown = here.value;
    if (!isObject(value)) return false;
    if (value[mark] === true) return true;
    if (Array.isArray(value.allOf) && value.allOf.some((part) => isObject(part) && part[mark] === true)) return true;
    here = typeof value.$ref === "string" ? hop(here) : null;
  }
  return false;
}
