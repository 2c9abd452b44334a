const OPPOSITES: Readonly<Record<string, string>> = {
  added: "removed",
  removed: "added",
  decreased: "increased",
  increased: "decreased",
  shrunk: "grown",
  grown: "shrunk",
  narrowed: "widened",
  widened: "narrowed",
  required: "optional",
  optional: "required",
  refused: "allowed",
  allowed: "refused",
};

/** The same edit, made the other way round: the last word turns. */
export function mirrored(change: string): string {
  if (change === "closed") return "opened";
  const at = change.lastIndexOf("-") + 1;
  const word = change.slice(at);
  return change.slice(0, at) + (OPPOSITES[word] ?? word);
}
