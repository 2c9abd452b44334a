/** The template without the names in it: renaming a path parameter changes nothing. */
export const erased = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}");

/** The names in a template, in order. */
export const pathNames = (path: string): readonly string[] =>
  path.includes("{") ? [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "") : NONE;

const NONE: readonly string[] = [];

/** What makes a parameter the same one on both sides. Header names do not depend on case (RFC 9110, 5.1). */
export function parameterKey(place: string, name: string, path: string): string {
  if (place === "header") return `header ${name.toLowerCase()}`;
  const position = place === "path" ? pathNames(path).indexOf(name) : -1;
  return position === -1 ? `${place} ${name}` : `path #${position}`;
}
