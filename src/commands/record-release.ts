import { EXIT } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { environmentNamed, jsonText } from "./hal.ts";
import { APPLICATION, ENVIRONMENT, environmentName, needed, OUTPUT, VERSION } from "./options.ts";

/** `tally record-release`: a version is out, beside those before it (mobile applications, libraries). */
export const recordRelease: Command = {
  name: "record-release",
  summary: "record that a version was released and is supported",
  options: [APPLICATION, VERSION, ...ENVIRONMENT, OUTPUT, ...BROKER_OPTIONS],
  examples: ["tally record-release -a mobile-app -e 5.1.0 --environment production"],
  async run(input, io) {
    const application = needed(input, "pacticipant", "-a APPLICATION");
    const version = needed(input, "version", "-e VERSION");
    const environment = environmentName(input);
    const client = clientFor(input, io);
    const { uuid } = await environmentNamed(client, environment);
    const { body } = await client.call({
      method: "POST",
      path: ["pacticipants", application, "versions", version, "released-versions", "environment", uuid],
      body: {},
    });
    io.out(
      input.options.output === "json"
        ? jsonText(body)
        : `Recorded: ${application} ${version} is released in ${environment}.\n`,
    );
    return EXIT.yes;
  },
};
