import { plainEvents } from "../../core/events.ts";
import type { LoadOptions } from "../../core/kind.ts";
import { byText } from "../../core/order.ts";
import type { Side } from "../../core/place.ts";
import type { Source } from "../../core/source.ts";
import { compileGathered, linkGathered, load, loadLinker } from "./load.ts";
import { type Gathered, gather } from "./load-files.ts";
import type { ProtoModel } from "./model.ts";
import { select } from "./select.ts";
import { type Tree, treeOf } from "./tree.ts";

/** What a comparison looks at beyond what differs. */
export interface PairOptions extends LoadOptions {
  /** Load every file of a package of which one file differs: for rules about packages. */
  readonly wholePackages?: boolean;
}

/**
 * Loads two sides for one comparison. Of two folders of sources only what differs is compiled, with what that needs
 * and what it may change the meaning of (`select`): comparing finds the same as with everything. Throws as `load`.
 */
export async function loadPair(
  before: Source,
  after: Source,
  options: PairOptions,
): Promise<Readonly<Record<Side, ProtoModel>>> {
  if (!before.isFolder || !after.isFolder || !declareAlike(before, after)) {
    const [old, next] = await Promise.all([load(before, options), load(after, options)]);
    return { before: old, after: next };
  }
  const old = await gather(before, options);
  const next = await gather(after, options, old);
  const sides = { before: sideOf(before, old), after: sideOf(after, next) };
  const { before: left, after: right } = sides;
  const isAlike = old.absent?.pins === next.absent?.pins;
  const chosen =
    isAlike && left.tree && right.tree ? select(left.tree, right.tree, options.wholePackages === true) : null;
  const compiled = await Promise.all([compileSide(left, chosen), compileSide(right, chosen), loadLinker()]);
  const model = await linkSide(left, chosen, compiled[0]);
  return { before: model, after: await linkSide(right, chosen, compiled[1], model) };
}

/** Where the two sides declare different events, files that are the same may mean something else. */
const declareAlike = (before: Source, after: Source): boolean =>
  JSON.stringify(plainEvents(before.events)) === JSON.stringify(plainEvents(after.events));

interface LoadedSide {
  readonly source: Source;
  readonly gathered: Gathered;
  readonly tree: Tree | null;
}

const sideOf = (source: Source, gathered: Gathered): LoadedSide => ({ source, gathered, tree: treeOf(gathered) });

/** null for everything: the names of the files to understand. */
type Names = ReadonlySet<string> | null;

function compileSide({ source, gathered, tree }: LoadedSide, names: Names): Promise<Uint8Array> {
  if (!names || !tree) return compileGathered(source, gathered);
  const leaves = [...names].flatMap((name) => tree.get(name) ?? []).filter(({ isPinned }) => !isPinned);
  if (leaves.length === 0) return Promise.resolve(new Uint8Array());
  const order = new Map(gathered.asked.map((path, index) => [path, index]));
  const rank = (path: string) => order.get(path) ?? order.size;
  const files = leaves.map(({ path }) => path).sort((a, b) => rank(a) - rank(b) || byText(a, b));
  return compileGathered(source, gathered, { files, texts: files.filter((path) => gathered.texts.has(path)) });
}

function linkSide({ source, gathered, tree }: LoadedSide, names: Names, bytes: Uint8Array, twin?: ProtoModel) {
  if (!names || !tree) return linkGathered(source, gathered, bytes);
  const own = [...tree].filter(([, { isAsked }]) => isAsked);
  const skipped = own.filter(([name]) => !names.has(name));
  return linkGathered(source, gathered, bytes, {
    own: new Set(own.map(([name]) => name)),
    skipped: new Map(skipped.map(([name, { scanned }]) => [name, scanned.package])),
    ...(twin && { twin }),
  });
}
