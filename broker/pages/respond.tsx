import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { ERRORS, TallyError } from "../../src/core/errors.ts";
import { ErrorPage } from "./error-page.tsx";
import type { Link } from "./layout.tsx";

/** No script at all: the pages need none, and nothing that was published can bring one in. */
const POLICY =
  "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Does the client ask for a page? */
export const wantsHtml = (c: Context): boolean =>
  (c.req.method === "GET" || c.req.method === "HEAD") && (c.req.header("accept") ?? "").includes("text/html");

/** A page as the answer. */
export const page = (c: Context, body: unknown, status: ContentfulStatusCode = 200): Response =>
  c.body(`<!doctype html>${String(body)}`, status, {
    "content-type": "text/html;charset=utf-8",
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
  });

/** What went wrong, as a page. Of an error that is not ours nothing is shown. */
export function errorPage(c: Context, error: unknown, link: Link): Response {
  const known = error instanceof TallyError ? error : null;
  const status = (known ? ERRORS[known.code].status : 500) as ContentfulStatusCode; // every row is an error status
  const sentence = known?.message ?? "An error occurred. The broker's log has it under the request id.";
  return page(c, <ErrorPage status={status} sentences={[sentence]} hint={known?.hint ?? null} link={link} />, status);
}
