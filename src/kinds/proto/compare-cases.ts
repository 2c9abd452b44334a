import type { DescEnum, DescOneof } from "@bufbuild/protobuf";
import { bySide, otherSide, type Side } from "../../core/place.ts";
import { type At, type Comparing, FLOWS, report } from "./compare-draft.ts";

type Switched = DescEnum | DescOneof;

const casesOf = (type: Switched) => (type.kind === "enum" ? type.values : type.fields);

const nameOf = (type: Switched): string =>
  type.kind === "enum" ? type.typeName : `${type.parent.typeName}.${type.name}`;

/**
 * Cases of an enum or a oneof that a switch over all cases of the other side does not cover: code built on the one
 * side meets them once it is generated from the other.
 */
export function compareCases(comparing: Comparing, types: Readonly<Record<Side, Switched>>): void {
  for (const { writer, direction } of FLOWS) {
    const [own, other] = [types[writer], types[otherSide(writer)]];
    const known = new Set(casesOf(own).map(({ number }) => number));
    for (const met of casesOf(other)) {
      if (known.has(met.number)) continue;
      report(comparing, {
        rule: "proto.source.case-unhandled",
        level: "risky",
        surface: "source",
        directions: [direction],
        element: `${nameOf(own)}.${met.name}`,
        writer,
        at: bySide<At>(writer, { element: own }, { element: met }),
        ...bySide(writer, "", met.name),
        seed: null,
      });
    }
  }
}
