import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import { TallyError } from "../../core/errors.ts";

/**
 * Writes texts below a folder of our own, by their paths relative to it. Throws E_OUTSIDE_ROOT for a path that leads
 * out of the folder, one beside it whose name begins alike included; files before it are written by then.
 */
export function writeTexts(folder: string, texts: Iterable<readonly [string, Uint8Array]>): void {
  for (const [path, bytes] of texts) {
    const target = resolve(folder, path);
    if (!target.startsWith(folder + sep)) throw new TallyError("E_OUTSIDE_ROOT", `${path} lies outside its root`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, bytes);
  }
}
