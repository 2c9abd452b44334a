import { type Compile, type Context, textOf } from "./context.ts";
import { evaluatedBy } from "./evaluated.ts";
import { like, orAbsent } from "./keywords.ts";
import { KIND, type Lit, TRUE } from "./node.ts";

/** More patterns in conditional branches than this are not modelled: their overlaps are all subsets. */
const MAX_PATTERNS = 4;

/**
 * The literal of `unevaluatedProperties`. Every class of names that only some branches evaluate becomes "one of these
 * branches holds, or the values meet the schema"; evaluating more can only help, so this is exact.
 */
export function unevaluatedProperties(
  schema: Record<string, unknown>,
  base: string,
  context: Context,
  compile: Compile,
): Lit {
  const { store } = context;
  const { matches } = store.words;
  if (context.reading.openUnknown && schema.unevaluatedProperties === false) return TRUE;
  const lit = orAbsent(compile({ value: schema.unevaluatedProperties, base }, context), context);
  if (lit === TRUE) return TRUE;
  const parts = evaluatedBy(schema, base, context, compile);
  const unmodelled = store.opaque(
    "unmodelled-keyword",
    `unevaluatedProperties of ${textOf(schema, base, context)}`,
    KIND.object,
  );
  if (parts === null) return unmodelled;
  const always = parts.filter((part) => part.when === TRUE);
  const sometimes = parts.filter((part) => part.when !== TRUE);
  if (always.some((part) => part.allNames)) return TRUE;
  const known = new Set(always.flatMap((part) => part.names));
  const basePatterns = always.flatMap((part) => part.patterns);
  const names = new Set([...known, ...sometimes.flatMap((part) => part.names)]);
  const patterns = [...new Set(sometimes.flatMap((part) => part.patterns))].filter(
    (one) => !basePatterns.includes(one),
  );
  if (patterns.length > MAX_PATTERNS) return unmodelled;
  const clauses: Lit[] = [];
  for (const name of names) {
    if (known.has(name)) continue;
    const inBase = basePatterns.map((pattern) => matches(pattern, name));
    if (inBase.includes(true)) continue;
    const covering = sometimes.map(
      (part) =>
        [
          part.when,
          part.allNames || part.names.includes(name) || part.patterns.map((pattern) => matches(pattern, name)),
        ] as const,
    );
    if (inBase.includes(null) || covering.some(([, by]) => Array.isArray(by) && by.includes(null))) return unmodelled;
    const helpful = covering.filter(([, by]) => by === true || (Array.isArray(by) && by.includes(true)));
    clauses.push(store.or([store.each({ one: name }, lit), ...helpful.map(([when]) => when)]));
  }
  for (let subset = 0; subset < 2 ** patterns.length; subset += 1) {
    const inside = patterns.filter((_, index) => subset & (1 << index));
    const outside = patterns.filter((_, index) => !(subset & (1 << index)));
    const helpful = sometimes.filter((part) => part.allNames || part.patterns.some((one) => inside.includes(one)));
    const rest = store.each(like(inside, [...names], [...basePatterns, ...outside]), lit);
    clauses.push(store.or([rest, ...helpful.map((part) => part.when)]));
  }
  return store.and(clauses);
}
