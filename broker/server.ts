import { randomUUID } from "node:crypto";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { TallyError } from "../src/core/errors.ts";
import { guard } from "./access.ts";
import type { Broker } from "./broker.ts";
import type { Config } from "./config.ts";
import { answerError, problem } from "./errors.ts";
import { type Comparer, startComparer } from "./jobs/comparer.ts";
import { decider } from "./jobs/decide.ts";
import { type Log, noLog } from "./log.ts";
import { linkFrom } from "./pages/layout.tsx";
import { errorPage, wantsHtml } from "./pages/respond.tsx";
import { ROUTES } from "./routes/index.ts";
import type { Store } from "./store/store.ts";

/** What a server may be given from outside. */
export interface Parts {
  readonly log?: Log;
  readonly clock?: () => string;
  /** Computes comparisons; absent: one of its own, as the configuration says. */
  readonly comparer?: Comparer;
}

/** The whole broker as one function from request to response: needs no socket. */
export function createServer(store: Store, config: Config, parts: Parts = {}): Hono {
  const log = parts.log ?? noLog;
  const clock = parts.clock ?? (() => new Date().toISOString());
  const comparer = parts.comparer ?? startComparer(store, config, log);
  const broker: Broker = {
    store,
    config,
    log,
    clock,
    decide: decider(store, config, comparer, clock),
    comparer,
  };
  const app = new Hono();
  app.use(logged(log));
  app.use(guard(config));
  app.use((c, next) => {
    // No name holds one, and not every store can even be asked for it.
    if (c.req.url.includes("%00")) throw new TallyError("E_USAGE", "the address holds a NUL character");
    return next();
  });
  for (const routes of ROUTES) app.route("/", routes(broker));
  const link = (c: Context) => linkFrom(config.baseUrl ?? new URL(c.req.url).origin);
  app.notFound((c) =>
    wantsHtml(c)
      ? errorPage(c, new TallyError("E_NOT_FOUND", "There is no such page."), link(c))
      : problem(c, 404, ["No such resource."], { code: "E_NOT_FOUND" }),
  );
  app.onError((error, c) => {
    if (!(error instanceof TallyError)) {
      log("error", "request.failed", { id: c.res.headers.get("x-request-id"), error: error.stack ?? String(error) });
    }
    return wantsHtml(c) ? errorPage(c, error, link(c)) : answerError(c, error);
  });
  return app;
}

/** One line per request; no query strings, which may carry anything. */
function logged(log: Log): MiddlewareHandler {
  return async (c, next) => {
    const id = randomUUID();
    const started = performance.now();
    c.header("x-request-id", id);
    await next();
    c.res.headers.set("x-request-id", id);
    c.res.headers.set("x-content-type-options", "nosniff");
    const ms = Math.round(performance.now() - started);
    log("info", "request", { id, method: c.req.method, path: c.req.path, status: c.res.status, ms });
  };
}
