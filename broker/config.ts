import { Ajv } from "ajv";
import { TallyError } from "../src/core/errors.ts";

/** Everything that can be set of a broker. Made once by `configFrom`, then frozen. */
export interface Config {
  /** PostgreSQL, `postgres://user:password@host/name`; null: the embedded store in `dataFolder`. */
  readonly databaseUrl: string | null;
  /** Folder of the embedded store's one file. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Secret that writes need, and reads too unless `publicRead`; null: open, on the loopback address only. */
  readonly token: string | null;
  readonly publicRead: boolean;
  /** Start of every link, for a broker behind a proxy, without a slash at its end; null: taken from the request. */
  readonly baseUrl: string | null;
  readonly logLevel: "debug" | "info" | "warn" | "error" | "silent";
  /** Largest body that is read, in bytes. */
  readonly maxBody: number;
  /** Threads that read and compare schemas; 0: the server's own thread does. */
  readonly workers: number;
  /** How long a question waits for comparisons that are still running, in milliseconds. */
  readonly comparisonWait: number;
}

/** A token with fewer characters than this can be guessed by trying. */
export const SAFE_TOKEN = 16;

const TRUE = ["1", "true", "yes", "on"];
const LOOPBACK = ["127.0.0.1", "::1", "localhost"];

const SCHEMA = {
  type: "object",
  properties: {
    TALLY_DATABASE_URL: { type: "string", pattern: "^postgres(ql)?://." },
    TALLY_DATA: { type: "string", minLength: 1 },
    TALLY_HOST: { type: "string", minLength: 1 },
    TALLY_PORT: { type: "integer", minimum: 0, maximum: 65535 },
    TALLY_TOKEN: { type: "string", pattern: "^\\S+$", maxLength: 4096 },
    TALLY_PUBLIC_READ: { type: "string", enum: [...TRUE, "0", "false", "no", "off"] },
    TALLY_BASE_URL: { type: "string", pattern: "^https?://[^/?#\\s]+[^?#\\s]*$" },
    TALLY_LOG_LEVEL: { type: "string", enum: ["debug", "info", "warn", "error", "silent"] },
    TALLY_MAX_BODY: { type: "integer", minimum: 1024, maximum: 268435456 },
    TALLY_WORKERS: { type: "integer", minimum: 0, maximum: 64 },
    TALLY_COMPARISON_WAIT: { type: "integer", minimum: 0, maximum: 600000 },
  },
} as const;

const NAMES = Object.keys(SCHEMA.properties);

const WANTED: Readonly<Record<string, string>> = {
  TALLY_DATABASE_URL: "postgres://user:password@host:5432/name",
  TALLY_PORT: "a number from 0 to 65535",
  TALLY_TOKEN: "a secret without white space, of 16 characters or more to be safe",
  TALLY_PUBLIC_READ: "true or false",
  TALLY_BASE_URL: "http://host or https://host/path",
  TALLY_LOG_LEVEL: "debug, info, warn, error or silent",
  TALLY_MAX_BODY: "bytes, from 1024 to 268435456",
  TALLY_WORKERS: "a number from 0 to 64",
  TALLY_COMPARISON_WAIT: "milliseconds, from 0 to 600000",
};

/**
 * Checks the `TALLY_*` variables and makes the configuration; blank ones count as absent. Throws E_USAGE that names
 * the variable and never shows its value.
 */
export function configFrom(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(NAMES.flatMap((name) => (env[name]?.trim() ? [[name, env[name].trim()]] : [])));
  const valid = new Ajv({ coerceTypes: true }).compile<Record<string, string | number>>(SCHEMA);
  if (!valid(given)) {
    const name = valid.errors?.[0]?.instancePath.slice(1) ?? "";
    throw new TallyError("E_USAGE", `${name} is not usable; wanted: ${WANTED[name] ?? "some text"}`);
  }
  const text = (name: string): string | null => (given[name] === undefined ? null : String(given[name]));
  const number = (name: string, fallback: number): number => Number(given[name] ?? fallback);
  const config: Config = {
    databaseUrl: text("TALLY_DATABASE_URL"),
    dataFolder: text("TALLY_DATA") ?? "tally-data",
    host: text("TALLY_HOST") ?? (text("TALLY_TOKEN") === null ? "127.0.0.1" : "0.0.0.0"),
    port: number("TALLY_PORT", 9292),
    token: text("TALLY_TOKEN"),
    publicRead: TRUE.includes(text("TALLY_PUBLIC_READ") ?? ""),
    baseUrl: text("TALLY_BASE_URL")?.replace(/\/+$/, "") ?? null,
    logLevel: (text("TALLY_LOG_LEVEL") ?? "info") as Config["logLevel"], // one of the schema's enum
    maxBody: number("TALLY_MAX_BODY", 32 * 1024 * 1024),
    workers: number("TALLY_WORKERS", 2),
    comparisonWait: number("TALLY_COMPARISON_WAIT", 20_000),
  };
  if (config.token === null && !LOOPBACK.includes(config.host)) {
    throw new TallyError("E_USAGE", `without TALLY_TOKEN the broker listens on 127.0.0.1 only, not on ${config.host}`, {
      hint: "set TALLY_TOKEN to a secret, or leave TALLY_HOST out",
    });
  }
  return Object.freeze(config);
}
