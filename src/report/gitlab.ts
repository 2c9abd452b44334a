import { placeOf } from "../core/finding.ts";
import { activeFindings } from "../core/verdict.ts";
import type { Format } from "./report.ts";

const SEVERITY = { breaking: "critical", undecided: "major", risky: "minor", safe: "info" } as const;

/** GitLab Code Quality: a JSON list, one entry a finding in force. */
export const gitlab: Format = {
  name: "gitlab",
  summary: "GitLab Code Quality report",
  render: ({ comparison }) => {
    const issues = activeFindings(comparison).map((finding) => {
      const place = placeOf(finding);
      return {
        description: finding.message,
        check_name: finding.id,
        fingerprint: finding.fingerprint,
        severity: SEVERITY[finding.level],
        location: { path: place?.file ?? finding.element, lines: { begin: place?.line ?? 1 } },
      };
    });
    return `${JSON.stringify(issues, null, 2)}\n`;
  },
};
