/** Text order by code unit, the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Items in the order of their keys, each of which is made once. */
export const sortedBy = <T>(items: Iterable<T>, key: (item: T) => string): T[] =>
  Array.from(items, (item) => ({ item, key: key(item) }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ item }) => item);
