import type { Command, Input, Io } from "../../src/commands/command.ts";
import { EXIT, TallyError } from "../../src/core/errors.ts";
import { main } from "../main.ts";
import { untilTold } from "./until-told.ts";

const FLAGS: Readonly<Record<string, string>> = {
  databaseUrl: "TALLY_DATABASE_URL",
  data: "TALLY_DATA",
  host: "TALLY_HOST",
  port: "TALLY_PORT",
  publicRead: "TALLY_PUBLIC_READ",
  baseUrl: "TALLY_BASE_URL",
  logLevel: "TALLY_LOG_LEVEL",
};

/** `tally serve`: runs the broker until it is told to stop (SIGTERM, SIGINT). Logs one JSON line per event. */
export const serve: Command = {
  name: "serve",
  summary: "run the broker",
  options: [
    { flags: "--port <number>", help: "port to listen on; 9292 when not given", env: "TALLY_PORT" },
    { flags: "--host <address>", help: "address to listen on; 127.0.0.1 without TALLY_TOKEN", env: "TALLY_HOST" },
    { flags: "--data <folder>", help: "folder of the embedded store; tally-data when not given", env: "TALLY_DATA" },
    { flags: "--database-url <url>", help: "a PostgreSQL instead of the embedded store", env: "TALLY_DATABASE_URL" },
    { flags: "--base-url <url>", help: "start of every link, behind a proxy", env: "TALLY_BASE_URL" },
    { flags: "--public-read", help: "reads need no token (or TALLY_PUBLIC_READ)" },
    {
      flags: "--log-level <level>",
      help: "how much to log",
      choices: ["debug", "info", "warn", "error", "silent"],
      env: "TALLY_LOG_LEVEL",
    },
  ],
  examples: ["tally serve", "TALLY_TOKEN=... tally serve --host 0.0.0.0 --data /var/lib/tally"],
  async run(input, io) {
    const broker = await main(environment(input, io), (line) => io.talk(line)).catch((error: unknown) => {
      throw asUsage(error);
    });
    io.out(`tally listens on ${broker.url}\n`);
    await untilTold();
    await broker.stop();
    return EXIT.yes;
  },
};

/** What was typed wins over the environment. */
function environment(input: Input, io: Io): Record<string, string | undefined> {
  const typed = Object.entries(FLAGS).flatMap(([option, name]) => {
    const value = input.options[option];
    return value === undefined || value === false ? [] : [[name, String(value)] as const];
  });
  return { ...io.env, ...Object.fromEntries(typed) };
}

function asUsage(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return new TallyError("E_USAGE", "the port is in use; choose another with --port");
  if (code === "EACCES")
    return new TallyError("E_USAGE", "the port may not be used by this user; choose another with --port");
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return new TallyError("E_USAGE", "the host is no address of this machine");
  return error;
}
