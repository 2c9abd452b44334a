import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { describeError, ERRORS, type ErrorCode, TallyError } from "../src/core/errors.ts";
import type { Place } from "../src/core/place.ts";

/** What is wrong, as the Pact clients read it: a list of sentences, or sentences by field. */
export type Problems = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** A request that is not as described: what is wrong by field. */
export class InvalidRequest extends TallyError {
  readonly problems: Problems;

  constructor(problems: Problems) {
    super("E_INVALID", "the request is not as described");
    this.problems = problems;
  }
}

/** An answer that says what is wrong: `application/hal+json`, or problem+json for clients that ask for it. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  errors: Problems,
  more: { readonly code?: ErrorCode; readonly place?: Place | null; readonly hint?: string | null } = {},
): Response {
  if ((c.req.header("accept") ?? "").includes("application/problem+json")) return problemJson(c, status, errors, more);
  const body = {
    errors,
    ...(more.code && { code: more.code }),
    ...(more.place && { place: more.place }),
    ...(more.hint && { hint: more.hint }),
  };
  return c.body(JSON.stringify(body), status, { "content-type": "application/hal+json;charset=utf-8" });
}

function problemJson(
  c: Context,
  status: ContentfulStatusCode,
  errors: Problems,
  more: { readonly code?: ErrorCode },
): Response {
  const origin = new URL(c.req.url);
  const type = `${origin.origin}/problems/${status === 400 ? "validation-error" : status}`;
  const list = Array.isArray(errors)
    ? errors.map((detail: string) => ({ type, title: "Error", detail }))
    : Object.entries(errors as Readonly<Record<string, readonly string[]>>).flatMap(([field, details]) =>
        details.map((detail) => ({
          type,
          title: "Validation error",
          detail,
          pointer: `/${field.replaceAll(".", "/")}`,
        })),
      );
  const body = {
    title: status === 400 ? "Validation errors" : (more.code ?? "Error"),
    type,
    status,
    instance: origin.pathname,
    ...(more.code && { code: more.code }),
    errors: list,
  };
  return c.body(JSON.stringify(body), status, { "content-type": "application/problem+json;charset=utf-8" });
}

/** The answer for anything thrown. Of an error that is not ours nothing is shown. */
export function answerError(c: Context, error: unknown): Response {
  if (!(error instanceof TallyError)) {
    return problem(c, 500, ["An error occurred. The broker's log has it under the request id."], {});
  }
  const status = ERRORS[error.code].status as ContentfulStatusCode; // every row of the catalogue is an error status
  const problems = error instanceof InvalidRequest ? error.problems : [describeError(error)];
  return problem(c, status, problems, { code: error.code, place: error.place, hint: error.hint });
}
