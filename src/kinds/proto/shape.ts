import { otherSide, type Side } from "../../core/place.ts";
import { effectsOf, type Flow } from "./effects.ts";
import { enumMisfits } from "./effects-enum.ts";
import type { MessageSeed } from "./seed.ts";
import { isMessageType } from "./wire/schema.ts";

/** Pairs of types looked at before giving up: far more than any real type holds. */
const PAIR_LIMIT = 20_000;

/** `fits`, or where the shapes part; `open` where the types are too large to be decided. */
export type ShapeFit = "fits" | "open" | { readonly seed: MessageSeed | null };

/**
 * Do two message types of different names carry the same messages, as one side writes and the other reads them?
 * Coinductive: each pair of types is entered once and taken to fit until a field says otherwise.
 */
export function compareShapes(flow: Flow): ShapeFit {
  const { sides, writer, surface } = flow;
  const seen = new Set<string>();
  const waiting: Readonly<Record<Side, string>>[] = [flow.types];
  for (let types = waiting.pop(); types; types = waiting.pop()) {
    const key = `${types.before}>${types.after}`;
    if (types.before === types.after && types.before.startsWith("google.protobuf.")) continue;
    if (seen.has(key)) continue;
    if (seen.size >= PAIR_LIMIT) return "open";
    seen.add(key);
    const seed = {
      type: "message",
      ...types,
      producer: writer,
      encoding: surface === "wire" ? "binary" : "json",
    } as const;
    const broken = effectsOf({ ...flow, types }).find(({ level, inside }) => level === "breaking" && !inside);
    if (broken) return { seed: broken.probe && { ...seed, ...broken.probe } };
    const [from, to] = [
      sides.views[writer].message(types[writer]),
      sides.views[otherSide(writer)].message(types[otherSide(writer)]),
    ];
    for (const field of from.fields) {
      const partner = surface === "wire" ? to.byNumber.get(field.number) : to.byKey.get(field.json);
      if (field.ref === undefined || partner?.ref === undefined) continue;
      const names = writer === "before" ? [field.ref, partner.ref] : [partner.ref, field.ref];
      const [before = "", after = ""] = names;
      if (isMessageType(field.type)) waiting.push({ before, after });
      else {
        const [misfit] = enumMisfits({ ...flow, types: { before, after } }).filter(({ level }) => level === "breaking");
        if (misfit) return { seed: { ...seed, focus: [field.number], values: [misfit.number] } };
      }
    }
  }
  return "fits";
}
