import { createHash, timingSafeEqual } from "node:crypto";
import type { Context, MiddlewareHandler } from "hono";
import type { Config } from "./config.ts";
import { problem } from "./errors.ts";

const HEARTBEAT = "/diagnostic/status/heartbeat";
const QUESTIONS = /^\/(pacts\/provider\/[^/]+\/for-verification|api\/can-i-deploy)$/;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Who may do what. With a token: writes need it, reads too unless they are public; the heartbeat is always open.
 * Without one only requests addressed to this machine are answered, so that no web page can reach the broker
 * through a name that it points at the loopback address. No page of another site makes a browser change anything here,
 * even where the browser knows the token.
 */
export function guard(config: Config): MiddlewareHandler {
  const own = config.baseUrl === null ? null : new URL(config.baseUrl).host;
  return async (c, next) => {
    if (c.req.path === HEARTBEAT) return next();
    const host = c.req.header("host") ?? new URL(c.req.url).host;
    if (isForeign(c, host, own)) return problem(c, 403, ["no page of another site may change anything here"]);
    if (config.token === null) {
      if (LOOPBACK.test(host) || host === own) return next();
      return problem(c, 403, [`this broker has no token and answers to 127.0.0.1 only, not to ${host.slice(0, 200)}`]);
    }
    if ((isRead(c) && config.publicRead) || holds(c, config.token)) return next();
    c.header("www-authenticate", 'Basic realm="tally", charset="UTF-8"');
    return problem(c, 401, ["a token is needed: bearer, or basic with it as the password"], { code: "E_UNAUTHORIZED" });
  };
}

/** Does who asks hold the token? Without one everybody does who gets here. The others may read, and cause no work that grows. */
export const isTrusted = (c: Context, { token }: Config): boolean => token === null || holds(c, token);

/** Does a page of another site make the browser send this? Only browsers say where a request comes from. */
function isForeign(c: Context, host: string, own: string | null): boolean {
  const origin = c.req.header("origin");
  if (origin === undefined || c.req.method === "GET" || c.req.method === "HEAD") return false;
  const from = URL.canParse(origin) ? new URL(origin).host : null;
  return from === null || (from !== host && from !== own);
}

/** Asking which pacts to verify, or asking the gate, is a question, though it is a POST. */
const isRead = (c: Context): boolean =>
  c.req.method === "GET" || c.req.method === "HEAD" || (c.req.method === "POST" && QUESTIONS.test(c.req.path));

function holds(c: Context, token: string): boolean {
  const [scheme, value] = (c.req.header("authorization") ?? "").split(/\s+/, 2);
  if (!value) return false;
  if (scheme?.toLowerCase() === "bearer") return same(value, token);
  if (scheme?.toLowerCase() !== "basic") return false;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return same(pair.slice(pair.indexOf(":") + 1), token);
}

/** Compares hashes in constant time, so that neither content nor length of the token shows in the time taken. */
function same(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
