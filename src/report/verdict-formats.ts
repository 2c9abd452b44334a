import { TallyError } from "../core/errors.ts";
import { verdictGithub } from "./verdict-github.ts";
import { verdictJson } from "./verdict-json.ts";
import { verdictJunit } from "./verdict-junit.ts";
import type { VerdictFormat } from "./verdict-report.ts";
import { verdictTable } from "./verdict-table.ts";
import { verdictText } from "./verdict-text.ts";

/** Every format of the gate's answer. A new one is a file here and a line in this list. */
export const VERDICT_FORMATS: readonly VerdictFormat[] = [
  verdictText,
  verdictTable,
  verdictJson,
  verdictJunit,
  verdictGithub,
];

/** The format of this name. Throws E_USAGE. */
export function findVerdictFormat(name: string): VerdictFormat {
  const format = VERDICT_FORMATS.find((candidate) => candidate.name === name);
  if (!format) throw new TallyError("E_USAGE", `there is no format "${name}"`);
  return format;
}
