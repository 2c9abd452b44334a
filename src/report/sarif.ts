import type { Location, Log, Result } from "sarif";
import { type Finding, placeOf } from "../core/finding.ts";
import type { Place } from "../core/place.ts";
import { activeFindings } from "../core/verdict.ts";
import { witnessLines } from "./payload.ts";
import type { Format, ReportInput } from "./report.ts";

const LEVEL = { breaking: "error", undecided: "warning", risky: "warning", safe: "note" } as const;

/** SARIF 2.1.0 (OASIS), one run; the old side is a related location. The types are made from the published schema. */
export const sarif: Format = { name: "sarif", summary: "SARIF 2.1.0 for code scanning", render: renderSarif };

function renderSarif({ comparison }: ReportInput): string {
  const active = activeFindings(comparison);
  const ids = [...new Set(active.map((finding) => finding.id))].sort();
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: comparison.tool.name,
            semanticVersion: comparison.tool.version,
            rules: ids.map((id) => ({ id, name: id, shortDescription: { text: id } })),
          },
        },
        columnKind: "utf16CodeUnits",
        results: active.map((finding) => resultOf(finding, ids.indexOf(finding.id))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(finding: Finding, ruleIndex: number): Result {
  const place = placeOf(finding);
  const proof = finding.witness ? `\n\n${witnessLines(finding.witness).join("\n")}` : "";
  return {
    ruleId: finding.id,
    ruleIndex,
    level: LEVEL[finding.level],
    message: { text: `${finding.message}${proof}` },
    ...(place && { locations: [locationOf(place)] }),
    ...(finding.after &&
      finding.before && { relatedLocations: [{ id: 1, ...locationOf(finding.before), message: { text: "before" } }] }),
    partialFingerprints: { "tallystick/v1": finding.fingerprint },
    properties: {
      direction: finding.direction,
      surface: finding.surface,
      operation: finding.operation,
      element: finding.element,
    },
  };
}

/** A path as a relative URI (RFC 3986, 4.2): no letter of it may start a scheme, a query or a fragment. */
const uriOf = (path: string): string => path.split("/").map(segment).join("/");
const segment = (text: string): string => encodeURIComponent(Buffer.from(text).toString("utf8"));

const locationOf = (place: Place): Location => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(place.file) },
    region: { startLine: place.line, startColumn: place.column, endLine: place.endLine, endColumn: place.endColumn },
  },
});
