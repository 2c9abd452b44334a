import { linesOf } from "../columns.ts";
import type { AnyField } from "../model.ts";
import { exactPlaceOf } from "../places.ts";
import { at, shown, type Target } from "./report.ts";
import type { BufSchema } from "./schema.ts";

const DEFAULT = [7];
const LINES_BACK = 20;
const GAP = String.raw`(?:\s|//[^\n]*\n|/\*[\s\S]*?\*/)*`;
/** The keyword and its sign, with nothing but white space and comments up to the value. */
const KEYWORD = new RegExp(String.raw`\bdefault${GAP}=${GAP}$`);

/**
 * The place of `default = x`: protoc records the value only, buf counts from the keyword, so the keyword is looked
 * for in the text before the value; the field itself where no default is stated.
 */
export function defaultPlace(schema: BufSchema, field: AnyField): Target {
  const target = at(schema, field, DEFAULT, []);
  const value = exactPlaceOf(schema.model, field, DEFAULT);
  const text = value && schema.model.texts.get(value.file);
  if (!value || !text) return target;
  const lines = linesOf(text);
  const first = Math.max(0, value.line - 1 - LINES_BACK);
  const before = (lines[value.line - 1] ?? "").slice(0, value.column - 1);
  const head = [...lines.slice(first, value.line - 1), before].join("\n");
  const found = head.search(KEYWORD);
  if (found < 0) return target;
  const above = head.slice(0, found).split("\n");
  const keyword = { line: first + above.length, column: (above.at(-1) ?? "").length + 1 };
  return { ...target, place: shown(schema, { ...value, ...keyword }) };
}
