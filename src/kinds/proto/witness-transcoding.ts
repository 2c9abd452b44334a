import type { NoWitness } from "../../core/kind.ts";
import { otherSide } from "../../core/place.ts";
import { isStated, type Meeting, notReproduced, type Payload, type Replay, type Witness } from "../../core/witness.ts";
import type { Leaf } from "./http-leaves.ts";
import { type Reading, readRequest, readResponse, writeRequest, writeResponse } from "./http-transcode.ts";
import type { TranscodingSeed, TranscodingSide } from "./seed.ts";
import { contextToJson, type TranscodingContext } from "./witness-context.ts";

/** The request or response that the two bindings of one route give different meanings. */
export function growTranscoding(seed: TranscodingSeed): Witness | NoWitness {
  const { exchange, sides, renamed, extra } = seed;
  const context: TranscodingContext = { type: "transcoding", exchange, sides, renamed };
  const payload = payloadOf(seed, sides[seed.producer], extra);
  const verdict = payload && meet(payload, context, sides[seed.producer], sides[otherSide(seed.producer)]);
  if (!payload || !verdict) return { noWitness: "both bindings read it alike" };
  const meets = payload.type === "http-request" && verdict.outcome === "rejected" ? { meets: 400 } : {};
  return {
    kind: "proto",
    payload: { ...payload, ...meets },
    producer: seed.producer,
    reader: otherSide(seed.producer),
    ...verdict,
    context: contextToJson(context),
  };
}

type HttpPayload = Extract<Payload, { type: "http-request" | "http-response" }>;

function payloadOf({ exchange }: TranscodingSeed, own: TranscodingSide, extra: Leaf | null): HttpPayload | null {
  if (exchange === "request") {
    const request = writeRequest(own.binding, extra);
    return request && { type: "http-request", ...request };
  }
  const body = extra && writeResponse(own.binding, extra);
  return body === null
    ? null
    : { type: "http-response", status: 200, headers: { "content-type": "application/json" }, body };
}

const show = (fields: ReadonlyMap<string, string>): string =>
  fields.size === 0 ? "nothing" : [...fields].map(([path, value]) => `${path}: ${JSON.stringify(value)}`).join(", ");

/** What the reader makes of it: null where it is what the producer means. */
function meet(
  payload: HttpPayload,
  { renamed }: Pick<TranscodingContext, "renamed">,
  own: TranscodingSide,
  other: TranscodingSide,
): Meeting | null {
  const read = (side: TranscodingSide): Reading | null => {
    if (payload.type === "http-request") return readRequest(side.binding, side.known, payload);
    return readResponse(side.binding, side.known, payload.body ?? "{}");
  };
  const [meant, seen] = [read(own), read(other)];
  if (meant === null || "refused" in meant || seen === null) return null;
  const wrote = `${own.path}: ${show(meant.fields)}`;
  if (own.path !== other.path && !renamed)
    return { outcome: "changed", wrote, read: `${other.path} answers it, not ${own.path}` };
  if ("refused" in seen) return { outcome: "rejected", wrote, read: `refused: ${seen.refused}` };
  const is = `${other.path}: ${show(seen.fields)}`;
  const changed =
    [...meant.fields].some(([path, value]) => (seen.fields.get(path) ?? value) !== value) ||
    [...seen.fields.keys()].some((path) => !meant.fields.has(path));
  if (changed) return { outcome: "changed", wrote, read: is };
  return [...meant.fields.keys()].every((path) => seen.fields.has(path)) ? null : { outcome: "lost", wrote, read: is };
}

/** The exchange again, from the two bindings that travel with it. */
export function replayTranscoding(witness: Witness, context: TranscodingContext): Replay {
  const { payload } = witness;
  const wanted = context.exchange === "request" ? "http-request" : "http-response";
  if ((payload.type !== "http-request" && payload.type !== "http-response") || payload.type !== wanted)
    return notReproduced("replay", `the payload is no ${context.exchange}`);
  const verdict = meet(payload, context, context.sides[witness.producer], context.sides[witness.reader]);
  const says = verdict?.read ?? "both bindings read it alike";
  return { reproduced: isStated(witness, verdict), views: [{ reader: "HTTP transcoding by binding", says }] };
}
