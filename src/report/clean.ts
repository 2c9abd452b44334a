/**
 * Text from a document made fit for a terminal: control characters, which could move the cursor or recolour the
 * screen, become visible escapes. Line feeds and tabs stay.
 */
export function clean(value: string): string {
  let out = "";
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    const isControl = (code < 32 && code !== 9 && code !== 10) || (code >= 127 && code < 160);
    out += isControl ? `\\u${code.toString(16).padStart(4, "0")}` : character;
  }
  return out;
}
