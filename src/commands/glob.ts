import { TallyError } from "../core/errors.ts";

/** Does a word hold characters that stand for others? */
export const isPattern = (word: string): boolean => /[*?[]/.test(word);

/** The part of a pattern before the first folder or file name with such a character; ends in a slash, or is empty. */
export function fixedPart(pattern: string): string {
  const special = pattern.search(/[*?[]/);
  const fixed = special === -1 ? pattern : pattern.slice(0, special);
  return fixed.slice(0, fixed.lastIndexOf("/") + 1);
}

/**
 * A pattern as a regular expression over whole paths: `*` stands for anything but a slash, `?` for one such character,
 * `[a-z]` and `[!a-z]` for one of a class, `**` for any folders. Throws E_USAGE for a class
 * that runs backwards.
 */
export function patternOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*\/|\*\*|\*|\?|\[[!^]?[^\]/]+\])/);
  try {
    return new RegExp(`^${parts.map(translated).join("")}$`);
  } catch {
    throw new TallyError("E_USAGE", `${pattern} is no pattern: a range of characters in it runs backwards`);
  }
}

function translated(part: string): string {
  if (part === "**/") return "(?:[^/]+/)*";
  if (part === "**") return ".*";
  if (part === "*") return "[^/]*";
  if (part === "?") return "[^/]";
  if (/^\[.+\]$/.test(part))
    return `[${part
      .slice(1, -1)
      .replace(/^!/, "^")
      .replaceAll(/[\\[\]]/g, "\\$&")}]`;
  return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
