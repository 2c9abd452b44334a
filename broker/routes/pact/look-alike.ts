// It says what an application is, not which one: the Pact Broker leaves it out too. No other word does: consumer-1
// and provider-1 are two things.
const COMMON = new Set(["service"]);

/**
 * The existing names that a new name may be a misspelling of: equal once case, separators and the word `service`
 * are left out. Empty when the name exists as it stands.
 */
export function lookAlikes(name: string, existing: readonly string[]): readonly string[] {
  if (existing.includes(name)) return [];
  const key = keyOf(name);
  return existing.filter((other) => keyOf(other) === key);
}

function keyOf(name: string): string {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const telling = words.filter((word) => !COMMON.has(word));
  return (telling.length > 0 ? telling : words).join("") || name;
}
