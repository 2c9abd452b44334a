import { serve } from "@hono/node-server";
import type { Hono } from "hono";
import { VERSION } from "../src/version.ts";
import { type Config, configFrom, SAFE_TOKEN } from "./config.ts";
import { startComparer } from "./jobs/comparer.ts";
import { jsonLog } from "./log.ts";
import { createServer } from "./server.ts";
import { openStore } from "./store/open.ts";
import type { Store } from "./store/store.ts";

/** A broker that listens. */
export interface Running {
  /** Where it can be reached from this machine, without a slash at its end. */
  readonly url: string;
  readonly store: Store;
  readonly app: Hono;
  /** Answers what was asked already, then stops. */
  stop(): Promise<void>;
}

/** A request that is still running when the broker is asked to stop may take this long, in milliseconds. */
const GRACE = 10_000;
/** While it stops, connections that became idle are closed this often, in milliseconds. */
const SWEEP = 50;

/**
 * From the environment to a broker that listens: checks the configuration, opens the store, brings its tables up to
 * date and takes up comparisons that were left open. `write` receives log lines. Throws TallyError.
 */
export async function main(
  env: Readonly<Record<string, string | undefined>>,
  write: (line: string) => void,
): Promise<Running> {
  const config = configFrom(env);
  const clock = () => new Date().toISOString();
  const log = jsonLog(config.logLevel, write, clock);
  const store = await openStore(config, { clock });
  const comparer = startComparer(store, config, log);
  const app = createServer(store, config, { log, clock, comparer });
  try {
    const { port, close } = await listen(app, config);
    await comparer.resume();
    const host = config.host === "0.0.0.0" || config.host === "::" ? "127.0.0.1" : config.host;
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
    log("info", "broker.started", { url, version: VERSION, store: store.dialect });
    if (config.token !== null && config.token.length < SAFE_TOKEN) {
      log("warn", "broker.token-short", {
        says: `TALLY_TOKEN has fewer than ${SAFE_TOKEN} characters: it can be guessed`,
      });
    }
    const stop = async (): Promise<void> => {
      await close();
      await comparer.close();
      await store.close();
      log("info", "broker.stopped");
    };
    return { url, store, app, stop };
  } catch (error) {
    await comparer.close();
    await store.close();
    throw error;
  }
}

async function listen(app: Hono, config: Config): Promise<{ port: number; close: () => Promise<void> }> {
  return new Promise((done, fail) => {
    const server = serve({ fetch: app.fetch, hostname: config.host, port: config.port }, (address) =>
      done({ port: address.port, close }),
    );
    server.once("error", fail);
    const close = (): Promise<void> =>
      new Promise((closed) => {
        // A connection that has been answered is closed at once instead of being kept for another request.
        const sweep = setInterval(() => "closeIdleConnections" in server && server.closeIdleConnections(), SWEEP);
        const force = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), GRACE);
        server.close(() => {
          clearInterval(sweep);
          clearTimeout(force);
          closed();
        });
      });
  });
}
