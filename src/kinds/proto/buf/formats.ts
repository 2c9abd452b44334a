import { groupBy } from "../../../core/group.ts";
import { hashOf } from "../../../core/json.ts";
import { commandData, commandProperty } from "../../../core/workflow-command.ts";
import type { BufAnnotation } from "./report.ts";

/** Names of the forms of buf's `--error-format` that we write. */
export const BUF_FORMATS = ["text", "json", "github-actions", "junit", "msvs", "gitlab-code-quality"] as const;

/** Name of a form. */
export type BufFormat = (typeof BUF_FORMATS)[number];

const shownPath = ({ path }: BufAnnotation): string => path ?? "<input>";

/** `path:line:column:message`. */
const line = (annotation: BufAnnotation): string =>
  `${shownPath(annotation)}:${annotation.startLine}:${annotation.startColumn}:${annotation.message}`;

/** JSON as Go writes it: what HTML or JavaScript could misread is escaped by its code. */
const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

function json({ path, startLine, startColumn, endLine, endColumn, rule, message }: BufAnnotation): string {
  return goJson({
    ...(path !== null && { path }),
    start_line: startLine,
    start_column: startColumn,
    end_line: endLine,
    end_column: endColumn,
    type: rule,
    message,
  });
}

/** A workflow command of GitHub. */
function github(annotation: BufAnnotation): string {
  const { path, startLine, startColumn, endLine, endColumn, message } = annotation;
  const place = path === null ? "" : `,line=${startLine},col=${startColumn},endLine=${endLine},endColumn=${endColumn}`;
  return `::error file=${commandProperty(shownPath(annotation))}${place}::${commandData(message)}`;
}

const msvs = (annotation: BufAnnotation): string =>
  `${shownPath(annotation)}(${annotation.startLine},${annotation.startColumn}) : error ${annotation.rule} : ${annotation.message}`;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};
// Control characters that XML 1.0 cannot carry become the replacement character.
const xml = (text: string): string =>
  [...text]
    .map((letter) => ESCAPES[letter] ?? (letter < " " && !"\t\n\r".includes(letter) ? "\ufffd" : letter))
    .join("");

/** One suite per file, one failing case per finding. */
function junit(annotations: readonly BufAnnotation[]): string {
  const suites = groupBy(annotations, (annotation) => shownPath(annotation).replace(/\.proto$/, ""));
  const texts = [...suites].map(([name, found]) =>
    [
      `  <testsuite name="${xml(name)}" tests="${found.length}" failures="${found.length}" errors="0">`,
      ...found.map(junitCase),
      "  </testsuite>",
    ].join("\n"),
  );
  return ["<testsuites>", ...texts, "</testsuites>", ""].join("\n");
}

function junitCase(annotation: BufAnnotation): string {
  const { rule, path, startLine, startColumn } = annotation;
  const name = path === null ? rule : `${rule}_${startLine}_${startColumn}`;
  return [
    `    <testcase name="${xml(name)}">`,
    `      <failure message="${xml(line(annotation))}" type="${rule}"></failure>`,
    "    </testcase>",
  ].join("\n");
}

const LINES = { text: line, json, "github-actions": github, msvs } as const;

/** One list for GitLab's code quality report; the fingerprint is ours, buf does not publish how it makes its own. */
const gitlab = (annotations: readonly BufAnnotation[]): string =>
  `${goJson(
    annotations.map((annotation) => {
      const { path, startLine, startColumn, endLine, endColumn, rule, message } = annotation;
      const at = (line: number, column: number) => (path === null ? {} : { line, column });
      const positions = { begin: at(startLine, startColumn), end: at(endLine, endColumn) };
      return {
        description: message,
        check_name: rule,
        fingerprint: hashOf(annotation),
        location: { ...(path !== null && { path }), positions },
        severity: "minor",
      };
    }),
  )}\n`;

/** The findings in one of buf's forms; nothing at all where there are none. */
export function renderBuf(annotations: readonly BufAnnotation[], format: BufFormat): string {
  if (annotations.length === 0) return "";
  if (format === "junit") return junit(annotations);
  if (format === "gitlab-code-quality") return gitlab(annotations);
  return annotations.map((annotation) => `${LINES[format](annotation)}\n`).join("");
}
