import { isNode, type MessageNode, type Unknown, valuesOf } from "./wire/node.ts";
import { shapeOf } from "./wire/schema.ts";
import { decode, type Encoded } from "./witness-codec.ts";
import type { Setting } from "./witness-judge.ts";

const ES = "@bufbuild/protobuf (protobuf-es)";

/** Runtimes known to read this payload otherwise, one sentence each. Source: measured, see docs/proto-witnesses.md. */
export function notesOn(setting: Setting, payload: Encoded): readonly string[] {
  if (payload.encoding === "json") return [];
  try {
    return notes(decode(setting.reader.view, setting.reader.root, payload));
  } catch {
    const required = setting.reader.view.message(setting.reader.root).required.length > 0;
    return required ? [`${ES} does not check required fields when it reads`] : [];
  }
}

function notes(message: MessageNode): readonly string[] {
  const pieces = unknownBelow(message);
  const found: string[] = [];
  if (hasRawText(message))
    found.push(
      "C++, Go and PHP keep bytes that are no UTF-8 in a string that is not checked; others replace or refuse them",
    );
  if (pieces.some((piece) => piece.reason === "wire-type"))
    found.push(
      `${ES} does not check wire types: it reads the field with the declared type, and may refuse the message`,
    );
  if (pieces.some((piece) => piece.reason === "closed-enum" && piece.listed))
    found.push(`${ES} keeps unknown numbers of closed enums in lists and maps`);
  return found;
}

/** Does a string hold bytes that are no UTF-8? */
const hasRawText = (message: MessageNode): boolean =>
  [...message.fields].some(([number, content]) =>
    valuesOf(content).some((value) =>
      isNode(value)
        ? hasRawText(value)
        : value instanceof Uint8Array && message.type.byNumber.get(number)?.type === "string",
    ),
  );

interface Piece extends Unknown {
  /** Does it belong to a list or a map? */
  readonly listed: boolean;
}

function unknownBelow(message: MessageNode): readonly Piece[] {
  const own = message.unknown.map((piece) => {
    const field = message.type.byNumber.get(piece.number);
    return { ...piece, listed: field !== undefined && shapeOf(field) !== "one" };
  });
  const below = [...message.fields.values()].flatMap((content) =>
    valuesOf(content).flatMap((value) => (isNode(value) ? unknownBelow(value) : [])),
  );
  return [...own, ...below];
}
