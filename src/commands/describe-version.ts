import { EXIT } from "../core/errors.ts";
import type { Command, Input } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { embedded, textAt } from "./hal.ts";
import { APPLICATION, needed, text, VERSION } from "./options.ts";
import { jsonText, tableText } from "./printing.ts";

/** `tally describe-version`. */
export const describeVersion: Command = {
  name: "describe-version",
  summary: "show a version: its branches, tags and build",
  options: [
    APPLICATION,
    VERSION,
    { flags: "-l, --latest [tag]", help: "the newest version, or the newest with a tag" },
    { flags: "--branch <name>", help: "the newest version of a branch" },
    { flags: "-o, --output <format>", help: "how to print", choices: ["table", "json", "id"], default: "table" },
    ...BROKER_OPTIONS,
  ],
  examples: ["tally describe-version -a orders -e 1.2.3", "tally describe-version -a orders --latest -o id"],
  async run(input, io) {
    const application = needed(input, "pacticipant", "-a APPLICATION");
    const path = ["pacticipants", application, ...which(input)];
    const { body } = await clientFor(input, io).call({ method: "GET", path });
    const number = textAt(body, "number");
    if (input.options.output === "json") io.out(jsonText(body));
    else if (input.options.output === "id") io.out(`${number}\n`);
    else io.out(describe(application, body));
    return EXIT.yes;
  },
};

function which(input: Input): readonly string[] {
  const [version, branch, latest] = [text(input, "version"), text(input, "branch"), input.options.latest];
  if (version !== undefined) return ["versions", version];
  if (branch !== undefined) return ["branches", branch, "latest-version"];
  return typeof latest === "string" ? ["latest-version", latest] : ["latest-version"];
}

function describe(application: string, body: unknown): string {
  const names = (list: string) =>
    embedded(body, list)
      .map((one) => textAt(one, "name"))
      .join(", ");
  const rows = [
    ["Version", textAt(body, "number")],
    ["Branches", names("branchVersions")],
    ["Tags", names("tags")],
    ["Build", textAt(body, "buildUrl")],
    ["Created", textAt(body, "createdAt")],
  ].filter(([, value]) => value !== "");
  return tableText(["Application", application], rows);
}
