import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import { mayBacktrack, openStrings, parsePattern, type Strings } from "../strings/index.ts";
import { mapSchemas } from "./clean.ts";

/** Texts up to this length cannot keep a backtracking matcher busy for long. */
const SHORT = 20;

/**
 * Replaces the patterns that could keep a backtracking matcher busy on the texts of this value: each becomes the list
 * of those texts that our own automaton finds in its language. Null where that cannot be told.
 */
export function guardPatterns(schema: unknown, witness: JsonValue): unknown {
  const texts = textsOf(witness);
  if (!texts.some((text) => text.length > SHORT)) return schema;
  const strings = openStrings();
  let unsafe = false;
  const replace = (source: string): string => {
    const safe = safePattern(source, texts, strings);
    if (safe === null) unsafe = true;
    return safe ?? source;
  };
  const guarded = mapSchemas(schema, (each) => {
    const next = { ...each };
    if (typeof each.pattern === "string") next.pattern = replace(each.pattern);
    if (isObject(each.patternProperties)) {
      const entries = Object.entries(each.patternProperties).map(
        ([source, inner]) => [replace(source), inner] as const,
      );
      if (new Set(entries.map(([source]) => source)).size < entries.length) unsafe = true;
      next.patternProperties = jsonObject(entries);
    }
    return next;
  });
  return unsafe ? null : guarded;
}

function safePattern(source: string, texts: readonly string[], strings: Strings): string | null {
  const parsed = parsePattern(source);
  if ("unsupported" in parsed) return null;
  if (!mayBacktrack(parsed.pattern)) return source;
  const language = strings.ofPattern(source);
  if ("unsupported" in language) return null;
  const verdicts = texts.map((text) => language.has(text));
  if (verdicts.includes("over-budget")) return null;
  const found = texts.filter((_, i) => verdicts[i] === true).map(escapeText);
  return `^(?:${found.length > 0 ? found.join("|") : "[]"})$`;
}

const escapeText = (text: string): string =>
  Array.from(text, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`).join("");

function textsOf(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner as JsonValue)]) : [];
}
