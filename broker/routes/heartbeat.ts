import { Hono } from "hono";

/** Says that the process is alive. Touches no store, needs no token. */
export const heartbeat = (): Hono =>
  new Hono().get("/diagnostic/status/heartbeat", (c) =>
    c.body(JSON.stringify({ ok: true, _links: { self: { href: new URL(c.req.url).origin + c.req.path } } }), 200, {
      "content-type": "application/hal+json;charset=utf-8",
    }),
  );
