/** An element: expanded names are `{namespace}local`, and plain `local` outside of any namespace. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Element[];
  readonly text: string;
}

/** The local part of an expanded name. */
export const localName = (name: string): string => name.slice(name.indexOf("}") + 1);

const NAME = /^[A-Za-z_][\w.-]*$/;

/** May this be the name of an element or attribute? Plain ASCII names only; colons belong to prefixes. */
export const isName = (name: string): boolean => NAME.test(name);

/** Is every character one that XML 1.0 can carry and no reader changes? White space at the edges may be trimmed. */
export const isPlainText = (text: string): boolean =>
  text === text.trim() && /^[\u0020-\ud7ff\ue000-\ufffd]*$/u.test(text);

/** Escapes text for element content and for attributes in double quotes. */
export const escapeXml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescapeXml = (text: string): string =>
  text.replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

const TOKEN = /<(\/?)([^\s<>/]+)((?:\s+[^\s<>=/]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ATTRIBUTE = /\s+([^\s=]+)="([^"]*)"/g;

/** At most this many elements lie in each other. */
const DEPTH = 100;

interface Open {
  readonly tag: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly spaces: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

/**
 * Reads the XML that `writeXml` writes: elements, attributes in double quotes, namespaces, the five named entities; no
 * declarations, comments or processing instructions. Null for anything else.
 */
export function parseXml(source: string): Element | null {
  const top: Open = { tag: "", name: "", attributes: new Map(), spaces: new Map(), children: [], text: "" };
  const stack: Open[] = [top];
  let at = 0;
  for (const token of source.matchAll(TOKEN)) {
    const here = stack.at(-1);
    if (token.index !== at || here === undefined) return null;
    at += token[0].length;
    const [, closing, tag = "", attributes = "", empty, text] = token;
    if (text !== undefined) here.text += unescapeXml(text);
    else if (closing === "/") {
      if (stack.length < 2 || here.tag !== tag) return null;
      stack.pop();
      stack.at(-1)?.children.push(here);
    } else {
      const opened = open(tag, attributes, here.spaces);
      if (opened === null || stack.length > DEPTH) return null;
      if (empty === "/") here.children.push(opened);
      else stack.push(opened);
    }
  }
  const [root, ...others] = top.children;
  if (at !== source.length || stack.length !== 1 || root === undefined) return null;
  return others.length === 0 && top.text.trim() === "" ? root : null;
}

function open(tag: string, source: string, outer: ReadonlyMap<string, string>): Open | null {
  const written = [...source.matchAll(ATTRIBUTE)].map(
    ([, name = "", value = ""]) => [name, unescapeXml(value)] as const,
  );
  const spaces = new Map(outer);
  for (const [name, value] of written) {
    if (name === "xmlns") spaces.set("", value);
    else if (name.startsWith("xmlns:")) spaces.set(name.slice("xmlns:".length), value);
  }
  const name = expanded(tag, spaces, spaces.get("") ?? "");
  const attributes = new Map<string, string>();
  for (const [key, value] of written) {
    if (key === "xmlns" || key.startsWith("xmlns:")) continue;
    const full = expanded(key, spaces, "");
    if (full === null || attributes.has(full)) return null;
    attributes.set(full, value);
  }
  return name === null ? null : { tag, name, attributes, spaces, children: [], text: "" };
}

/** The expanded name; null where its prefix stands for nothing (Namespaces in XML 1.0, 5 and 6.2). */
function expanded(tag: string, spaces: ReadonlyMap<string, string>, fallback: string): string | null {
  const colon = tag.indexOf(":");
  const space = colon === -1 ? fallback : spaces.get(tag.slice(0, colon));
  const local = tag.slice(colon + 1);
  if (space === undefined || !isName(local)) return null;
  return space === "" ? local : `{${space}}${local}`;
}
