import { EXIT, TallyError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { embedded, environmentNamed, jsonText, textAt } from "./hal.ts";
import { APPLICATION, ENVIRONMENT, environmentName, needed, OUTPUT, VERSION } from "./options.ts";

/** `tally record-support-ended`: a released version is no longer supported. */
export const recordSupportEnded: Command = {
  name: "record-support-ended",
  summary: "record that a released version is no longer supported",
  options: [APPLICATION, VERSION, ...ENVIRONMENT, OUTPUT, ...BROKER_OPTIONS],
  examples: ["tally record-support-ended -a mobile-app -e 4.9.0 --environment production"],
  async run(input, io) {
    const application = needed(input, "pacticipant", "-a APPLICATION");
    const version = needed(input, "version", "-e VERSION");
    const environment = environmentName(input);
    const client = clientFor(input, io);
    const { uuid } = await environmentNamed(client, environment);
    const listed = await client.call({
      method: "GET",
      path: ["environments", uuid, "released-versions", "currently-supported"],
      query: [["pacticipant", application]],
    });
    const found = embedded(listed.body, "releasedVersions").find(
      (one) => textAt(one, "_embedded", "version", "number") === version,
    );
    if (!found)
      throw new TallyError("E_NOT_FOUND", `${application} ${version} is not recorded as released in ${environment}`);
    const { body } = await client.call({
      method: "PATCH",
      path: ["released-versions", textAt(found, "uuid")],
      body: { currentlySupported: false },
      contentType: "application/merge-patch+json",
    });
    io.out(
      input.options.output === "json"
        ? jsonText(body)
        : `Recorded: ${application} ${version} is no longer supported in ${environment}.\n`,
    );
    return EXIT.yes;
  },
};
