import { EXIT, TallyError } from "../core/errors.ts";
import type { Rule } from "../core/rule.ts";
import { REMOVED } from "../gate/index.ts";
import { KINDS } from "../kinds/index.ts";
import type { Command } from "./command.ts";
import { jsonText } from "./printing.ts";

/** `tally rules [ID]`. */
export const rules: Command = {
  name: "rules",
  summary: "list the rules, or explain one",
  arguments: [{ name: "[id]", help: "a rule id, or the beginning of one" }],
  options: [{ flags: "-f, --format <name>", help: "how to print", choices: ["text", "json"], default: "text" }],
  examples: ["tally rules", "tally rules proto.field", "tally rules openapi.response --format json"],
  async run(input, io) {
    const prefix = input.args[0] ?? "";
    const kinds = await Promise.all(KINDS.map((entry) => entry.load()));
    const all: readonly Rule[] = [...kinds.flatMap((kind) => kind.rules), REMOVED];
    const found = all.filter((rule) => rule.id.startsWith(prefix));
    if (found.length === 0)
      throw new TallyError("E_NOT_FOUND", `no rule is called "${prefix}"`, { hint: "all rules: tally rules" });
    const exact = found.find((rule) => rule.id === prefix);
    const shown = exact ? [exact] : found;
    if (input.options.format === "json") io.out(jsonText(shown));
    else io.out(exact ? explain(exact) : listing(shown));
    return EXIT.yes;
  },
};

function listing(rules: readonly Rule[]): string {
  const width = Math.max(...rules.map((rule) => rule.id.length));
  return rules.map((rule) => `${rule.id.padEnd(width)}  ${rule.meaning}\n`).join("");
}

function explain(rule: Rule): string {
  const peers = [...rule.peers.buf.map((id) => `buf ${id}`), ...rule.peers.oasdiff.map((id) => `oasdiff ${id}`)];
  const lines = [
    rule.id,
    "",
    rule.meaning,
    "",
    `Why it hurts  ${rule.why}`,
    `Instead       ${rule.instead}`,
    `Surfaces      ${rule.surfaces.join(", ")}`,
    `Directions    ${rule.directions.join(", ")}`,
    `Mirror        ${rule.mirror}`,
    ...(peers.length > 0 ? [`Known as      ${peers.join(", ")}`] : []),
    ...(rule.waiver ? [`No witness    ${rule.waiver}`] : []),
  ];
  return `${lines.join("\n")}\n`;
}
