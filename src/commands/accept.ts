import { TallyError } from "../core/errors.ts";
import type { Command } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { APPLICATION, needed, OUTPUT, text } from "./options.ts";
import { answered } from "./printing.ts";

/** `tally accept FINGERPRINT`: one finding no longer decides; it stays in every answer, marked. */
export const accept: Command = {
  name: "accept",
  summary: "accept one finding: it stays in the answer, marked",
  arguments: [{ name: "<fingerprint>", help: "the finding, as can-i-deploy and diff --format json print it" }],
  options: [
    APPLICATION,
    { flags: "--reason <text>", help: "why it may pass" },
    { flags: "--owner <name>", help: "who answers for it" },
    { flags: "--until <date>", help: "the last day on which it holds (ISO 8601)" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: ['tally accept 0123456789abcdef -a orders --reason "nobody reads it" --owner ana --until 2026-12-31'],
  async run(input, io) {
    const fingerprint = input.args[0] ?? "";
    if (!/^[0-9a-f]{16}$/.test(fingerprint))
      throw new TallyError(
        "E_USAGE",
        `"${fingerprint}" is no fingerprint: 16 hexadecimal characters, as a finding shows them`,
      );
    const application = needed(input, "pacticipant", "-a APPLICATION");
    const until = text(input, "until");
    const { body } = await clientFor(input, io).call({
      method: "POST",
      path: ["api", "acceptances"],
      body: {
        application,
        fingerprint,
        reason: needed(input, "reason", "--reason TEXT"),
        owner: needed(input, "owner", "--owner NAME"),
        ...(until !== undefined && { until }),
      },
    });
    const end = until === undefined ? "" : ` until ${until}`;
    return answered(input, io, body, `Accepted: ${fingerprint} of ${application}${end}.\n`);
  },
};
