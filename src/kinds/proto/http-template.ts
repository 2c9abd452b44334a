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

/** Cuts a template up; null where it is none (braces that do not close, no slash in front). */
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
  return { segments, verb };
}

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

/** What the variables stand for in a path; null where the path does not match. `*` is one segment, `**` any number. */
export function capture({ segments, verb }: Template, path: string): ReadonlyMap<string, string> | null {
  const end = verb === null ? path : path.endsWith(`:${verb}`) ? path.slice(0, -verb.length - 1) : null;
  if (end === null || (verb === null && /:[^/:]*$/.test(path))) return null;
  const given = end.slice(1).split("/");
  const found = new Map<string, string>();
  const take = (variable: string | null, text: string) => {
    if (variable === null) return;
    const known = found.get(variable);
    found.set(variable, known === undefined ? text : `${known}/${text}`);
  };
  for (const [index, { text, variable }] of segments.entries()) {
    if (text === "**") {
      take(variable, given.slice(index).join("/"));
      return found;
    }
    const own = given[index];
    if (own === undefined || (text === "*" ? own === "" : text !== own)) return null;
    take(variable, own);
  }
  return given.length === segments.length ? found : null;
}

/** Does the first template take every path that the second takes? */
export function covers(wide: Template, narrow: Template): boolean {
  if (wide.verb !== narrow.verb) return false;
  for (const [index, { text }] of wide.segments.entries()) {
    if (text === "**") return true;
    const own = narrow.segments[index]?.text;
    if (own === undefined || own === "**" || (text !== "*" && text !== own)) return false;
  }
  return wide.segments.length === narrow.segments.length;
}

/** Do two templates give the same variables the same parts of every path of the second? */
export function capturesAlike(wide: Template, narrow: Template): boolean {
  const path = pathOfTemplate(narrow, (index) => `s${index}`);
  const [a, b] = [capture(wide, path), capture(narrow, path)];
  return a !== null && b !== null && a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
