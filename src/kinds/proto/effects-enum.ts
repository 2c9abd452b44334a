import type { Level } from "../../core/finding.ts";
import { otherSide } from "../../core/place.ts";
import type { Tolerance } from "../../core/verdict.ts";
import type { Flow } from "./effects.ts";
import type { EnumView } from "./wire/schema.ts";

/** An enum value that one side writes and the other does not read as meant. */
export interface EnumEffect {
  readonly rule: string;
  readonly level: Level;
  /** Name and number as written; the name is null for a number that has none. */
  readonly name: string | null;
  readonly number: number;
  /** What the other side has instead: another name or number. */
  readonly instead: string | null;
  readonly by?: "name";
  readonly tolerance?: Tolerance;
  /** False where no payload can show it. */
  readonly shown: boolean;
}

/** Every value of an enum that one side may write and the other does not read as meant. */
export function enumMisfits(flow: Flow): readonly EnumEffect[] {
  const { sides, types, writer } = flow;
  const reader = otherSide(writer);
  const [from, to] = [sides.views[writer].enum(types[writer]), sides.views[reader].enum(types[reader])];
  const values = flow.surface === "wire" ? onWire(flow, from, to) : inJson(flow, from, to);
  return [...values, ...unnamed(flow, from, to)];
}

function onWire(flow: Flow, from: EnumView, to: EnumView): readonly EnumEffect[] {
  const old = flow.writer === "before";
  return [...from.nameOf].flatMap(([number, name]): readonly EnumEffect[] => {
    const other = to.numberOf.get(name);
    if (other !== undefined && other !== number && !aliases(to, number).includes(name)) {
      const effect = { rule: "proto.enum-value.renumbered", level: "breaking", shown: true, by: "name" } as const;
      return [{ ...effect, name, number, instead: String(other) }];
    }
    if (to.nameOf.has(number)) return [];
    const rule = old ? "proto.enum-value.removed" : "proto.enum-value.added";
    if (to.closed) return [{ rule, level: "breaking", name, number, instead: null, shown: true }];
    return [{ rule, level: old ? "risky" : "safe", name, number, instead: null, shown: false }];
  });
}

const aliases = (type: EnumView, number: number): readonly string[] =>
  type.values.filter(([, other]) => other === number).map(([name]) => name);

function inJson(flow: Flow, from: EnumView, to: EnumView): readonly EnumEffect[] {
  const old = flow.writer === "before";
  return [...from.nameOf].flatMap(([number, name]): readonly EnumEffect[] => {
    if (to.numberOf.has(name)) return [];
    const instead = to.nameOf.get(number) ?? null;
    const base = { level: "breaking", name, number, instead, shown: true } as const;
    if (instead !== null) return [{ ...base, rule: "proto.enum-value.renamed" }];
    if (old) return [{ ...base, rule: "proto.enum-value.removed" }];
    const tolerance = "ignore-unknown-enum-names";
    const forgiven = !to.closed && flow.tolerances.has(tolerance);
    return [{ ...base, rule: "proto.enum-value.added", ...(forgiven && ({ level: "risky", tolerance } as const)) }];
  });
}

/** Numbers without a name, which only an open enum carries. */
function unnamed(flow: Flow, from: EnumView, to: EnumView): readonly EnumEffect[] {
  if (from.closed || !to.closed) return [];
  const numbers = [...from.nameOf.keys(), ...to.nameOf.keys()];
  const largest = Math.max(0, ...numbers);
  const number = largest < 2 ** 31 - 1 ? largest + 1 : Math.min(0, ...numbers) - 1;
  const old = flow.writer === "before";
  const rule = old ? "proto.enum.closed" : "proto.enum.opened";
  return [{ rule, level: old ? "breaking" : "risky", name: null, number, instead: null, shown: true }];
}
