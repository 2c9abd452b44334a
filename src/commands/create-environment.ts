import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { textAt } from "./hal.ts";
import { flag, needed, OUTPUT, text } from "./options.ts";
import { answered } from "./printing.ts";

/** `tally create-environment`. */
export const createEnvironment: Command = {
  name: "create-environment",
  summary: "make an environment known",
  options: [
    { flags: "--name <name>", help: "its name, without blanks" },
    { flags: "--display-name <name>", help: "its name for people" },
    { flags: "--production", help: "it serves real users" },
    { flags: "--no-production", help: "it does not (the default)" },
    { flags: "--contact-name <name>", help: "whom to ask" },
    { flags: "--contact-email-address <address>", help: "how to reach them" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: ["tally create-environment --name staging --display-name Staging --no-production"],
  async run(input, io) {
    const name = needed(input, "name", "--name NAME");
    const [displayName, contact] = [text(input, "displayName"), text(input, "contactName")];
    const email = text(input, "contactEmailAddress");
    const contacts = [{ name: contact ?? name, ...(email !== undefined && { details: { emailAddress: email } }) }];
    const { body } = await clientFor(input, io).call({
      method: "POST",
      path: ["environments"],
      body: {
        name,
        production: flag(input, "production"),
        ...(displayName !== undefined && { displayName }),
        ...((contact !== undefined || email !== undefined) && { contacts }),
      },
    });
    return answered(input, io, body, `Created: environment ${name} (${textAt(body, "uuid")}).\n`);
  },
};
