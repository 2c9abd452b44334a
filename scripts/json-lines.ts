import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The rows of a file of JSON lines, gzip'd or plain. Labelled data of a known shape: a malformed row fails on first use. */
export function readRows<Row>(path: string): readonly Row[] {
  const bytes = readFileSync(path);
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString("utf8");
  return text.split("\n").flatMap((line) => (line.trim() === "" ? [] : [JSON.parse(line)]));
}
