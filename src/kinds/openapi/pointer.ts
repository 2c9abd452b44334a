/** A key as a token of a JSON Pointer (RFC 6901). */
export const escapeToken = (key: string): string =>
  key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;

/** The key that a token of a JSON Pointer stands for. */
export const unescapeToken = (token: string): string =>
  token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;

/** A pointer one or more steps further down. */
export function join(pointer: string, ...keys: readonly (string | number)[]): string {
  let longer = pointer;
  for (const key of keys) longer += `/${typeof key === "string" ? escapeToken(key) : key}`;
  return longer;
}

/** The keys of a pointer, in order. */
export const tokens = (pointer: string): readonly string[] =>
  pointer === "" ? [] : pointer.slice(1).split("/").map(unescapeToken);
