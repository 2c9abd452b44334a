import type { Context } from "hono";
import type { Broker } from "../../broker.ts";

/** A link of a HAL resource (draft-kelly-json-hal). */
export interface Link {
  readonly href: string;
  readonly title?: string;
  readonly name?: string;
  readonly templated?: boolean;
}

/** Makes the absolute address of a path: each segment is encoded on its own. */
export type LinkTo = (...segments: readonly string[]) => string;

/** A status that these resources answer with. */
export type Status = 200 | 201 | 202 | 400 | 404 | 409 | 415 | 422;

/** Start of every link: as configured, else as the client addressed the broker. */
export const baseOf = (c: Context, broker: Broker): string => broker.config.baseUrl ?? new URL(c.req.url).origin;

/** The address of the resource that was asked for, without its query. */
export const selfOf = (c: Context, broker: Broker): string => baseOf(c, broker) + new URL(c.req.url).pathname;

/** Links for one request. */
export function linksFor(c: Context, broker: Broker): LinkTo {
  const base = baseOf(c, broker);
  return (...segments) => [base, ...segments.map(encodeSegment)].join("/");
}

/** Everything but the unreserved characters of RFC 3986 is encoded: a name may hold a slash or a bracket. */
const encodeSegment = (segment: string): string =>
  encodeURIComponent(segment).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);

/** A templated link: the variables, `{name}`, are appended as they are. */
export const template = (start: string, rest: string, title: string): Link => ({
  href: `${start}/${rest}`,
  title,
  templated: true,
});

/** The short names of relations, with the page that explains each. */
export const curies = (to: LinkTo, names: readonly string[] = ["pb"]): readonly Link[] =>
  names.map((name) => ({ name, href: `${to("doc")}/{rel}?context=${name}`, templated: true }));

/** Answers with a HAL resource. */
export const hal = (c: Context, body: object, status: Status = 200): Response =>
  halText(c, JSON.stringify(body), status);

/** Answers with a HAL resource that is text already. */
export const halText = (c: Context, text: string, status: Status = 200): Response =>
  c.body(text, status, { "content-type": "application/hal+json;charset=utf-8" });

/** Answers that something was removed. */
export const gone = (c: Context): Response => c.body(null, 204);

/** The link to an application. */
export const pacticipantLink = (to: LinkTo, name: string): Link => ({
  title: "Pacticipant",
  name,
  href: to("pacticipants", name),
});

/** The link to a version of an application. */
export const versionLink = (to: LinkTo, application: string, number: string): Link => ({
  title: "Pacticipant version",
  name: number,
  href: to("pacticipants", application, "versions", number),
});

/** The segments under which everything between one consumer and one provider stands. */
export const pactPath = (provider: string, consumer: string): readonly string[] => [
  "pacts",
  "provider",
  provider,
  "consumer",
  consumer,
];
