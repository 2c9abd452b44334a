import { isObject } from "../../../core/json.ts";
import type { Documents } from "../documents.ts";
import type { Operation, Parameter } from "../model.ts";
import { child, elements, type Node } from "../node.ts";
import { DATE } from "./promising.ts";

/** The dates of HTTP, as senders write them (RFC 9110, 5.6.7). */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * The node of an operation, which says by `x-sunset` until when it stays also where only a `Sunset` header among its answers
 * is documented with a date (RFC 8594): as its one value, or as its default. Of several the latest day.
 */
export function announced({ node, answers }: Operation, documents: Documents): Node {
  if (!isObject(node.value) || child(node, "x-sunset") !== null) return node;
  const headers = answers.flatMap((answer) => answer.headers).filter(({ name }) => name.toLowerCase() === "sunset");
  const day = headers
    .flatMap((header) => datesOf(header, documents))
    .flatMap((value) => dayOf(value) ?? [])
    .sort()
    .at(-1);
  return day === undefined ? node : { ...node, value: { ...node.value, "x-sunset": day } };
}

/** What a header holds, or means where it is left out. An example promises nothing. */
function datesOf({ schema }: Parameter, documents: Documents): readonly unknown[] {
  const followed = schema && documents.follow(schema);
  const [listed, ...others] = elements(child(followed, "enum"));
  const said = [child(followed, "const"), others.length === 0 ? listed : null, child(followed, "default")];
  return said.flatMap((one) => one?.value ?? []);
}

/** `2026-12-31`, or null. */
function dayOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  if (DATE.test(value)) return value.slice(0, 10);
  const moment = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? null : new Date(moment).toISOString().slice(0, 10);
}
