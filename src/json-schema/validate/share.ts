import { isObject } from "../../core/json.ts";
import { mapSchemas, type SchemaObject } from "./clean.ts";

/** Shorter schemas, in characters of JSON, are cheaper to compile again than to refer to. */
const WORTH_SHARING = 200;

const PLACE = "#/$defs/shared-";
const NAMES = ["$id", "id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$dynamicRef", "$recursiveRef"] as const;

/**
 * The schema with what it repeats written once and referred to: documents repeat whole component schemas, and a
 * validator that compiles pays for each copy. Schemas that name their parts, or refer deeper than to a definition,
 * stay as they are: moving things would move what they name.
 */
export function shareRepeats(schema: SchemaObject): SchemaObject {
  const parts = new Map<string, { readonly name: string; readonly schema: SchemaObject; uses: number }>();
  let movable = true;
  mapSchemas(schema, (each) => {
    if (NAMES.some((name) => typeof each[name] === "string" || each[name] === true)) movable = false;
    if (typeof each.$ref === "string" && !/^#(\/(\$defs|definitions)\/[^/]*)?$/.test(each.$ref)) movable = false;
    return each;
  });
  if (!movable) return schema;
  const root = mapSchemas(schema, (each) => {
    const text = JSON.stringify(each);
    if (text.length < WORTH_SHARING) return each;
    const known = parts.get(text) ?? { name: `${PLACE}${parts.size}`, schema: each, uses: 0 };
    known.uses += 1;
    parts.set(text, known);
    return { $ref: known.name };
  });
  const byName = new Map([...parts.values()].map((part) => [part.name, part]));
  const shared: SchemaObject = {};
  const unfold = (value: unknown): unknown =>
    mapSchemas(value, (each) => {
      const part = typeof each.$ref === "string" ? byName.get(each.$ref) : undefined;
      if (!part) return each;
      if (part.uses === 1) return unfold(part.schema) as SchemaObject; // a part is an object, and so is what it becomes
      const key = part.name.slice("#/$defs/".length);
      if (!Object.hasOwn(shared, key)) {
        shared[key] = true; // taken: a part never holds itself, so this is only against doing it twice
        shared[key] = unfold(part.schema);
      }
      return each;
    });
  const unfolded = unfold(root);
  if (!isObject(unfolded) || Object.keys(shared).length === 0) return schema;
  return { ...unfolded, $defs: { ...(isObject(unfolded.$defs) ? unfolded.$defs : {}), ...shared } };
}
