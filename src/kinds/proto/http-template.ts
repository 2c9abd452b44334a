/** One segment of a path template: a literal, `*` or `**`, and the variable that it is part of. */
interface Segment {
  readonly text: string;
  readonly variable: string | null;
}

/** A path template cut up. Source: google/api/http.proto, path template syntax. */
export interface Template {
  readonly segments: readonly Segment[];
  readonly verb: string | null;
}

const PART = /\{([^{}=]+)(?:=([^{}]*))?\}|[^/{}]+|(\/)|([{}])/g;

/** Cuts a template up; null where it is none (braces that do not close, no slash in front, two parts of any length). */
export function parseTemplate(text: string): Template | null {
  if (!text.startsWith("/")) return null;
  const end = /:([^/:{}]*)$/.exec(text);
  const verb = end && !text.slice(end.index).includes("}") ? (end[1] ?? "") : null;
  const segments: Segment[] = [];
  for (const [part, variable, inner, slash, brace] of text
    .slice(1, verb === null ? undefined : end?.index)
    .matchAll(PART)) {
    if (brace !== undefined) return null;
    if (slash !== undefined) continue;
    if (variable === undefined) segments.push({ text: part, variable: null });
    else for (const piece of (inner ?? "*").split("/")) segments.push({ text: piece, variable });
  }
  return segments.filter(isDeep).length > 1 ? null : { segments, verb };
}

const isDeep = ({ text }: Segment): boolean => text === "**";

/** What of a template decides which paths it takes: the names of variables do not. */
export function shapeOfTemplate(text: string): string {
  const template = parseTemplate(text);
  if (!template) return text;
  const verb = template.verb === null ? "" : `:${template.verb}`;
  return `/${template.segments.map((segment) => segment.text).join("/")}${verb}`;
}

/** A path that matches: `fill` gives the segments for each `*`; `**` gets one. */
export function pathOfTemplate({ segments, verb }: Template, fill: (index: number) => string): string {
  const path = segments.map(({ text }, index) => (text === "*" || text === "**" ? fill(index) : text));
  return `/${path.join("/")}${verb === null ? "" : `:${verb}`}`;
}

/**
 * What the variables stand for in a path; null where the path does not match. `*` is one segment, `**` any number, which
 * google/api/http.proto has at the end only and some gateways anywhere.
 */
export function capture({ segments, verb }: Template, path: string): ReadonlyMap<string, string> | null {
  const end = verb === null ? path : path.endsWith(`:${verb}`) ? path.slice(0, -verb.length - 1) : null;
  if (end === null || (verb === null && /:[^/:]*$/.test(path))) return null;
  const given = end.slice(1).split("/");
  const free = given.length - segments.filter((segment) => !isDeep(segment)).length;
  if (free < 0 || (free > 0 && !segments.some(isDeep))) return null;
  const found = new Map<string, string>();
  let at = 0;
  for (const segment of segments) {
    const { text, variable } = segment;
    const own = given.slice(at, at + (isDeep(segment) ? free : 1));
    at += own.length;
    if (!isDeep(segment) && (text === "*" ? own[0] === "" : text !== own[0])) return null;
    if (variable === null) continue;
    const known = found.get(variable);
    found.set(variable, [...(known === undefined ? [] : [known]), own.join("/")].join("/"));
  }
  return found;
}

/** Does the first template take every path that the second takes? */
export function covers(wide: Template, narrow: Template): boolean {
  if (wide.verb !== narrow.verb) return false;
  const takes = ({ text }: Segment, other: Segment | undefined): boolean =>
    other !== undefined && !isDeep(other) && (text === "*" || text === other.text);
  const [own, theirs] = [wide.segments, narrow.segments];
  const deep = own.findIndex(isDeep);
  if (deep < 0) return own.length === theirs.length && own.every((segment, index) => takes(segment, theirs[index]));
  const shift = theirs.length - own.length;
  return (
    theirs.filter((segment) => !isDeep(segment)).length >= own.length - 1 &&
    own.slice(0, deep).every((segment, index) => takes(segment, theirs[index])) &&
    own.slice(deep + 1).every((segment, index) => takes(segment, theirs[deep + 1 + index + shift]))
  );
}

/** Do two templates give the same variables the same parts of every path of the second? */
export function capturesAlike(wide: Template, narrow: Template): boolean {
  const path = pathOfTemplate(narrow, (index) => `s${index}`);
  const [a, b] = [capture(wide, path), capture(narrow, path)];
  return a !== null && b !== null && a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
