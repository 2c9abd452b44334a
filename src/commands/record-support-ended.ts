import { TallyError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS } from "./connect.ts";
import { embedded, textAt } from "./hal.ts";
import { APPLICATION, ENVIRONMENT, OUTPUT, VERSION } from "./options.ts";
import { answered } from "./printing.ts";
import { recordingOf } from "./recording.ts";

/** `tally record-support-ended`: a released version is no longer supported. */
export const recordSupportEnded: Command = {
  name: "record-support-ended",
  summary: "record that a released version is no longer supported",
  options: [APPLICATION, VERSION, ...ENVIRONMENT, OUTPUT, ...BROKER_OPTIONS],
  examples: ["tally record-support-ended -a mobile-app -e 4.9.0 --environment production"],
  async run(input, io) {
    const { application, version, environment, uuid, client } = await recordingOf(input, io);
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
    return answered(input, io, body, `Recorded: ${application} ${version} is no longer supported in ${environment}.\n`);
  },
};
