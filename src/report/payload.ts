import type { Payload, Witness } from "../core/witness.ts";

const NEW_SIDE = { before: "the old side", after: "the new side" } as const;

/** A payload as lines a person can read and copy. */
export function payloadLines(payload: Payload): readonly string[] {
  switch (payload.type) {
    case "protobuf":
      return [`${payload.message}  ${payload.hex === "" ? "(no bytes)" : payload.hex}`];
    case "json":
      return [payload.text];
    case "grpc-call":
      return [`call ${payload.path}`, `answered ${payload.status}`];
    case "http-request":
      return [
        `${payload.method} ${payload.url}`,
        ...headerLines(payload.headers),
        ...(payload.body === null ? [] : [payload.body]),
        ...(payload.meets === undefined ? [] : [`answered ${payload.meets}`]),
      ];
    case "http-response":
      return [`${payload.status}`, ...headerLines(payload.headers), ...(payload.body === null ? [] : [payload.body])];
  }
}

/** A witness as lines: what travels, who wrote it and meant what, who reads it and gets what. */
export function witnessLines(witness: Witness): readonly string[] {
  const lines = payloadLines(witness.payload);
  return [
    ...lines.map((line, index) => `${index === 0 ? "witness" : "       "}  ${shorten(line)}`),
    `wrote    ${shorten(witness.wrote)}  (${NEW_SIDE[witness.producer]})`,
    `read     ${shorten(witness.read)}  (${NEW_SIDE[witness.reader]}: ${witness.outcome})`,
    ...(witness.notes ?? []).map((note) => `note     ${note}`),
  ];
}

const headerLines = (headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

const shorten = (line: string): string =>
  line.length > 400 ? `${line.slice(0, 400)}… (${line.length} characters)` : line;
