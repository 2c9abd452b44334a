import { join } from "node:path";
import { TallyError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { applyPreset, findPreset, PRESETS, type Preset } from "../core/preset.ts";
import { readBy } from "../core/reading.ts";
import { TOLERANCES, type Tolerance } from "../core/verdict.ts";
import type { Input, OptionSpec } from "./command.ts";
import type { Loaded } from "./compare-sources.ts";
import { text, texts } from "./options.ts";
import type { Settings } from "./settings.ts";

/** Options about what is forgiven and what is forbidden. */
export const JUDGING_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--preset <name>",
    help: "judge by a guideline (docs/diff.md)",
    choices: PRESETS.map((preset) => preset.name),
  },
  {
    flags: "--strict <tolerance>",
    help: `switch a tolerance off: ${TOLERANCES.join(", ")} or all (repeatable)`,
    choices: [...TOLERANCES, "all"],
    repeatable: true,
  },
  {
    flags: "--tolerate <tolerance>",
    help: "switch a tolerance on (repeatable)",
    choices: TOLERANCES,
    repeatable: true,
  },
];

/** How a comparison is judged. */
export interface Judging {
  readonly preset: Preset;
  /** Tolerances that forgive. */
  readonly tolerances: readonly Tolerance[];
  /** Tolerances that never do, whatever the document says. */
  readonly off: readonly Tolerance[];
}

/** What was typed, else what tally.yaml says of the sides. Throws E_USAGE. */
export function judgingOf(input: Input, settings: Settings, loaded: Pick<Loaded, "named">): Judging {
  const said = saidOf(settings, loaded);
  const preset = findPreset(text(input, "preset") ?? said.preset ?? "default");
  if (!preset) throw new TallyError("E_USAGE", "there is no such preset");
  const [strict, tolerate] = [texts(input, "strict"), texts(input, "tolerate")];
  const isOff = (name: Tolerance): boolean =>
    strict.includes(name) ||
    strict.includes("all") ||
    ((preset.off.includes(name) || said.strict.includes(name)) && !tolerate.includes(name));
  const off = TOLERANCES.filter(isOff);
  const on: readonly string[] = [...preset.tolerances, ...tolerate];
  return { preset, off, tolerances: TOLERANCES.filter((name) => on.includes(name) && !off.includes(name)) };
}

/**
 * The guideline of the application that offers one of the sides; of the application that keeps one of them as the copy of a
 * provider the one by which it reads, and what it switches off for itself.
 */
function saidOf(settings: Settings, { named }: Pick<Loaded, "named">) {
  const files = [named.after, named.before].flatMap(({ path, source }) =>
    path !== undefined ? path : source.folder === null ? [] : join(source.folder, source.entry),
  );
  const reader = settings.reading(files);
  if (reader) return { preset: reader.reads, strict: reader.strict };
  return { preset: settings.offering(files)?.preset ?? null, strict: [] };
}

/** The findings as they are judged: raised where a guideline forbids them, or where nothing forgives them. */
export const judged = (findings: readonly Finding[], { preset, tolerances, off }: Judging): readonly Finding[] =>
  readBy(applyPreset(findings, preset), { granted: tolerances, off });
