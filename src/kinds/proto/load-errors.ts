import { TallyError } from "../../core/errors.ts";
import type { Place } from "../../core/place.ts";

// `file:line:column: message` (protoc) or the same without the blank (buf).
const LINE = /^(.+?):(\d+):(\d+):(?! warning: ) ?(.*)$/;

/** The place of one character. */
export const pointPlace = (file: string, line: number, column: number): Place => ({
  file,
  line,
  column,
  endLine: line,
  endColumn: column + 1,
});

/**
 * What protoc said, as an error with the place of the first complaint that is not only a consequence of another, and the
 * side it is on: both may have such a file.
 * `path` turns the name of a file into its path relative to the root of the source.
 */
export function explainProtoc(talk: string, label: string, path: (name: string) => string): TallyError {
  const complaints = talk
    .split("\n")
    .map((line) => LINE.exec(line))
    .filter((match) => match !== null);
  const first = complaints.find((match) => !isConsequence(match[4] ?? "")) ?? complaints[0];
  if (!first) {
    const said = talk.split("\n").find((line) => line.trim() !== "" && !/: warning: /.test(line));
    return new TallyError("E_SYNTAX", `${label}: ${said ?? "protoc refused it without saying why"}`);
  }
  const [, name = "", line = "1", column = "1", message = ""] = first;
  const code = codeOf(message);
  const more = complaints.length > 1 ? ` (and ${complaints.length - 1} more)` : "";
  const file = path(name);
  const side = file === label ? "" : `, in ${label}`;
  return new TallyError(code, `${message.replace(/\.$/, "")}${more}${side}`, {
    place: pointPlace(file, Number(line), Number(column)),
  });
}

const isConsequence = (message: string): boolean =>
  /had errors\.?$|seems to be defined in|is not defined|which is not imported|^cannot find `|^imported file does not exist/.test(
    message,
  );

function codeOf(message: string) {
  if (/recursion limit|nested too deep/i.test(message)) return "E_TOO_DEEP";
  return /^Import |recursively imports itself|virtual path/.test(message) ? "E_IMPORT" : "E_SYNTAX";
}
