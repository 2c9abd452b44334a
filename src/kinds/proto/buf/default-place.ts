import { at, type Target } from "./report.ts";
import type { AnyField, BufSchema } from "./schema.ts";

const DEFAULT = [7];
const LINES_BACK = 20;

/**
 * The place of `default = x`: protoc records the value only, buf counts from the keyword, so the keyword is looked
 * for in the text before the value; the field itself where no default is stated.
 */
export function defaultPlace(schema: BufSchema, field: AnyField): Target {
  const target = at(schema, field, DEFAULT, []);
  const { place } = target;
  const value = at(schema, field, DEFAULT).place;
  const text = place && schema.model.texts.get(place.file);
  if (!place || !value || !text) return target;
  const lines = Buffer.from(text).toString("utf8").split("\n");
  const first = Math.max(0, value.line - 1 - LINES_BACK);
  const head = [...lines.slice(first, value.line - 1), (lines[value.line - 1] ?? "").slice(0, value.column - 1)].join(
    "\n",
  );
  const found = head.lastIndexOf("default");
  if (found < 0 || !/^default\s*=\s*$/.test(head.slice(found))) return target;
  const above = head.slice(0, found).split("\n");
  const line = first + above.length;
  return { ...target, place: { ...place, line, column: (above.at(-1) ?? "").length + 1 } };
}
