import type { Peers } from "../../../core/finding.ts";
import { bySide, SIDES, type Side } from "../../../core/place.ts";
import { child } from "../node.ts";
import { peersOfEdit } from "../rules/schemas.ts";
import type { Traced } from "../schemas/explain.ts";
import { isMarked } from "../schemas/outline.ts";
import { type Comparison, hopIn } from "./comparison.ts";
import { mirrored } from "./mirrored.ts";
import type { SchemaPair } from "./schema-pair.ts";

/** oasdiff's names for an edit of a schema, as the two documents show it. */
export function peersFor(
  comparison: Comparison,
  { position, spot, flow, alsoPeers = [] }: SchemaPair,
  writer: Side,
  { core, label, hidden }: Traced,
): Peers {
  const { change, places } = core.edit;
  const nodes = bySide(writer, places.writer, places.reader);
  const mark = flow.message === "request" ? "readOnly" : "writeOnly";
  const isMarkedIn = (side: Side): boolean => isMarked(nodes[side], mark, hopIn(comparison[side]));
  const names = peersOfEdit(
    position,
    writer === "before" ? change : mirrored(change),
    label !== "",
    nodes,
    (hidden !== null || SIDES.some(isMarkedIn)) && (mark === "readOnly" ? "read-only" : "write-only"),
    child(nodes.after, "default") !== null && "default",
    spot.type === "parameter" && spot.key.startsWith("header ") && "header",
  );
  return { buf: [], oasdiff: [...names, ...alsoPeers] };
}
