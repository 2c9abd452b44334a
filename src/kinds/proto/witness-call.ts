import type { DescMethod, Registry } from "@bufbuild/protobuf";
import type { NoWitness } from "../../core/kind.ts";
import { otherSide, type Side } from "../../core/place.ts";
import { isStated, type Meeting, type Replay, type Witness } from "../../core/witness.ts";
import type { CallSeed } from "./seed.ts";
import { type CallContext, contextToJson, type MethodFact } from "./witness-context.ts";

/** The call that a peer of one side makes and the other side does not answer. */
export function growCall(seed: CallSeed, registries: Readonly<Record<Side, Registry>>): Witness | NoWitness {
  const sides = { before: factOf(registries.before, seed.path), after: factOf(registries.after, seed.path) };
  const reader = otherSide(seed.producer);
  const verdict = meet(sides[seed.producer], sides[reader]);
  if (verdict === null) return { noWitness: `${seed.path} answers such calls on both sides` };
  return {
    kind: "proto",
    payload: { type: "grpc-call", path: seed.path, status: seed.status },
    producer: seed.producer,
    reader,
    ...verdict,
    context: contextToJson({ type: "call", sides }),
  };
}

function factOf(registry: Registry, path: string): MethodFact | null {
  const [service = "", method = ""] = path.slice(1).split("/");
  const found = registry.getService(service)?.methods.find((candidate) => candidate.name === method);
  return found ? { path, ...streaming(found) } : null;
}

type Streaming = Pick<MethodFact, "clientStreaming" | "serverStreaming">;

/** Which sides of a method stream. */
export const streaming = ({ methodKind }: DescMethod): Streaming => ({
  clientStreaming: methodKind === "client_streaming" || methodKind === "bidi_streaming",
  serverStreaming: methodKind === "server_streaming" || methodKind === "bidi_streaming",
});

const form = (fact: MethodFact): string =>
  `${fact.clientStreaming ? "a stream of requests" : "one request"}, ${fact.serverStreaming ? "a stream of responses" : "one response"}`;

/**
 * Does a call fail by the number of messages? gRPC frames one message and a stream of one alike, so that the same
 * bytes travel: it fails where a side may send several to one that takes exactly one (grpc, doc/statuscodes.md).
 */
export const clash = (caller: Streaming, offered: Streaming): boolean =>
  (caller.clientStreaming && !offered.clientStreaming) || (offered.serverStreaming && !caller.serverStreaming);

/** What the call meets: null where the method is offered and takes what the caller sends. */
function meet(caller: MethodFact | null, offered: MethodFact | null): Meeting | null {
  if (caller === null) return null;
  const call = { outcome: "rejected", wrote: `a call of ${caller.path} with ${form(caller)}` } as const;
  if (offered === null) return { ...call, read: `no method is registered under ${caller.path}` };
  if (!clash(caller, offered)) return null;
  return { ...call, read: `the method under ${caller.path} takes ${form(offered)}` };
}

/** The call again, from the two facts that travel with it. */
export function replayCall(witness: Witness, { sides }: CallContext): Replay {
  const { payload } = witness;
  const caller = sides[witness.producer];
  const offered = sides[witness.reader];
  const verdict = meet(caller, offered);
  const fits =
    payload.type === "grpc-call" && caller?.path === payload.path && (offered ?? caller).path === payload.path;
  const says = verdict?.read ?? "the method is offered as the caller expects it";
  return { reproduced: fits && isStated(witness, verdict), views: [{ reader: "gRPC routing by path", says }] };
}
