import { rationalOf, rationalOfText } from "./decimal.ts";

/** A string or a number of a JSON text. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A number of a JSON text that a double cannot hold, or null: after JSON.parse it would silently be another one. */
export function inexactNumber(text: string): string | null {
  for (const [token] of text.matchAll(TOKEN)) {
    // Up to 15 digits always survive.
    if (token.startsWith('"') || (token.length <= 15 && !/[eE]/.test(token))) continue;
    const meant = rationalOfText(token);
    const read = rationalOf(Number(token));
    if (meant === null || read === null || meant.num !== read.num || meant.den !== read.den) return token;
  }
  return null;
}
