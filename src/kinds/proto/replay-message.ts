import { isEqual } from "../../core/bytes.ts";
import type { Side } from "../../core/place.ts";
import { isStated, notReproduced, type Replay, type Witness } from "../../core/witness.ts";
import { WireError } from "./wire/cursor.ts";
import type { MessageNode } from "./wire/node.ts";
import { viewSchema } from "./wire/schema.ts";
import { readWithProtobufjs } from "./wire/second.ts";
import { readWithProtobufEs } from "./wire/second-json.ts";
import { decode, type Encoded, encode, fromPayload, sizeOf } from "./witness-codec.ts";
import type { MessageContext } from "./witness-context.ts";
import { type Judgement, judge, type Setting } from "./witness-judge.ts";

const MAX_PAYLOAD = 65_536;

/** The judgement of a payload by both readers, from the schemas that travel with it. */
export function replayMessage(witness: Witness, context: MessageContext): Replay {
  const payload = fromPayload(witness.payload);
  if (payload?.encoding !== context.encoding)
    return notReproduced("replay", "the payload does not fit the encoding it names");
  if (sizeOf(payload) > MAX_PAYLOAD) return notReproduced("replay", `the payload is past ${MAX_PAYLOAD} bytes`);
  const setting = settingOf(witness, context);
  const written = produce(setting, payload);
  if (typeof written === "string") return notReproduced(witness.producer, written);
  const own = judge(setting, written, () => decode(setting.reader.view, setting.reader.root, payload));
  const second = secondOpinion(setting, context, witness, payload, written);
  const views = [
    { reader: "strict reader", says: say(own) },
    { reader: second.reader, says: say(second.judgement) },
  ];
  return { reproduced: isStated(witness, own) && agree(own, second.judgement), views };
}

const say = (judgement: Judgement | null): string =>
  judgement === null ? "the message is read as it was written" : `${judgement.outcome}: ${judgement.read}`;

/** Two readers agree when they come to the same outcome, and to the same value where it changed. */
function agree(own: Judgement | null, second: Judgement | null): boolean {
  if (own?.outcome !== second?.outcome) return false;
  return own?.outcome !== "changed" || own.read === second?.read;
}

function settingOf(witness: Witness, context: MessageContext): Setting {
  const side = (name: Side) => {
    const { root, schema } = context.sides[name];
    return { root, view: viewSchema(schema) };
  };
  const { encoding, by, watch } = context;
  return { encoding, by, watch, producer: side(witness.producer), reader: side(witness.reader) };
}

/** What the producer means by the payload, if it can really write it: reading and writing it gives it back. */
function produce(setting: Setting, payload: Encoded): MessageNode | string {
  const { view, root } = setting.producer;
  try {
    const message = decode(view, root, payload);
    if (message.unknown.length > 0) return "the producer does not know all that stands in the payload";
    const again = encode(view, message, payload.encoding);
    return same(again, payload) ? message : "the producer would write this message with other bytes";
  } catch (error) {
    if (error instanceof WireError) return `the producer cannot read its own payload: ${error.message}`;
    throw error;
  }
}

const same = (a: Encoded, b: Encoded): boolean =>
  a.encoding === "binary"
    ? b.encoding === "binary" && isEqual(a.bytes, b.bytes)
    : b.encoding === "json" && a.text === b.text;

function secondOpinion(
  setting: Setting,
  context: MessageContext,
  witness: Witness,
  payload: Encoded,
  written: MessageNode,
): { readonly reader: string; readonly judgement: Judgement | null } {
  const { schema } = context.sides[witness.reader];
  const { view, root } = setting.reader;
  const read =
    payload.encoding === "binary"
      ? () => readWithProtobufjs(schema, view, root, payload.bytes)
      : () => readWithProtobufEs(schema, view, root, payload.text);
  const reader = payload.encoding === "binary" ? "protobufjs" : "protobuf-es";
  return { reader, judgement: judge(setting, written, () => refusing(read, root)) };
}

/** Whatever a foreign reader throws is its refusal. */
function refusing<T>(read: () => T, root: string): T {
  try {
    return read();
  } catch (error) {
    throw new WireError(error instanceof Error ? error.message : String(error), root);
  }
}
