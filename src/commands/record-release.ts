import type { Command } from "./command.ts";
import { BROKER_OPTIONS } from "./connect.ts";
import { APPLICATION, ENVIRONMENT, OUTPUT, VERSION } from "./options.ts";
import { answered } from "./printing.ts";
import { recordingOf } from "./recording.ts";

/** `tally record-release`: a version is out, beside those before it (mobile applications, libraries). */
export const recordRelease: Command = {
  name: "record-release",
  summary: "record that a version was released and is supported",
  options: [APPLICATION, VERSION, ...ENVIRONMENT, OUTPUT, ...BROKER_OPTIONS],
  examples: ["tally record-release -a mobile-app -e 5.1.0 --environment production"],
  async run(input, io) {
    const { application, version, environment, uuid, client } = await recordingOf(input, io);
    const { body } = await client.call({
      method: "POST",
      path: ["pacticipants", application, "versions", version, "released-versions", "environment", uuid],
      body: {},
    });
    return answered(input, io, body, `Recorded: ${application} ${version} is released in ${environment}.\n`);
  },
};
