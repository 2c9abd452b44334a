import { TallyError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { needed, OUTPUT, text } from "./options.ts";
import { answered } from "./printing.ts";

const FIELDS = ["displayName", "repositoryUrl", "repositoryName", "repositoryNamespace", "mainBranch"] as const;

/** `tally create-or-update-pacticipant`. */
export const createOrUpdatePacticipant: Command = {
  name: "create-or-update-pacticipant",
  summary: "make an application known, or change what is known of it",
  options: [
    { flags: "--name <name>", help: "the application" },
    { flags: "--display-name <name>", help: "its name for people" },
    { flags: "--main-branch <name>", help: "the branch that can-i-merge asks about" },
    { flags: "--repository-url <url>", help: "where its source is" },
    { flags: "--repository-name <name>", help: "the name of its repository" },
    { flags: "--repository-namespace <name>", help: "the owner of its repository" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: ["tally create-or-update-pacticipant --name orders --main-branch main"],
  async run(input, io) {
    const name = needed(input, "name", "--name NAME");
    const given = FIELDS.flatMap((field): [string, string][] => {
      const value = text(input, field);
      return value === undefined ? [] : [[field, value]];
    });
    const empty = given.find(([, value]) => value === "");
    if (empty) throw new TallyError("E_USAGE", `${empty[0]} is empty`);
    const { status, body } = await clientFor(input, io).call({
      method: "PATCH",
      path: ["pacticipants", name],
      body: Object.fromEntries([["name", name], ...given]),
      contentType: "application/merge-patch+json",
    });
    return answered(input, io, body, `${status === 201 ? "Created" : "Updated"}: ${name}.\n`);
  },
};
