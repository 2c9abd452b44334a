import { type Compile, type Context, textOf } from "./context.ts";
import { type Evaluated, evaluatedBy } from "./evaluated.ts";
import { KIND, type Lit, TRUE } from "./node.ts";

/** More conditional `contains` than this are not modelled: they are taken in all combinations. */
const MAX_CONDITIONAL = 4;

/**
 * The literal of `unevaluatedItems`: an item that no branch evaluates by position must meet the schema, or a
 * `contains` that holds (2020-12 Core 11.2).
 */
export function unevaluatedItems(
  schema: Record<string, unknown>,
  base: string,
  context: Context,
  compile: Compile,
): Lit {
  const { store } = context;
  const lit = compile({ value: schema.unevaluatedItems, base }, context);
  if (lit === TRUE) return TRUE;
  const parts = evaluatedBy(schema, base, context, compile);
  const unmodelled = store.opaque(
    "unmodelled-keyword",
    `unevaluatedItems of ${textOf(schema, base, context)}`,
    KIND.array,
  );
  if (parts === null) return unmodelled;
  const always = parts.filter((part) => part.when === TRUE);
  const sometimes = parts.filter((part) => part.when !== TRUE);
  if (always.some((part) => part.allItems)) return TRUE;
  const start = Math.max(0, ...always.map((part) => part.prefix));
  const end = Math.max(start, ...sometimes.map((part) => part.prefix));
  const conditional = sometimes.filter((part) => part.matching !== null);
  if (conditional.length > MAX_CONDITIONAL || end > 1000) return unmodelled;
  const free = [lit, ...always.flatMap((part) => (part.matching === null ? [] : [part.matching]))];
  const clauses: Lit[] = [];
  for (let subset = 0; subset < 2 ** conditional.length; subset += 1) {
    const absent = conditional.filter((_, index) => !(subset & (1 << index)));
    const held = conditional.filter((_, index) => subset & (1 << index));
    const allowed = store.or([...free, ...absent.map((part) => part.matching ?? TRUE)]);
    const unless = (covers: (part: Evaluated) => boolean): Lit[] =>
      [...held, ...sometimes.filter(covers)].map((part) => part.when);
    for (let index = start; index < end; index += 1)
      clauses.push(store.or([store.item(index, allowed), ...unless((part) => part.allItems || part.prefix > index)]));
    clauses.push(store.or([store.items(end, allowed), ...unless((part) => part.allItems)]));
  }
  return store.and(clauses);
}
