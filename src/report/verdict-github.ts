import { printable } from "./clean.ts";
import { data } from "./github.ts";
import { partyText, type VerdictFormat } from "./verdict-report.ts";

/** Workflow commands of GitHub Actions: an annotation for each check that stands in the way. */
export const verdictGithub: VerdictFormat = {
  name: "github",
  summary: "annotations for GitHub Actions",
  render: ({ verdict }) => {
    const blocking = verdict.checks.filter(
      (check) => !check.ignored && (check.state === "failed" || check.state === "missing"),
    );
    const lines = blocking.map((check) => {
      const next = check.next === null ? "" : `\nnext: ${check.next}`;
      const command = check.state === "failed" ? "error" : "warning";
      return `::${command} title=${check.reason}::${data(`${partyText(check.provider)}: ${check.message}${next}`)}`;
    });
    return `${[...lines, `${verdict.verdict.toUpperCase()}: ${printable(verdict.sentence)}`].join("\n")}\n`;
  },
};
