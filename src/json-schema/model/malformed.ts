import { isObject } from "../../core/json.ts";
import { type Context, textOf } from "./context.ts";
import { ANY, KIND, type Lit, type Mask, NUMBER } from "./node.ts";

type Shape = (value: unknown, context: Context) => boolean;

/** YAML has `.inf`, and a literal of JSON may be too large for a double: what is asked for is then not known. */
const isNumber: Shape = (value) => typeof value === "number" && Number.isFinite(value);
const isText: Shape = (value) => typeof value === "string";
const isFlag: Shape = (value) => typeof value === "boolean";
const isNamed: Shape = (value) => isObject(value);
const isList: Shape = (value) => Array.isArray(value);
const isBound: Shape = (value, context) => (context.features.booleanExclusive ? isFlag : isNumber)(value, context);
const isNames: Shape = (value) => Array.isArray(value) && value.every((name) => typeof name === "string");

/** The shapes that the meta-schemas of all dialects give to values of keywords, and the kinds of values these are about. */
const SHAPES: readonly (readonly [names: readonly string[], shape: Shape, about: Mask])[] = [
  [["minimum", "maximum", "multipleOf"], isNumber, NUMBER],
  [["exclusiveMinimum", "exclusiveMaximum"], isBound, NUMBER],
  [["minLength", "maxLength"], isNumber, KIND.string],
  [["pattern"], isText, KIND.string],
  [["minItems", "maxItems"], isNumber, KIND.array],
  [["uniqueItems"], isFlag, KIND.array],
  [["minProperties", "maxProperties"], isNumber, KIND.object],
  [["required"], isNames, KIND.object],
  [["properties"], isNamed, KIND.object],
  [["enum", "allOf", "anyOf", "oneOf"], isList, ANY],
];

/**
 * Keywords whose values have another shape than every meta-schema gives them: what they ask for is not known, so that
 * nothing may be proved by leaving them out. Opaque literals, one for each such keyword.
 */
export function malformedKeywords(schema: Record<string, unknown>, base: string, context: Context): readonly Lit[] {
  if (isWellFormed(schema, context)) return [];
  return SHAPES.flatMap(([names, shape, about]) =>
    names
      .filter((name) => schema[name] !== undefined && !shape(schema[name], context))
      .map((name) =>
        context.store.opaque("unmodelled-keyword", `${name} ${spelled(schema[name], base, context)}`, about),
      ),
  );
}

/** The shape that each keyword has. */
const SHAPE_OF: ReadonlyMap<string, Shape> = new Map(
  SHAPES.flatMap(([names, shape]) => names.map((name) => [name, shape] as const)),
);

function isWellFormed(schema: Record<string, unknown>, context: Context): boolean {
  for (const name in schema) {
    const shape = SHAPE_OF.get(name);
    if (shape !== undefined && schema[name] !== undefined && !shape(schema[name], context)) return false;
  }
  return true;
}

/** JSON has no text for infinity. */
const spelled = (value: unknown, base: string, context: Context): string =>
  typeof value === "number" ? String(value) : textOf(value, base, context);
