import type { Command } from "./command.ts";
import { BROKER_OPTIONS } from "./connect.ts";
import { APPLICATION, ENVIRONMENT, OUTPUT, text, VERSION } from "./options.ts";
import { answered } from "./printing.ts";
import { recordingOf } from "./recording.ts";

/** `tally record-deployment`: a version went to an environment and replaced the one before it. */
export const recordDeployment: Command = {
  name: "record-deployment",
  summary: "record that a version went to an environment",
  options: [
    APPLICATION,
    VERSION,
    ...ENVIRONMENT,
    { flags: "--application-instance <name>", help: "which of several instances there" },
    { flags: "--target <name>", help: "older name of --application-instance" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: ["tally record-deployment -a orders -e 1.2.3 --environment production"],
  async run(input, io) {
    const { application, version, environment, uuid, client } = await recordingOf(input, io);
    const instance = text(input, "applicationInstance") ?? text(input, "target");
    const { body } = await client.call({
      method: "POST",
      path: ["pacticipants", application, "versions", version, "deployed-versions", "environment", uuid],
      body: instance === undefined ? {} : { applicationInstance: instance },
    });
    const where = instance === undefined ? environment : `${environment} (instance ${instance})`;
    return answered(input, io, body, `Recorded: ${application} ${version} is deployed in ${where}.\n`);
  },
};
