import { notReproduced, type Replay, type Witness } from "../../core/witness.ts";
import { replayMessage } from "./replay-message.ts";
import { replayCall } from "./witness-call.ts";
import { contextFromJson } from "./witness-context.ts";
import { replayRequest } from "./witness-http.ts";
import { replayPacked } from "./witness-packed.ts";
import { replayTranscoding } from "./witness-transcoding.ts";

const refuse = (says: string): Replay => notReproduced("replay", says);

/** Replays a protobuf witness from what it carries and nothing else. Never throws for a malformed one. */
export async function replay(witness: Witness): Promise<Replay> {
  const context = contextFromJson(witness.context);
  if (context === null) return refuse("the witness does not carry the schemas that replaying needs");
  if (witness.reader === witness.producer) return refuse("the witness names one side as both producer and reader");
  try {
    if (context.type === "call") return replayCall(witness, context);
    if (context.type === "packed") return replayPacked(witness, context);
    if (context.type === "transcoding") return replayTranscoding(witness, context);
    return context.type === "http" ? replayRequest(witness, context) : replayMessage(witness, context);
  } catch (error) {
    return refuse(`the witness cannot be replayed: ${error instanceof Error ? error.message : String(error)}`);
  }
}
