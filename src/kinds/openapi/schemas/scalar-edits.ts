import { canonicalJson } from "../../../core/json.ts";
import { otherSide } from "../../../core/place.ts";
import { shown, shownList } from "../compare/shown.ts";
import { child, type Node } from "../node.ts";
import { type Edit, type Facing, madeBy, type SchemaObject, withKeywords, writerOf } from "./edit.ts";

const UPPER = [
  ["maximum", "maximum"],
  ["exclusiveMaximum", "exclusive-maximum"],
  ["maxLength", "max-length"],
  ["maxItems", "max-items"],
  ["maxProperties", "max-properties"],
  ["maxContains", "max-contains"],
] as const;

const LOWER = [
  ["minimum", "minimum"],
  ["exclusiveMinimum", "exclusive-minimum"],
  ["minLength", "min-length"],
  ["minItems", "min-items"],
  ["minProperties", "min-properties"],
  ["minContains", "min-contains"],
] as const;

const VALUES = [
  ["multipleOf", "multiple-of"],
  ["uniqueItems", "unique-items"],
  ["pattern", "pattern"],
  ["format", "format"],
  ["const", "const"],
] as const;

/** The differences in keywords that hold plain values. */
export function scalarEdits(facing: Facing): readonly Edit[] {
  return [
    ...typeEdits(facing),
    ...enumEdits(facing),
    ...[...UPPER, ...LOWER].flatMap(([keyword, id]) => boundEdit(facing, keyword, id)),
    ...VALUES.flatMap(([keyword, id]) => valueEdit(facing, keyword, id)),
  ];
}

/** An edit of one keyword, placed at the keyword where it stands. */
export function editOf(
  facing: Facing,
  change: string,
  keyword: string,
  changes: SchemaObject,
  texts: { readonly wrote?: string; readonly reads?: string } = {},
): Edit {
  const at = (node: Node): Node => child(node, keyword) ?? node;
  return {
    change,
    writer: writerOf(facing),
    reader: madeBy(facing, withKeywords(facing, changes), `${facing.side} ${change} ${keyword}`),
    places: { writer: at(facing.writer), reader: at(facing.reader) },
    label: "",
    wrote: texts.wrote ?? "",
    reads: texts.reads ?? "",
  };
}

const ALL_TYPES = ["null", "boolean", "number", "integer", "string", "array", "object"];

/** The types a side's schema names, `null` among them where `nullable` says so; null where it names none. */
function typesOf({ judge, w, r, side }: Facing, role: "writer" | "reader"): readonly string[] | null {
  const [schema, owner] = role === "writer" ? [w, side] : [r, otherSide(side)];
  const { type } = schema;
  const named = Array.isArray(type) ? type.map(String) : typeof type === "string" ? [type] : null;
  if (named === null) return null;
  return judge.nullable[owner] && schema.nullable === true && !named.includes("null") ? [...named, "null"] : named;
}

function typeEdits(facing: Facing): readonly Edit[] {
  const [wrote, reads] = [typesOf(facing, "writer") ?? ALL_TYPES, typesOf(facing, "reader") ?? ALL_TYPES];
  const edits: Edit[] = [];
  const real = (types: readonly string[]) => types.filter((type) => type !== "null");
  const missing = real(wrote).filter(
    (type) => !reads.includes(type) && !(type === "integer" && reads.includes("number")),
  );
  const set = (types: readonly string[]) => ({ type: types.length === 1 ? types[0] : types, nullable: undefined });
  if (missing.length > 0) {
    const next = [...real(reads), ...(wrote.includes("null") ? ["null"] : [])];
    const shrinks = real(reads).every(
      (type) => wrote.includes(type) || (type === "integer" && wrote.includes("number")),
    );
    const texts = { wrote: typeText(facing, "writer"), reads: typeText(facing, "reader") };
    edits.push(editOf(facing, shrinks ? "type-narrowed" : "type-changed", "type", set(next), texts));
  }
  if (wrote.includes("null") && !reads.includes("null")) {
    edits.push(editOf(facing, "null-refused", facing.w.nullable === true ? "nullable" : "type", set(real(wrote))));
  }
  return edits;
}

/** `string`, `string or null`, `anything`. */
function typeText(facing: Facing, role: "writer" | "reader"): string {
  const types = typesOf(facing, role);
  return types === null ? "anything" : types.join(" or ");
}

function enumEdits(facing: Facing): readonly Edit[] {
  const [wrote, reads] = [listOf(facing.w.enum), listOf(facing.r.enum)];
  if (reads === null) return [];
  if (wrote === null) {
    const texts = { reads: shownList(reads) };
    return [editOf(facing, "enum-added", "enum", { enum: reads, ...marksOf(facing) }, texts)];
  }
  const known = new Set(reads.map(canonicalJson));
  const gone = wrote.filter((value) => !known.has(canonicalJson(value)));
  if (gone.length === 0) return [];
  return [editOf(facing, "enum-shrunk", "enum", { enum: reads, ...marksOf(facing) }, { wrote: shownList(gone) })];
}

/** What may say that a list can grow, as the reader has it: whoever writes cannot say it for them. */
const marksOf = ({ r }: Facing): SchemaObject => ({
  "x-extensible-enum": r["x-extensible-enum"],
  "x-ms-enum": r["x-ms-enum"],
  description: r.description,
});

const listOf = (value: unknown): readonly unknown[] | null => (Array.isArray(value) ? value : null);

function boundEdit(facing: Facing, keyword: string, id: string): readonly Edit[] {
  const [wrote, reads] = [facing.w[keyword], facing.r[keyword]];
  if (reads === undefined || wrote === reads || reads === false) return [];
  if (typeof wrote === "boolean" && typeof reads !== "boolean") return [];
  const texts = { wrote: wrote === undefined || wrote === false ? "" : shown(wrote), reads: shown(reads) };
  if (typeof wrote !== "number" || typeof reads !== "number") {
    const changes = reads === true ? { [keyword]: reads, ...limitBeside(facing, keyword) } : { [keyword]: reads };
    return [editOf(facing, `${id}-added`, keyword, changes, texts)];
  }
  return [editOf(facing, `${id}-${reads < wrote ? "decreased" : "increased"}`, keyword, { [keyword]: reads }, texts)];
}

/** In OpenAPI 3.0 `exclusiveMaximum` only says how `maximum` is meant. */
function limitBeside(facing: Facing, keyword: string): SchemaObject {
  const limit = keyword === "exclusiveMaximum" ? "maximum" : "minimum";
  return facing.r[limit] === undefined ? {} : { [limit]: facing.r[limit] };
}

function valueEdit(facing: Facing, keyword: string, id: string): readonly Edit[] {
  const [wrote, reads] = [facing.w[keyword], facing.r[keyword]];
  const isFlag = keyword === "uniqueItems";
  const [bare, open] = [wrote, reads].map((value) => value === undefined || (isFlag && value === false));
  if (open || (!bare && canonicalJson(wrote) === canonicalJson(reads))) return [];
  const texts = { wrote: bare ? "" : shown(wrote), reads: isFlag ? "" : shown(reads) };
  return [editOf(facing, `${id}-${bare ? "added" : "changed"}`, keyword, { [keyword]: reads }, texts)];
}
