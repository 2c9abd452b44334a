/** A key as a token of a JSON Pointer (RFC 6901). */
export const escapeToken = (key: string): string =>
  key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;

/** The key that a token of a JSON Pointer stands for. */
export const unescapeToken = (token: string): string =>
  token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;

/** A pointer one step further down. */
export const under = (pointer: string, key: string | number): string =>
  `${pointer}/${typeof key === "string" ? escapeToken(key) : key}`;

/** A pointer some steps further down. */
export const join = (pointer: string, ...keys: readonly (string | number)[]): string => keys.reduce(under, pointer);

/** The keys of a pointer, in order. */
export const tokens = (pointer: string): readonly string[] =>
  pointer === "" ? [] : pointer.slice(1).split("/").map(unescapeToken);
