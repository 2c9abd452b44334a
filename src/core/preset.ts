import type { Finding } from "./finding.ts";
import { DEFAULT_IN_FORCE, TOLERANCES, type Tolerance } from "./verdict.ts";

/** A published guideline as a way to judge: what its readers forgive, and which risks it forbids. */
export interface Preset {
  readonly name: string;
  /** What it is, and its source. */
  readonly summary: string;
  readonly tolerances: readonly Tolerance[];
  /** Tolerances that it switches off, even where the document grants them. */
  readonly off: readonly Tolerance[];
  /** Rules whose risky findings break under it. */
  readonly forbids: readonly string[];
}

const REMOVALS = [
  "openapi.response.property-removed",
  "openapi.request.property-removed",
  "openapi.parameter.removed",
  "openapi.response.success-removed",
  "proto.field.no-longer-written",
  "proto.message.removed",
  "proto.event.no-longer-published",
  "proto.event.no-longer-received",
] as const;

const DEFAULTS = [
  ...["request", "response", "parameter"].flatMap((where) =>
    ["added", "removed", "changed"].map((change) => `openapi.${where}.default-${change}`),
  ),
  "proto.field.default-changed",
];

/** Every preset. A consumer that reads more strictly than its guideline says so with `strict` in its tally.yaml. */
export const PRESETS: readonly Preset[] = [
  { name: "strict", summary: "pure containment: nothing is forgiven", tolerances: [], off: TOLERANCES, forbids: [] },
  { name: "default", summary: "what most readers do", tolerances: DEFAULT_IN_FORCE.tolerances, off: [], forbids: [] },
  {
    name: "zalando",
    summary:
      "Zalando RESTful API Guidelines, compatibility: fields are never removed, clients ignore unknown ones, enums grow only where marked",
    tolerances: DEFAULT_IN_FORCE.tolerances,
    off: [],
    forbids: REMOVALS,
  },
  {
    name: "google-aip",
    summary: "Google AIP-180: components are never removed, defaults never change, enums may grow",
    tolerances: [...DEFAULT_IN_FORCE.tolerances, "extensible-enums"],
    off: [],
    forbids: [...REMOVALS, ...DEFAULTS],
  },
  {
    name: "azure",
    summary:
      "Azure REST API Guidelines: servers refuse unknown request fields, so that none is sent before it is declared; enums grow only where marked, nothing is removed",
    tolerances: DEFAULT_IN_FORCE.tolerances,
    off: [],
    forbids: [...REMOVALS, ...DEFAULTS],
  },
];

/** The preset of this name, or null. */
export const findPreset = (name: string): Preset | null => PRESETS.find((preset) => preset.name === name) ?? null;

/** Why something breaks that usual readers forgive: `the zalando guideline forbids it`. */
export const forbids = (guideline: string): string => `the ${guideline} guideline forbids it`;

/** Raises what a preset forbids. A finding without a witness says that the guideline, not a payload, breaks it. */
export function applyPreset(findings: readonly Finding[], preset: Preset): readonly Finding[] {
  return findings.map((finding) => {
    if (finding.level !== "risky" || !preset.forbids.includes(finding.id)) return finding;
    const because = forbids(preset.name);
    const { tolerance: _, alsoTolerances: __, ...strict } = finding; // no reader's mildness lifts what is forbidden
    return {
      ...strict,
      level: "breaking",
      guideline: preset.name,
      ...(finding.witness === null && { noWitness: because }),
    };
  });
}
