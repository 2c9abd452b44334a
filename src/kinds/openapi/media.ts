/** A media type without its parameters, in lower case. */
export const bareType = (media: string): string => (media.split(";")[0] ?? "").trim().toLowerCase();

/** True for a range such as `text/*` or `*\/*`. */
export const isRange = (media: string): boolean => bareType(media).endsWith("/*");

/** Does a media type or range of a document cover another one (RFC 9110, 12.5.1)? Parameters must be equal if named. */
export function covers(range: string, media: string): boolean {
  const [outer, inner] = [bareType(range), bareType(media)];
  if (range.includes(";") && range !== media) return false;
  if (outer === inner || outer === "*/*") return true;
  return outer.endsWith("/*") && inner.startsWith(outer.slice(0, -1)) && inner !== "*/*";
}

/** The most specific of the media types that covers the given one, or null. */
export function bestMatch(types: readonly string[], media: string): string | null {
  const rank = (type: string): number =>
    bareType(type) === "*/*" ? 0 : isRange(type) ? 1 : type.includes(";") ? 3 : 2;
  const fits = types.filter((type) => covers(type, media));
  return fits.sort((a, b) => rank(b) - rank(a))[0] ?? null;
}

/** A concrete media type inside a range that none of the others covers, or null: `image/png` in `image/*`. */
export function concreteType(media: string, others: readonly string[] = []): string | null {
  if (!isRange(media)) return others.some((other) => covers(other, media)) ? null : media;
  const main = bareType(media).slice(0, -2);
  const guesses = main === "*" ? ["application/json", "text/plain", "application/x-other"] : [];
  const own = ["json", "plain", "png", "xml", "x-other"].map((sub) => `${main === "*" ? "application" : main}/${sub}`);
  return [...guesses, ...own].find((type) => !others.some((other) => covers(other, type))) ?? null;
}

/** True for JSON and everything that ends in `+json` (RFC 6839). */
export const isJson = (media: string): boolean => /^(application|text)\/(.*\+)?json$|\+json$/.test(bareType(media));

/** True for HTML forms as a query string. */
export const isForm = (media: string): boolean => bareType(media) === "application/x-www-form-urlencoded";

/** True for bodies in parts. */
export const isMultipart = (media: string): boolean => bareType(media).startsWith("multipart/");
