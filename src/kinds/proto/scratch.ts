import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { TallyError } from "../../core/errors.ts";

/** Gives work a folder of its own that holds these texts, and takes it away afterwards. Throws as `writeTexts`. */
export async function withTexts<T>(
  texts: Iterable<readonly [string, Uint8Array]>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tally-proto-"));
  try {
    writeTexts(folder, texts);
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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
