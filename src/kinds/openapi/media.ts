/** A media type without its parameters, in lower case. */
export const bareType = (media: string): string =>
  PLAIN.test(media) ? media : (media.split(";")[0] ?? "").trim().toLowerCase();

/** One parameter: a name, and a token or a quoted text (RFC 9110, 5.6.6). */
const PARAMETER = /;\s*([^\s;=]+)=("(?:[^"\\]|\\.)*"|[^;]*)/g;

/** A media type in lower case, without parameters: it is compared as it stands, and nearly all are so. */
const PLAIN = /^[a-z\d/.+*-]+$/;

/**
 * A media type as it is compared: names in lower case, parameters in order and without needless quotes (RFC 9110, 8.3.1).
 * Left out is what changes nothing: a charset of JSON, which defines none (RFC 8259, 11), UTF-8 elsewhere, in which
 * texts are sent anyway, and the boundary of parts, which each message chooses.
 */
export function normalizeType(media: string): string {
  if (PLAIN.test(media)) return media;
  const parameters = parametersOf(media).filter(([name, value]) => !isIdle(media, name, value));
  const texts = parameters.map(
    ([name, value]) => `; ${name}=${/^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value : `"${value}"`}`,
  );
  return bareType(media) + [...new Set(texts)].sort().join("");
}

/** Media types as they are compared; one that would then be the same as another stays as it is written. */
export function distinctTypes(types: readonly string[]): readonly string[] {
  const made: string[] = [];
  for (const type of types) {
    const plain = normalizeType(type);
    const isFree = (name: string): boolean => !made.includes(name) && (name === type || !types.includes(name));
    made.push([plain, type.toLowerCase()].find(isFree) ?? type);
  }
  return made;
}

function parametersOf(media: string): readonly (readonly [name: string, value: string])[] {
  return [...media.matchAll(PARAMETER)].map(([, name = "", raw = ""]) => {
    const text = raw.trim();
    const value = text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
    return [name.toLowerCase(), name.toLowerCase() === "charset" ? value.toLowerCase() : value] as const;
  });
}

const isIdle = (media: string, name: string, value: string): boolean =>
  (name === "charset" && (isJson(media) || value === "utf-8" || value === "utf8")) ||
  (name === "boundary" && isMultipart(media));

/** True for a range such as `text/*` or `*\/*`. */
export const isRange = (media: string): boolean => bareType(media).endsWith("/*");

/** Does a media type or range of a document cover another one (RFC 9110, 12.5.1)? Parameters that it names must be there. */
export function covers(range: string, media: string): boolean {
  return range === media || (isWithin(bareType(media), bareType(range)) && hasParameters(media, range));
}

const isWithin = (inner: string, outer: string): boolean =>
  outer === inner ||
  outer === "*/*" ||
  (outer.endsWith("/*") && inner.startsWith(outer.slice(0, -1)) && inner !== "*/*");

function hasParameters(media: string, range: string): boolean {
  if (!range.includes(";")) return true;
  const texts = ([name, value]: readonly [string, string]): string => `${name}=${value}`;
  const [own, asked] = [parametersOf(normalizeType(media)), parametersOf(normalizeType(range))];
  return asked.map(texts).every((text) => own.map(texts).includes(text));
}

/** The given media type itself, else the most specific that covers it, or null. */
export function bestMatch(types: readonly string[], media: string): string | null {
  const rank = (type: string): number => {
    if (type === media) return 4;
    return bareType(type) === "*/*" ? 0 : isRange(type) ? 1 : type.includes(";") ? 3 : 2;
  };
  const fits = types.filter((type) => covers(type, media));
  return fits.sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** A concrete media type inside a range that none of the others covers, or null: `image/png` in `image/*`. */
export function concreteType(media: string, others: readonly string[] = []): string | null {
  if (!isRange(media)) return others.some((other) => covers(other, media)) ? null : media;
  return concreteIn(media).find((type) => !others.some((other) => covers(other, type))) ?? null;
}

/** A concrete media type for a range; a few that a range covers. */
function concreteIn(media: string): readonly string[] {
  if (!isRange(media)) return [media];
  const main = bareType(media).slice(0, -2);
  const guesses = main === "*" ? ["application/json", "text/plain", "application/x-other"] : [];
  const own = ["json", "vnd.other+json", "plain", "png", "xml", "x-other"].map(
    (sub) => `${main === "*" ? "application" : main}/${sub}`,
  );
  return [...guesses, ...own];
}

/** One of the media types of a side. */
export interface TypeOf {
  readonly type: string;
  readonly types: readonly string[];
}

/** A concrete media type that two sides take for these of theirs, more specific ones aside; else one of the first. */
export function meetingType(one: TypeOf, other: TypeOf): string {
  const meets = (media: string): boolean => [one, other].every(({ type, types }) => bestMatch(types, media) === type);
  return concreteIn(one.type).find(meets) ?? concreteType(one.type) ?? one.type;
}

/** True for JSON and everything that ends in `+json` (RFC 6839). */
export const isJson = (media: string): boolean => /^(application|text)\/(.*\+)?json$|\+json$/.test(bareType(media));

/**
 * True for the types of vendors that say nothing of their syntax (`application/vnd.github.object`): an object or a list in
 * one is shown as JSON, in which their documents describe it.
 */
export const isVendor = (media: string): boolean => /^application\/vnd\.[^+]+$/.test(bareType(media));

/** True for XML and everything that ends in `+xml` (RFC 7303). */
export const isXml = (media: string): boolean => /^(application|text)\/xml$|\+xml$/.test(bareType(media));

/** True for HTML forms as a query string. */
export const isForm = (media: string): boolean => bareType(media) === "application/x-www-form-urlencoded";

/** True for bodies in parts. */
export const isMultipart = (media: string): boolean => bareType(media).startsWith("multipart/");

/** True for plain texts and whatever else is read as characters, XML apart. */
export const isText = (media: string): boolean =>
  bareType(media).startsWith("text/") && !/[/+](xml|json)$/.test(bareType(media));
