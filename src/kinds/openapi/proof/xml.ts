import { canonicalJson, isObject, type JsonValue, jsonObject } from "../../../core/json.ts";
import { typed } from "./form.ts";
import { itemsSchema, propertyNames, propertySchema, shapeOf, xmlOf } from "./shape.ts";
import { type Element, escapeXml, isName, isPlainText, localName, parseXml } from "./xml-text.ts";

/** What a schema says of itself in XML (OpenAPI 3.1, 4.8.26). */
interface Named {
  readonly local: string;
  readonly prefix: string | null;
  readonly space: string | null;
}

/** A name that no property has, for what the reading side has no description of. */
const stray = (kind: "element" | "attribute", name: string): string => `${kind} ${name}`;

/** The outermost element where nothing names it: the specification leaves it open, so that any name may be written. */
const ANY_ROOT = "root";

/**
 * An XML document that stands for a value, or null where none does. `root` names the outermost element where the schema
 * does not: the component that it is. A document that would be read as another value is none.
 */
export function writeXml(value: unknown, schema: JsonValue, root: string | null): string | null {
  const name = nameOf(schema, root ?? ANY_ROOT);
  if (name === null || value === null) return null;
  const text = Array.isArray(value)
    ? element(name, "", items(value, schema, itemName(schema, name)))
    : write(value, schema, name);
  return text !== null && canonicalJson(readXml(text, schema, root) ?? null) === canonicalJson(value) ? text : null;
}

/** How the outermost element, a property or an element of a list is called; null where nothing names it. */
function nameOf(schema: unknown, fallback: string | null): Named | null {
  const { name, prefix, namespace } = xmlOf(schema);
  const local = typeof name === "string" ? name : fallback;
  if (local === null || !isName(local)) return null;
  return {
    local,
    prefix: typeof prefix === "string" && isName(prefix) ? prefix : null,
    space: typeof namespace === "string" ? namespace : null,
  };
}

/** An element of a list is called by its own name, else as the list is. */
const itemName = (list: unknown, holder: Named): Named | null => nameOf(itemsSchema(list), holder.local);

function element(name: Named, attributes: string, inside: string | null): string | null {
  if (inside === null) return null;
  const tag = name.prefix !== null && name.space !== null ? `${name.prefix}:${name.local}` : name.local;
  const space =
    name.space === null ? "" : ` xmlns${name.prefix === null ? "" : `:${name.prefix}`}="${escapeXml(name.space)}"`;
  return `<${tag}${space}${attributes}>${inside}</${tag}>`;
}

function items(values: readonly unknown[], list: unknown, name: Named | null): string | null {
  if (name === null) return null;
  const all = values.map((value) => (Array.isArray(value) ? null : write(value, itemsSchema(list), name)));
  return all.includes(null) ? null : all.join("");
}

/** One element for a value that is no list. */
function write(value: unknown, schema: unknown, name: Named): string | null {
  if (!isObject(value)) return element(name, "", scalar(value));
  let [attributes, inside] = ["", ""];
  for (const [key, item] of Object.entries(value)) {
    const below = propertySchema(schema, key);
    const own = nameOf(below, key);
    if (own === null || item === null) return null;
    if (xmlOf(below).attribute === true) {
      const text = scalar(item);
      if (text === null || own.space !== null) return null;
      attributes += ` ${own.local}="${text}"`;
      continue;
    }
    const text = Array.isArray(item) ? list(item, below, key, own) : write(item, below, own);
    if (text === null) return null;
    inside += text;
  }
  return element(name, attributes, inside);
}

/** Lists repeat their elements, inside of one of their own where they are wrapped; its name counts only then. */
function list(values: readonly unknown[], schema: unknown, key: string, own: Named): string | null {
  if (xmlOf(schema).wrapped === true) return element(own, "", items(values, schema, itemName(schema, own)));
  return values.length === 0 ? null : items(values, schema, nameOf(itemsSchema(schema), key));
}

function scalar(value: unknown): string | null {
  if (typeof value !== "string") return typeof value === "object" ? null : String(value);
  return isPlainText(value) ? escapeXml(value) : null;
}

/**
 * The value that a document stands for, as its schema has it; undefined where its outermost element is another one. Where
 * neither schema nor `root` names that one, any name will do.
 */
export function readXml(text: string, schema: JsonValue, root: string | null): unknown {
  const parsed = parseXml(text);
  const name = parsed && nameOf(schema, root ?? localName(parsed.name));
  if (parsed === null || name === null || parsed.name !== full(name)) return undefined;
  return isList(schema) ? readItems(parsed.children, schema, itemName(schema, name)) : read(parsed, schema);
}

const full = ({ local, space }: Named): string => (space === null || space === "" ? local : `{${space}}${local}`);

const isList = (schema: unknown): boolean => shapeOf(schema).types.includes("array");

/** Elements of another name than the list gives them are none of its own. */
function readItems(children: readonly Element[], list: unknown, name: Named | null): unknown {
  const own = children.filter((child) => name !== null && child.name === full(name));
  const values = own.map((child) => read(child, itemsSchema(list)));
  return own.length === children.length ? values : [...values, { [stray("element", "in a list")]: true }];
}

function read(parsed: Element, schema: unknown): unknown {
  const { types } = shapeOf(schema);
  const bare = parsed.children.length === 0 && parsed.attributes.size === 0;
  if (bare && !(types.includes("object") && parsed.text === "")) return typed(parsed.text, schema);
  const [attributes, elements] = [new Map(parsed.attributes), new Set(parsed.children)];
  const found: [string, unknown][] = [];
  for (const key of propertyNames(schema)) {
    const below = propertySchema(schema, key);
    const name = nameOf(below, key);
    if (name === null) continue;
    if (xmlOf(below).attribute === true) {
      const text = attributes.get(name.local);
      if (text !== undefined) found.push([key, typed(text, below)]);
      attributes.delete(name.local);
      continue;
    }
    const wrapped = xmlOf(below).wrapped === true;
    const called = isList(below) && !wrapped ? nameOf(itemsSchema(below), key) : name;
    const own = called === null ? [] : [...elements].filter((child) => child.name === full(called));
    if (own.length === 0) continue;
    for (const child of own) elements.delete(child);
    found.push([key, property(own, below, wrapped, name)]);
  }
  for (const [name, text] of attributes) found.push([stray("attribute", name), text]);
  for (const child of elements) found.push([unknownName(child, schema), read(child, null)]);
  return jsonObject(found);
}

function property(own: readonly Element[], schema: unknown, wrapped: boolean, name: Named): unknown {
  const [first] = own;
  if (!isList(schema)) return own.length === 1 && first ? read(first, schema) : own.map((child) => read(child, schema));
  if (!wrapped) return own.map((child) => read(child, itemsSchema(schema)));
  return own.length === 1 && first ? readItems(first.children, schema, itemName(schema, name)) : own.map(() => ({}));
}

/** An element that no property describes is a property of its name, unless one of that name is written otherwise. */
function unknownName(child: Element, schema: unknown): string {
  const local = localName(child.name);
  return local === child.name && !propertyNames(schema).includes(local) ? local : stray("element", child.name);
}
