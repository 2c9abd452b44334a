import type { CommandEntry } from "./command.ts";

/** Every command that needs no store, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: "diff", summary: "compare two versions of an interface", load: async () => (await import("./diff.ts")).diff },
  {
    name: "breaking",
    summary: "buf's `breaking INPUT --against REF`, or oasdiff's `breaking BASE REVISION`",
    load: async () => (await import("./breaking.ts")).breaking,
  },
  {
    name: "replay",
    summary: "show again that a witness breaks",
    load: async () => (await import("./replay.ts")).replay,
  },
  {
    name: "contains",
    summary: "ask whether every document valid under one JSON Schema is valid under another",
    load: async () => (await import("./contains.ts")).containsCommand,
  },
  {
    name: "changelog",
    summary: "list every change, breaking or not, by what old callers meet",
    load: async () => (await import("./changelog.ts")).changelog,
  },
  {
    name: "witness",
    summary: "print the command that sends a witness to a live server",
    load: async () => (await import("./witness.ts")).witnessCommand,
  },
  { name: "rules", summary: "list the rules, or explain one", load: async () => (await import("./rules.ts")).rules },
  {
    name: "publish",
    summary: "publish pacts, interfaces and schema copies of a version",
    load: async () => (await import("./publish.ts")).publish,
  },
  {
    name: "can-i-deploy",
    summary: "ask whether versions may go to an environment",
    load: async () => (await import("./can-i-deploy.ts")).canIDeployCommand,
  },
  {
    name: "can-i-merge",
    summary: "ask whether a version fits what is on the main branches",
    load: async () => (await import("./can-i-merge.ts")).canIMerge,
  },
  {
    name: "record-deployment",
    summary: "record that a version went to an environment",
    load: async () => (await import("./record-deployment.ts")).recordDeployment,
  },
  {
    name: "record-undeployment",
    summary: "record that an application left an environment",
    load: async () => (await import("./record-undeployment.ts")).recordUndeployment,
  },
  {
    name: "record-release",
    summary: "record that a version was released and is supported",
    load: async () => (await import("./record-release.ts")).recordRelease,
  },
  {
    name: "record-support-ended",
    summary: "record that a released version is no longer supported",
    load: async () => (await import("./record-support-ended.ts")).recordSupportEnded,
  },
  {
    name: "create-environment",
    summary: "make an environment known",
    load: async () => (await import("./create-environment.ts")).createEnvironment,
  },
  {
    name: "list-environments",
    summary: "list the environments",
    load: async () => (await import("./list-environments.ts")).listEnvironments,
  },
  {
    name: "describe-version",
    summary: "show a version: its branches, tags and build",
    load: async () => (await import("./describe-version.ts")).describeVersion,
  },
  {
    name: "create-or-update-pacticipant",
    summary: "make an application known, or change what is known of it",
    load: async () => (await import("./create-or-update-pacticipant.ts")).createOrUpdatePacticipant,
  },
  {
    name: "set-floor",
    summary: "set the least that an environment demands of every version",
    load: async () => (await import("./set-floor.ts")).setFloor,
  },
  {
    name: "accept",
    summary: "accept one finding: it stays in the answer, marked",
    load: async () => (await import("./accept.ts")).accept,
  },
  {
    name: "retire",
    summary: "take an application or a seam out of every question",
    load: async () => (await import("./retire.ts")).retire,
  },
];
