import { EXIT, TallyError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { embedded, environmentNamed, textAt } from "./hal.ts";
import { APPLICATION, ENVIRONMENT, environmentName, needed, OUTPUT, text } from "./options.ts";
import { jsonText } from "./printing.ts";

/** `tally record-undeployment`: an application is no longer in an environment. */
export const recordUndeployment: Command = {
  name: "record-undeployment",
  summary: "record that an application left an environment",
  options: [
    APPLICATION,
    ...ENVIRONMENT,
    { flags: "--application-instance <name>", help: "which instance; absent: the one without a name" },
    { flags: "--target <name>", help: "older name of --application-instance" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: ["tally record-undeployment -a orders --environment test"],
  async run(input, io) {
    const application = needed(input, "pacticipant", "-a APPLICATION");
    const environment = environmentName(input);
    const instance = text(input, "applicationInstance") ?? text(input, "target") ?? "";
    const client = clientFor(input, io);
    const { uuid } = await environmentNamed(client, environment);
    const { body } = await client.call({
      method: "GET",
      path: ["environments", uuid, "deployed-versions", "currently-deployed"],
      query: [
        ["pacticipant", application],
        ["applicationInstance", instance],
      ],
    });
    const found = embedded(body, "deployedVersions");
    if (found.length === 0)
      throw new TallyError(
        "E_NOT_FOUND",
        `no version of ${application} is deployed in ${environment}${instance === "" ? "" : ` as ${instance}`}`,
        {
          hint: instance === "" ? "one with a name needs it: --application-instance NAME" : "",
        },
      );
    for (const one of found) {
      await client.call({
        method: "PATCH",
        path: ["deployed-versions", textAt(one, "uuid")],
        body: { currentlyDeployed: false },
        contentType: "application/merge-patch+json",
      });
    }
    const versions = found.map((one) => textAt(one, "_embedded", "version", "number"));
    io.out(
      input.options.output === "json"
        ? jsonText({ application, environment, undeployed: versions })
        : `Recorded: ${application} ${versions.join(", ")} is no longer deployed in ${environment}.\n`,
    );
    return EXIT.yes;
  },
};
