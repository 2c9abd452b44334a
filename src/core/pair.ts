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
  const old = new Map([...before].map((item) => [key(item), item] as const));
  const next = new Map([...after].map((item) => [key(item), item] as const));
  const removed: T[] = [];
  const kept: (readonly [T, T])[] = [];
  for (const [name, item] of old) {
    const partner = next.get(name);
    if (partner === undefined && !next.has(name)) removed.push(item);
    else kept.push([item, partner as T]); // present by has(), whatever T admits
  }
  const added = [...next].filter(([name]) => !old.has(name)).map(([, item]) => item);
  return { added, removed, kept };
}
