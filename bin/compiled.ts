import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import zlib from "node:zlib";

/** What `bin/local.ts` exports. */
type Local = typeof import("./local.ts");

/**
 * The commands that need no store as one script with its code already compiled, as the build left them beside the
 * program (scripts/compile.mjs); null where the build was made by another version of Node, for other flags or another
 * processor, or where the source runs as it is. Loading modules and compiling them is most of what a small comparison takes.
 */
export function compiledCommands(): Local | null {
  const folder = new URL("./local/", import.meta.url);
  const url = new URL("local.cjs", folder);
  const kind = likelyKind(process.argv.slice(3));
  const kept = new URL(`${cachedDataVersionTag()}-${kind}.bin`, folder);
  const [text, code] = [url, kept].map(readIfThere);
  if (!text || !code || !isWhole(text, code)) return null;
  for (const name of NEEDED[kind]) process.getBuiltinModule(name);
  const filename = fileURLToPath(url);
  const cachedData = code.subarray(0, -CHECKSUM);
  const script = new Script(text.toString("latin1"), { filename, cachedData });
  const exports = {};
  script.runInThisContext()(exports, createRequire(url), url.href);
  return exports as Local; // built from that very file
}

/** null too for what may not be read, or is a folder. */
function readIfThere(file: URL): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/**
 * Of which kind of interface the words seem to speak: the code for it is read. A wrong guess costs the time in which V8
 * compiles what is missing, and nothing else. A word after an option is taken for its value.
 */
const likelyKind = (words: readonly string[]): "openapi" | "proto" =>
  words.some((word, index) => /\.(json|ya?ml)$/.test(word) && !words[index - 1]?.startsWith("-")) ? "openapi" : "proto";

/**
 * Node keeps the code of its own modules compiled too, for the flags it started with. What most commands need of them is
 * loaded before `hurry` sets others: afterwards each takes five times as long.
 */
const NEEDED = { openapi: ["node:crypto"], proto: ["node:crypto", "node:child_process"] };

/** Bytes of the checksum behind the code: CRC-32 of the text and the code, little-endian. */
const CHECKSUM = 4;

/** Are both as the build left them? V8 itself looks at lengths only, and dies of code that is damaged. */
const isWhole = (text: Buffer, code: Buffer): boolean =>
  typeof zlib.crc32 === "function" && // since Node.js 20.15 and 22.2
  code.length > CHECKSUM &&
  code.readUInt32LE(code.length - CHECKSUM) === zlib.crc32(code.subarray(0, -CHECKSUM), zlib.crc32(text));
