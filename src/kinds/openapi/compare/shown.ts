/** At most this many characters of a value are shown in a message. */
const LIMIT = 60;

/** At most this many values of a list. */
const LIST_LIMIT = 6;

/** A value as a person would write it in a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > LIMIT ? `${text.slice(0, LIMIT)}…` : text;
}

/** Several values: `"a", "b" and 3 more`. */
export function shownList(values: readonly unknown[], word = "or"): string {
  const all = values.slice(0, LIST_LIMIT).map(shown);
  if (values.length > LIST_LIMIT) return `${all.join(", ")} ${word} ${values.length - LIST_LIMIT} more`;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} ${word} ${all.at(-1)}`;
}
