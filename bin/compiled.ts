import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";

/** What `bin/local.ts` exports. */
type Local = typeof import("./local.ts");

/**
 * The commands that need no store as one script with its code already compiled, as the build left them beside the
 * program (scripts/compile.mjs); null where the build was made by another version of Node, for other flags or another
 * processor, or where the source runs as it is. Loading modules and compiling them is most of what a small comparison takes.
 */
export function compiledCommands(): Local | null {
  const folder = new URL("./local/", import.meta.url);
  const code = new URL(`${cachedDataVersionTag()}.bin`, folder);
  if (!existsSync(code)) return null;
  const url = new URL("local.cjs", folder);
  const filename = fileURLToPath(url);
  const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: readFileSync(code) });
  const exports = {};
  script.runInThisContext()(exports, createRequire(url), url.href);
  return exports as Local; // built from that very file
}
