import { printable } from "./clean.ts";
import { data, property } from "./github.ts";
import { partyText, type VerdictFormat } from "./verdict-report.ts";

const COMMAND = { failed: "error", missing: "warning", satisfied: "notice", "not-applicable": "notice" } as const;

/** Workflow commands of GitHub Actions: an annotation for each check that stands in the way, or forgives what would. */
export const verdictGithub: VerdictFormat = {
  name: "github",
  summary: "annotations for GitHub Actions",
  render: ({ verdict }) => {
    const told = verdict.checks.filter(
      ({ ignored, state, reason }) => !ignored && (state === "failed" || state === "missing" || reason === "forgiven"),
    );
    const lines = told.map((check) => {
      const next = check.next === null ? "" : `\nnext: ${check.next}`;
      const command = COMMAND[check.state];
      return `::${command} title=${property(check.reason)}::${data(`${partyText(check.provider)}: ${check.message}${next}`)}`;
    });
    return `${[...lines, `${verdict.verdict.toUpperCase()}: ${printable(verdict.sentence)}`].join("\n")}\n`;
  },
};
