import { resolve } from "node:path";
import type { Command } from "../../src/commands/command.ts";
import { EXIT, TallyError } from "../../src/core/errors.ts";
import { configFrom } from "../config.ts";
import { openStore } from "../store/open.ts";

/** `tally backup FILE`: a consistent copy of the embedded store, made while the broker runs. */
export const backup: Command = {
  name: "backup",
  summary: "copy the broker's data while it runs",
  arguments: [{ name: "<file>", help: "the copy; must not exist yet" }],
  options: [{ flags: "--data <folder>", help: "folder of the embedded store", env: "TALLY_DATA" }],
  examples: ["tally backup tally-copy.sqlite", "tally backup --data /var/lib/tally /backup/tally.sqlite"],
  async run(input, io) {
    const data = typeof input.options.data === "string" ? input.options.data : io.env.TALLY_DATA;
    const config = configFrom({ TALLY_DATABASE_URL: io.env.TALLY_DATABASE_URL, TALLY_DATA: data });
    const file = resolve(io.cwd, input.args[0] ?? "");
    if ((await io.stat(file)) !== null) throw new TallyError("E_USAGE", `${input.args[0]} exists already`);
    if (config.databaseUrl !== null) {
      throw new TallyError("E_USAGE", "the store is a PostgreSQL: copy it with pg_dump", {
        hint: 'pg_dump --format=custom --file=FILE "$TALLY_DATABASE_URL"',
      });
    }
    const folder = resolve(io.cwd, config.dataFolder);
    if ((await io.stat(resolve(folder, "tally.sqlite"))) !== "file") {
      throw new TallyError("E_NOT_FOUND", `there is no store in ${config.dataFolder}`, {
        hint: "name its folder with --data",
      });
    }
    const store = await openStore({ ...config, dataFolder: folder }, { clock: io.now });
    try {
      await store.backup(file);
    } finally {
      await store.close();
    }
    io.talk(`copied to ${input.args[0]}\n`);
    return EXIT.yes;
  },
};
