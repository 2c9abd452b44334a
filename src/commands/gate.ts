import { resolve } from "node:path";
import type { Client } from "../client.ts";
import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import { DEFAULT_IN_FORCE } from "../core/verdict.ts";
import { canIDeploy, type Facts, type Target, type Verdict } from "../gate/index.ts";
import { findVerdictFormat, VERDICT_FORMATS } from "../report/verdict-formats.ts";
import type { Input, Io, OptionSpec } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { type GateQuestion, questionOf } from "./gate-question.ts";
import { DIRECTION_WORDS, dateOf, flag, text } from "./options.ts";
import { jsonText } from "./printing.ts";

const FORMAT_NAMES = VERDICT_FORMATS.map((format) => format.name);

/** Facts may carry the findings of many comparisons, in bytes. */
const MAX_FACTS = 512 * 1024 * 1024;

/** The options of can-i-deploy and can-i-merge. What follows -a or --ignore belongs to it. */
export const GATE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "-a, --pacticipant <name>",
    help: "an application; several, each followed by its version, are judged together",
  },
  { flags: "-e, --version <version>", help: "its version" },
  { flags: "-l, --latest [tag]", help: "its newest version, or its newest with a tag" },
  { flags: "--branch <name>", help: "its newest version of a branch" },
  { flags: "--main-branch", help: "its newest version of its main branch" },
  { flags: "--ignore <name>", help: "do not let this application decide; with --version after it, only that version" },
  { flags: "-f, --format <name>", help: "how to print the answer", choices: FORMAT_NAMES },
  { flags: "-o, --output <name>", help: "the same as --format", choices: FORMAT_NAMES },
  { flags: "--direction <name>", help: "what blocks (default: backward)", choices: DIRECTION_WORDS },
  {
    flags: "--surface <name>",
    help: "surface that blocks (repeatable; default: all of them)",
    choices: DEFAULT_IN_FORCE.surfaces,
    repeatable: true,
  },
  { flags: "--retry-while-unknown <times>", help: "ask again while the answer is unknown" },
  { flags: "--retry-interval <seconds>", help: "pause between two questions", default: "10" },
  { flags: "--dry-run", help: "print the answer, and exit 0 whatever it is (or PACT_BROKER_CAN_I_DEPLOY_DRY_RUN)" },
  { flags: "--now <date>", help: "the date that acceptances are judged at (ISO 8601; default: today)" },
  { flags: "--facts <file>", help: "decide from these facts, without a broker" },
  { flags: "--facts-out <file>", help: "keep the facts that the answer rests on" },
  ...BROKER_OPTIONS,
];

/** Asks the gate, or decides from facts; prints the answer. 0 yes, 1 no, 3 unknown. */
export async function runGate(input: Input, io: Io, target: Target | null | "default"): Promise<ExitCode> {
  const format = findVerdictFormat(text(input, "format") ?? text(input, "output") ?? "text");
  const verdict = text(input, "facts") === undefined ? await ask(input, io, target) : await fromFacts(input, io);
  io.out(format.render({ verdict, colour: io.colour }));
  if (!isDryRun(input, io)) return EXIT[verdict.verdict];
  if (verdict.verdict !== "yes") io.talk(`dry run: the answer is ${verdict.verdict}, the exit code 0 all the same\n`);
  return EXIT.yes;
}

const isDryRun = (input: Input, io: Io): boolean =>
  flag(input, "dryRun") || io.env.PACT_BROKER_CAN_I_DEPLOY_DRY_RUN?.toLowerCase() === "true";

/** What the facts themselves say; it cannot be asked otherwise of them. */
const IN_FACTS = [
  "pacticipant",
  "version",
  "latest",
  "branch",
  "mainBranch",
  "ignore",
  "toEnvironment",
  "to",
  "direction",
  "surface",
];

async function fromFacts(input: Input, io: Io): Promise<Verdict> {
  if (input.sequence.some(([name]) => IN_FACTS.includes(name)))
    throw new TallyError(
      "E_USAGE",
      "the facts hold their own question: applications, target and directions cannot be given beside --facts",
    );
  const file = text(input, "facts") ?? "";
  const { readFacts } = await import("./read-facts.ts");
  const bytes = file === "-" ? await io.stdin(MAX_FACTS) : await io.readFile(resolve(io.cwd, file));
  return canIDeploy(atDate(readFacts(bytes, file === "-" ? "standard input" : file), input));
}

/** The same facts at the date that was given. */
function atDate(facts: Facts, input: Input): Facts {
  const now = dateOf(input);
  return now === undefined ? facts : { ...facts, now };
}

async function ask(input: Input, io: Io, target: Target | null | "default"): Promise<Verdict> {
  const question = await questionOf(input, io, target);
  const client = clientFor(input, io);
  const [times, seconds] = [number(input, "retryWhileUnknown", 0), number(input, "retryInterval", 10)];
  for (let left = times; ; left -= 1) {
    const verdict = await askOnce(client, question, input, io);
    if (verdict.verdict !== "unknown" || left <= 0) return verdict;
    io.talk(`unknown so far (${verdict.reason}); asking again in ${seconds} s, ${left} more\n`);
    await io.sleep(seconds * 1000);
  }
}

/** Decides here where the facts are wanted, else there: both come to the same. */
async function askOnce(client: Client, question: GateQuestion, input: Input, io: Io): Promise<Verdict> {
  const file = text(input, "factsOut");
  const here = file !== undefined || text(input, "now") !== undefined;
  const { body } = await client.call({
    method: "POST",
    path: ["api", "can-i-deploy"],
    body: { ...question, facts: here },
  });
  if (!here) return asVerdict(body);
  const { checkFacts } = await import("./read-facts.ts");
  const facts = atDate(checkFacts(body, `the answer of ${client.baseUrl}`), input);
  if (file !== undefined) await io.writeFile(resolve(io.cwd, file), jsonText(facts));
  return canIDeploy(facts);
}

function asVerdict(body: unknown): Verdict {
  if (isVerdict(body)) return body;
  throw new TallyError("E_BROKER", "the broker answered something that is no verdict: is it a Tallystick broker?");
}

/** Looks at what decides; the rest is only shown. */
const isVerdict = (body: unknown): body is Verdict =>
  isObject(body) &&
  body.schemaVersion === 1 &&
  (body.verdict === "yes" || body.verdict === "no" || body.verdict === "unknown") &&
  Array.isArray(body.checks) &&
  Array.isArray(body.notices);

function number(input: Input, name: string, fallback: number): number {
  const given = text(input, name);
  const value = given === undefined ? fallback : Number(given);
  if (!Number.isFinite(value) || value < 0 || value > 1_000_000 || given === "")
    throw new TallyError("E_USAGE", `"${given}" is no number (0 to 1000000)`);
  return value;
}
