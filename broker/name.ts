/** The most characters (code points) of a name: of an application, version, branch, tag, label or environment. */
export const MAX_NAME = 255;

// A name becomes a segment of an address and a line of a log; half a surrogate pair is no character at all.
const UNUSABLE = /^\.{1,2}$|\p{Cc}|\p{Cs}/u;

/** What is wrong with a name, if anything; the same on every route. */
export function wrongName(name: string): readonly string[] {
  if (name.length > MAX_NAME && [...name].length > MAX_NAME) return [`is longer than ${MAX_NAME} characters`];
  return UNUSABLE.test(name) ? ["holds a control character or is a dot segment"] : [];
}
