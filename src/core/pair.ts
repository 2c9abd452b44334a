/** What became of one key between two collections. */
export interface Paired<T> {
  readonly added: readonly T[];
  readonly removed: readonly T[];
  readonly kept: readonly (readonly [before: T, after: T])[];
}

/**
 * Splits two collections by key into added, removed and kept: the one diff primitive. Order follows the
 * collection that an item comes from (`kept` follows the old one). Of items with the same key the last counts.
 */
export function pair<T>(before: Iterable<T>, after: Iterable<T>, key: (item: T) => string | number): Paired<T> {
  const old = new Map<string | number, T>();
  for (const item of before) old.set(key(item), item);
  const next = new Map<string | number, T>();
  for (const item of after) next.set(key(item), item);
  const added: T[] = [];
  const removed: T[] = [];
  const kept: (readonly [T, T])[] = [];
  for (const [name, item] of old) {
    const partner = next.get(name);
    if (partner === undefined && !next.has(name)) removed.push(item);
    else kept.push([item, partner as T]); // present by has(), whatever T admits
  }
  for (const [name, item] of next) if (!old.has(name)) added.push(item);
  return { added, removed, kept };
}
