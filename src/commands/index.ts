import type { CommandEntry } from "./command.ts";

/** Every command that needs no store, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "diff", summary: "compare two versions of an interface", load: async () => (await import("./diff.ts")).diff },
  {
    name: "replay",
    summary: "show again that a witness breaks",
    load: async () => (await import("./replay.ts")).replay,
  },
  { name: "rules", summary: "list the rules, or explain one", load: async () => (await import("./rules.ts")).rules },
];
