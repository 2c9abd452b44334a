import { canonicalText, isJsonObject, type JsonTree, type JsonTreeObject, writeJson } from "./json-text.ts";
import type { Pact } from "./read.ts";

const MAX_LINES = 20;
const MAX_FRAGMENT = 120;

/**
 * What differs between two pacts, as lines for people: interactions are matched by description and states, and
 * inside them the values by path. At most 20 lines, the last then says how many more there are.
 */
export function pactDifferences(before: Pact, after: Pact): readonly string[] {
  const [old, next] = [byTitle(before), byTitle(after)];
  const lines: string[] = [];
  for (const title of new Set([...old.keys(), ...next.keys()])) {
    const [was, is] = [old.get(title), next.get(title)];
    if (was === undefined) lines.push(`+ ${title}`);
    else if (is === undefined) lines.push(`- ${title}`);
    else compare(`~ ${title}:`, was, is, lines);
  }
  if (before.specification !== after.specification)
    lines.push(`~ specification version: ${before.specification ?? "none"} -> ${after.specification ?? "none"}`);
  if (lines.length === 0) lines.push("~ something outside the interactions");
  const rest = lines.length - MAX_LINES;
  return rest > 0 ? [...lines.slice(0, MAX_LINES), `... and ${rest} more`] : lines;
}

/** Equal titles in one pact are numbered, so that none hides another. */
function byTitle(pact: Pact): ReadonlyMap<string, JsonTreeObject> {
  const found = new Map<string, JsonTreeObject>();
  const counts = new Map<string, number>();
  for (const { description, states, node } of pact.interactions) {
    const given = states.length > 0 ? ` given ${states.map(({ name }) => name).join(" and ")}` : "";
    const title = `"${description}"${given}`;
    const count = (counts.get(title) ?? 0) + 1;
    counts.set(title, count);
    found.set(count === 1 ? title : `${title} (${count})`, node);
  }
  return found;
}

function compare(path: string, before: JsonTree | undefined, after: JsonTree | undefined, lines: string[]): void {
  if (before === undefined || after === undefined) {
    lines.push(`${path} ${fragment(before)} -> ${fragment(after)}`);
    return;
  }
  if (canonicalText(before) === canonicalText(after)) return;
  const bothObjects = isJsonObject(before) && isJsonObject(after);
  const bothLists = Array.isArray(before) && Array.isArray(after);
  if (!bothObjects && !bothLists) {
    lines.push(`${path} ${fragment(before)} -> ${fragment(after)}`);
    return;
  }
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of new Set([...was.keys(), ...is.keys()]))
    if (key !== "_id") compare(join(path, key), was.get(key), is.get(key), lines);
}

const join = (path: string, key: string): string => (path.endsWith(":") ? `${path} ${key}` : `${path}.${key}`);

function fragment(node: JsonTree | undefined): string {
  const text = node === undefined ? "nothing" : writeJson(node);
  return text.length > MAX_FRAGMENT ? `${text.slice(0, MAX_FRAGMENT)}...` : text;
}
