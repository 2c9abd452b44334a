import type { CommandEntry } from "../../src/commands/command.ts";

/** Every command that needs a store. */
export const BROKER_COMMANDS: readonly CommandEntry[] = [
  { name: "serve", summary: "run the broker", load: async () => (await import("./serve.ts")).serve },
  { name: "demo", summary: "try everything on a small estate", load: async () => (await import("./demo.ts")).demo },
  {
    name: "backup",
    summary: "copy the broker's data while it runs",
    load: async () => (await import("./backup.ts")).backup,
  },
];
