import { type Finding, placeOf } from "../core/finding.ts";
import { activeFindings } from "../core/verdict.ts";
import { commandData, commandProperty } from "../core/workflow-command.ts";
import { clean } from "./clean.ts";
import { headline } from "./headline.ts";
import type { Format } from "./report.ts";

const COMMAND = { breaking: "error", undecided: "warning", risky: "warning", safe: "notice" } as const;

/** Workflow commands of GitHub Actions: an annotation at the place of each finding in force. */
export const github: Format = {
  name: "github",
  summary: "annotations for GitHub Actions",
  render: ({ comparison }) => [...activeFindings(comparison).map(annotation), headline(comparison), ""].join("\n"),
};

function annotation(finding: Finding): string {
  const place = placeOf(finding);
  const properties = [
    ...(place
      ? [
          ...[`file=${property(place.file)}`, `line=${place.line}`, `endLine=${place.endLine}`, `col=${place.column}`],
          ...(place.line === place.endLine ? [`endColumn=${place.endColumn}`] : []),
        ]
      : []),
    `title=${property(finding.id)}`,
  ];
  return `::${COMMAND[finding.level]} ${properties.join(",")}::${data(finding.message)}`;
}

/** Escapes a message by the rules of GitHub's workflow commands; what would hide in a log becomes visible. */
export const data = (value: string): string => commandData(clean(value));

/** Escapes the value of a property by the same rules. */
export const property = (value: string): string => commandProperty(clean(value));
