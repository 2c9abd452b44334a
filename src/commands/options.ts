import { TallyError } from "../core/errors.ts";
import { DIRECTIONS, type Direction } from "../core/finding.ts";
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

const nameOf = ({ flags }: OptionSpec): string => /--([a-z-]+)/.exec(flags)?.[1] ?? "";

/** Refuses options that would change nothing: where one of them was typed, throws E_USAGE with its name and why. */
export function refuseTyped(input: Input, specs: readonly OptionSpec[], why: string): void {
  const typed = new Set(input.sequence.map(([name]) => name));
  const camel = (name: string): string => name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const found = specs.map(nameOf).find((name) => typed.has(camel(name)));
  if (found !== undefined) throw new TallyError("E_USAGE", `--${found} ${why}`);
}

/** The date that `--now` gives, ISO 8601 in UTC; undefined where it was not given. Throws E_USAGE. */
export function dateOf(input: Input): string | undefined {
  const given = text(input, "now");
  if (given === undefined) return undefined;
  const day = given.slice(0, 10);
  const isDay = isoOf(day)?.startsWith(day) === true; // there is no 30th of February
  const iso = isDay && /^\d{4}-\d{2}-\d{2}(T|$)/.test(given) ? isoOf(given) : null;
  if (iso !== null) return iso;
  throw new TallyError("E_USAGE", `--now ${given} is no date`, { hint: "like 2026-12-31 or 2026-12-31T12:00:00Z" });
}

function isoOf(date: string): string | null {
  const moment = Date.parse(date);
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}

/** Options that many commands share. */
export const APPLICATION: OptionSpec = { flags: "-a, --pacticipant <name>", help: "the application" };
export const VERSION: OptionSpec = { flags: "-e, --version <version>", help: "its version" };
export const OUTPUT: OptionSpec = {
  flags: "-o, --output <format>",
  help: "how to print",
  choices: ["table", "json"],
  default: "table",
};
/** What puts directions in force: the words that `--direction` takes. */
export const DIRECTION_WORDS: readonly string[] = [...DIRECTIONS, "full"];

/** The directions that `--direction` puts in force; none where it was not given. */
export function directionsIn(input: Input): readonly Direction[] {
  const word = text(input, "direction");
  return DIRECTIONS.filter((direction) => word === direction || word === "full");
}

/** Where something is recorded; the Pact command lines call it --environment. */
export const ENVIRONMENT: readonly OptionSpec[] = [
  { flags: "--environment <name>", help: "the environment" },
  { flags: "--to-environment <name>", help: "the same as --environment" },
];

/** The environment that was named. Throws E_USAGE. */
export const environmentName = (input: Input): string =>
  text(input, "toEnvironment") ?? needed(input, "environment", "--environment NAME");
