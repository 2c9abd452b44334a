import { TallyError } from "../core/errors.ts";
import type { Command, Input } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { APPLICATION, flag, needed, OUTPUT, text } from "./options.ts";
import { answered } from "./printing.ts";

/** `tally retire`: an application, or one seam, no longer counts, so that one wrong publish does not block for ever. */
export const retire: Command = {
  name: "retire",
  summary: "take an application or a seam out of every question",
  options: [
    APPLICATION,
    { flags: "--consumer <name>", help: "the consumer of a seam" },
    { flags: "--provider <name>", help: "the provider of a seam" },
    { flags: "--reason <text>", help: "why" },
    { flags: "--owner <name>", help: "who decided it" },
    { flags: "--undo", help: "take the retirement back" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: [
    'tally retire -a old-shop --reason "switched off" --owner ana',
    'tally retire --consumer web --provider orders --reason "published by mistake" --owner ana',
    "tally retire -a old-shop --undo",
  ],
  async run(input, io) {
    const { path, words } = whatOf(input);
    const undo = flag(input, "undo");
    const client = clientFor(input, io);
    const decision = undo
      ? {}
      : { body: { reason: needed(input, "reason", "--reason TEXT"), owner: needed(input, "owner", "--owner NAME") } };
    const { body } = await client.call({ method: undo ? "DELETE" : "PUT", path: [...path, "retirement"], ...decision });
    return answered(input, io, body, `${undo ? "In use again" : "Retired"}: ${words}.\n`);
  },
};

function whatOf(input: Input): { readonly path: readonly string[]; readonly words: string } {
  const [application, consumer, provider] = [
    text(input, "pacticipant"),
    text(input, "consumer"),
    text(input, "provider"),
  ];
  if (application !== undefined && consumer === undefined && provider === undefined)
    return { path: ["api", "applications", application], words: application };
  if (application === undefined && consumer !== undefined && provider !== undefined)
    return { path: ["api", "seams", consumer, provider], words: `the seam of ${consumer} and ${provider}` };
  throw new TallyError(
    "E_USAGE",
    "what is to be retired? Either -a APPLICATION, or --consumer NAME with --provider NAME",
  );
}
