import { TallyError } from "../core/errors.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { html } from "./html.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import type { Format } from "./report.ts";
import { sarif } from "./sarif.ts";
import { text } from "./text.ts";

export { payloadLines } from "./payload.ts";
export { decidingFindings } from "./verdict-report.ts";

/** Every format of a comparison. A new one is a file here and a line in this list. */
export const FORMATS: readonly Format[] = [text, json, junit, github, markdown, gitlab, sarif, html];

/** The format of this name. Throws E_USAGE. */
export function findFormat(name: string): Format {
  const format = FORMATS.find((candidate) => candidate.name === name);
  if (!format) throw new TallyError("E_USAGE", `there is no format "${name}"`);
  return format;
}
