import { TallyError } from "../core/errors.ts";
import type { Input, OptionSpec } from "./command.ts";

/** The value of an option that takes a text; undefined where it was not given. */
export function text(input: Input, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === "string" ? value : undefined;
}

/** The value of an option that must be given. Throws E_USAGE with the words of the option. */
export function needed(input: Input, name: string, flags: string): string {
  const value = text(input, name);
  if (value === undefined || value === "") throw new TallyError("E_USAGE", `${flags} is needed`);
  return value;
}

/** The values of an option that may be given several times. */
export function texts(input: Input, name: string): readonly string[] {
  const value = input.options[name];
  return Array.isArray(value) ? value : [];
}

/** Was the switch given? */
export const flag = (input: Input, name: string): boolean => input.options[name] === true;

/** Options that many commands share. */
export const APPLICATION: OptionSpec = { flags: "-a, --pacticipant <name>", help: "the application" };
export const VERSION: OptionSpec = { flags: "-e, --version <version>", help: "its version" };
export const OUTPUT: OptionSpec = {
  flags: "-o, --output <format>",
  help: "how to print",
  choices: ["table", "json"],
  default: "table",
};
/** Where something is recorded; the Pact command lines call it --environment. */
export const ENVIRONMENT: readonly OptionSpec[] = [
  { flags: "--environment <name>", help: "the environment" },
  { flags: "--to-environment <name>", help: "the same as --environment" },
];

/** The environment that was named. Throws E_USAGE. */
export const environmentName = (input: Input): string =>
  text(input, "toEnvironment") ?? needed(input, "environment", "--environment NAME");
