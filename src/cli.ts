import { Command as Commander, CommanderError, InvalidArgumentError, Option } from "commander";
import type { Command, CommandEntry, Input, Io, OptionSpec } from "./commands/command.ts";
import { describeError, ERRORS, EXIT, type ExitCode, TallyError } from "./core/errors.ts";
import { clean } from "./report/clean.ts";
import { VERSION } from "./version.ts";

const HELP_CODES = new Set(["commander.help", "commander.helpDisplayed", "commander.version"]);

/**
 * From the words typed to an exit code. Touches no process: everything goes through `io`. Only the code of
 * the command that was asked for is loaded.
 */
export async function runCli(argv: readonly string[], entries: readonly CommandEntry[], io: Io): Promise<ExitCode> {
  let exit: ExitCode = EXIT.yes;
  const program = root(entries, io);
  const [first, second] = argv;
  const words = first === "help" && isWord(second) ? [second, "--help"] : argv;
  const entry = entries.find((candidate) => candidate.name === words[0]);
  if (entry) {
    const command = await entry.load();
    program.addCommand(
      bind(command, io, (result) => {
        exit = result;
      }),
    );
  }
  try {
    if (!entry && isWord(words[0])) throw unknown(words[0], entries);
    await program.parseAsync([...words], { from: "user" });
    return exit;
  } catch (error) {
    return report(error, io);
  }
}

function root(entries: readonly CommandEntry[], io: Io): Commander {
  const width = Math.max(...entries.map((entry) => entry.name.length));
  const list = entries.map((entry) => `  ${entry.name.padEnd(width)}  ${entry.summary}`).join("\n");
  const program = settle(new Commander("tally"), io)
    .version(VERSION, "-V, --version", "print the version")
    .enablePositionalOptions() // behind a command --version belongs to it: can-i-deploy -a orders --version 1.2.3
    .helpCommand(false)
    .argument("[command]")
    .addHelpText("after", `\nCommands:\n${list}\n\nHelp for one command: tally <command> --help`);
  program.helpInformation = () =>
    "Usage: tally <command> [options]\n\nContract testing and API compatibility: answers that come with proof.\n";
  return program.action(() => program.outputHelp());
}

/** Is it meant as the name of a command? */
const isWord = (word: string | undefined): word is string =>
  word !== undefined && word !== "help" && !word.startsWith("-");

const unknown = (name: string, entries: readonly CommandEntry[]): TallyError =>
  new TallyError("E_USAGE", `there is no command "${name}"`, { hint: nearest(name, entries) });

function nearest(name: string, entries: readonly CommandEntry[]): string {
  const word = name.slice(0, 40);
  const found = entries
    .map((entry) => ({
      name: entry.name,
      edits: name.length > 2 && entry.name.includes(name) ? 0 : editsBetween(word, entry.name),
    }))
    .sort((a, b) => a.edits - b.edits)
    .find(({ edits }) => edits <= word.length / LETTERS_PER_EDIT);
  return found ? `did you mean "tally ${found.name}"? All commands: tally --help` : "all commands: tally --help";
}

/** A word with more than one mistake in so many letters is another word. */
const LETTERS_PER_EDIT = 3;

/** How many letters must be put in, left out or changed to make one word of the other (Levenshtein). */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [at, wanted] of [...other].entries())
      next.push(Math.min((row[at] ?? 0) + (letter === wanted ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Makes commander throw instead of exiting and write through `io`. */
function settle(commander: Commander, io: Io): Commander {
  return commander.exitOverride().configureOutput({
    writeOut: (text) => io.out(text),
    writeErr: (text) => io.talk(text),
    outputError: () => undefined,
  });
}

function bind(command: Command, io: Io, done: (exit: ExitCode) => void): Commander {
  const commander = settle(new Commander(command.name), io).description(command.summary);
  for (const argument of command.arguments ?? []) commander.argument(argument.name, argument.help);
  const sequence: (readonly [string, string])[] = [];
  for (const spec of command.options) {
    const option = toOption(spec, io);
    commander.addOption(option);
    commander.on(`option:${option.name()}`, (value: string | null) => {
      sequence.push([option.attributeName(), value ?? ""]);
    });
  }
  if (command.examples.length > 0)
    commander.addHelpText("after", `\nExamples:\n${command.examples.map((line) => `  ${line}`).join("\n")}`);
  return commander.action(async () => {
    const input: Input = {
      args: commander.processedArgs.flat().filter((arg) => arg !== undefined),
      options: commander.opts(),
      sequence,
    };
    done(await command.run(input, io));
  });
}

function toOption(spec: OptionSpec, io: Io): Option {
  const option = new Option(spec.flags, spec.env ? `${spec.help} (or ${spec.env})` : spec.help);
  if (spec.choices) option.choices([...spec.choices]);
  if (spec.repeatable) {
    option.argParser((value: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      chosen(spec, value),
    ]);
  }
  const fallback = (spec.env && io.env[spec.env]) || spec.default;
  if (fallback !== undefined) option.default(spec.repeatable ? [fallback] : fallback, spec.default);
  return option;
}

/** The value, if the option takes it: commander leaves that to whoever parses values. */
function chosen({ choices }: OptionSpec, value: string): string {
  if (choices === undefined || choices.includes(value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
}

function report(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) {
    if (HELP_CODES.has(error.code)) return EXIT.yes;
    io.talk(`${clean(error.message)}\nSee: tally --help, or tally <command> --help\n`);
    return EXIT.wrongUse;
  }
  if (error instanceof TallyError) {
    io.talk(`error: ${clean(describeError(error))} [${error.code}]\n`);
    if (error.hint) io.talk(`${clean(error.hint)}\n`);
    return ERRORS[error.code].exit;
  }
  io.talk(`error: ${clean(describeError(error))} (unexpected: please report it with the input)\n`);
  return EXIT.wrongUse;
}
