import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import {
  type Answer,
  contains,
  type Decision,
  DIALECTS,
  type Dialect,
  dialectOf,
  inexactNumber,
  type Policy,
  STRICT,
} from "../json-schema/index.ts";
import { clean } from "../report/clean.ts";
import type { Command, Input, Io, OptionSpec } from "./command.ts";
import { refuseTyped } from "./options.ts";
import { parseJson, readInput } from "./read-json.ts";

const LATEST: Dialect = "2020-12";

const EXPLAIN: OptionSpec = {
  flags: "--explain",
  help: "for a yes: what was demanded, and how each demand was discharged",
};

/** `tally contains A B`, or many pairs from a file of JSON lines. */
export const containsCommand: Command = {
  name: "contains",
  summary: "ask whether every document valid under one JSON Schema is valid under another",
  arguments: [
    { name: "[a]", help: "JSON Schema of the writer" },
    { name: "[b]", help: "JSON Schema of the reader" },
  ],
  options: [
    {
      flags: "--dialect <name>",
      help: "dialect of both (default: what $schema says, else 2020-12)",
      choices: DIALECTS,
    },
    { flags: "--formats", help: "`format` asserts; otherwise it annotates" },
    { flags: "-f, --format <name>", help: "how to print the answer", choices: ["text", "json"], default: "text" },
    {
      flags: "--strict-server",
      help: "B refuses property names that it does not declare, unless it says what others are",
    },
    { flags: "--ignore-unknown-properties", help: "B takes properties that it closes its objects against" },
    {
      flags: "--undeclared-names-absent",
      help: "A sends no property that it does not declare, unless it says otherwise",
    },
    {
      flags: "--extensible-enums <which>",
      help: "B takes other strings where it lists some: wherever, or where the schema says so",
      choices: ["off", "marked", "on"],
      default: "off",
    },
    { flags: "--null-as-absent", help: "B takes null for a property that it does not require" },
    {
      flags: "--discriminator-selects",
      help: "branches of unions with a `discriminator` ask for the values that select them",
    },
    EXPLAIN,
    {
      flags: "--jsonl <file>",
      help: "rows {id, a, b, dialect, formats?, policy?} (- for standard input); prints one answer a row, in order",
    },
  ],
  examples: ["tally contains old.schema.json new.schema.json", "tally contains --jsonl pairs.jsonl"],
  run: runContains,
};

async function runContains(input: Input, io: Io): Promise<ExitCode> {
  const { options, args } = input;
  if (typeof options.jsonl === "string") {
    if (args.length > 0) throw new TallyError("E_USAGE", "with --jsonl the schemas stand in the rows of its file");
    refuseTyped(input, [EXPLAIN], "is for one question: the rows of --jsonl are answered in a line each");
    return runRows(options.jsonl, defaultsOf(options), io);
  }
  const [first, second] = args;
  if (first === undefined || second === undefined)
    throw new TallyError("E_USAGE", "two schemas are needed", { hint: "tally contains A.json B.json" });
  if (first === "-" && second === "-") throw new TallyError("E_USAGE", "standard input can stand for one schema only");
  const [a, b] = [await readSchema(first, io), await readSchema(second, io)];
  const dialect = DIALECTS.find((name) => name === options.dialect) ?? dialectOf(a) ?? dialectOf(b) ?? LATEST;
  const formats = options.formats === true;
  const answer = await contains(a, b, { dialect, formats, explain: options.explain === true, ...policyOf(options) });
  const under = answer.policy && { policy: answer.policy, underPolicy: answer.underPolicy };
  const shown = { dialect, ...answer.strict, ...under };
  io.out(options.format === "json" ? `${JSON.stringify(shown, withoutSchemas, 2)}\n` : `${render(answer)}\n`);
  return exitOf(answer.underPolicy ?? answer.strict);
}

/** The policy that the options ask for; none of them: none. */
function policyOf(options: Input["options"]): { readonly policy?: Policy } {
  const policy: Policy = {
    ...STRICT,
    strictServer: options.strictServer === true,
    ignoreUnknownProperties: options.ignoreUnknownProperties === true,
    undeclaredNamesAbsent: options.undeclaredNamesAbsent === true,
    extensibleEnums: EXTENSIBLE.find((which) => which === options.extensibleEnums) ?? "off",
    nullAsAbsent: options.nullAsAbsent === true,
    discriminatorSelects: options.discriminatorSelects === true,
  };
  return isStrict(policy) ? {} : { policy: { ...policy, formats: options.formats === true } };
}

const EXTENSIBLE: readonly Policy["extensibleEnums"][] = ["off", "marked", "on"];

const isStrict = (policy: Policy): boolean => JSON.stringify(policy) === JSON.stringify(STRICT);

/** The policy of a row: an object with some of the names of a policy. */
function policyOfRow(given: unknown, formats: boolean): { readonly policy?: Policy } {
  if (given === undefined) return {};
  if (!isObject(given)) throw new TallyError("E_INVALID", "policy is an object");
  const { view, ...strict } = STRICT;
  for (const [name, value] of Object.entries(given)) {
    const known = Object.hasOwn(strict, name) && typeof value === typeof strict[name as keyof typeof strict];
    const isView = name === "view" && ["request", "response", null].includes(value as string | null);
    const isEnums = name !== "extensibleEnums" || EXTENSIBLE.some((which) => which === value);
    if (!isView && (!known || !isEnums))
      throw new TallyError(
        "E_INVALID",
        `policy: ${JSON.stringify(name)} is not known, or not ${JSON.stringify(value)}`,
      );
  }
  // Every member was checked against the type of its name.
  return { policy: { ...STRICT, formats, ...(given as Partial<Policy>) } };
}

/** Places are shown by pointer; the schema object that they carry is for programs. */
const withoutSchemas = (key: string, value: unknown): unknown => (key === "schema" ? undefined : value);

const exitOf = (decision: Decision): ExitCode =>
  decision.answer === "contained" ? EXIT.yes : decision.answer === "not-contained" ? EXIT.no : EXIT.unknown;

async function readSchema(file: string, io: Io): Promise<unknown> {
  return parseExactly(decode(await readInput(file, io), file), file);
}

/** The text of UTF-8 bytes, without a byte order mark. Throws E_SYNTAX for other bytes. */
function decode(bytes: Uint8Array, from: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new TallyError("E_SYNTAX", `${from} is not UTF-8`);
  }
}

function parseExactly(text: string, from: string): unknown {
  const number = inexactNumber(text);
  if (number !== null)
    throw new TallyError("E_INVALID", `${from}: the number ${number} does not survive being read as a double`);
  return parseJson(text, from);
}

function render({ strict, policy, underPolicy }: Answer): string {
  if (policy === null || underPolicy === null) return renderDecision(strict);
  const asked = Object.entries(policy).filter(([name, value]) => value !== STRICT[name as keyof Policy]);
  const names = asked.map(([name, value]) => (value === true ? name : `${name} ${value}`)).join(", ");
  return `${renderDecision(strict)}\nunder the policy (${names}): ${renderDecision(underPolicy)}`;
}

function renderDecision(strict: Decision): string {
  switch (strict.answer) {
    case "contained":
      return [
        "contained: every document valid under A is valid under B",
        ...strict.trace.map((line) => `  ${clean(line)}`),
      ].join("\n");
    case "undecided":
      return `undecided (${strict.reason.code}): ${clean(strict.reason.detail)}`;
    case "not-contained": {
      const { gap } = strict;
      const where = gap
        ? `\n  refused at ${gap.instance || "the root"} by ${gap.keyword}${gap.property === undefined ? "" : ` ${JSON.stringify(gap.property)}`}${gap.b ? ` of B at #${gap.b.pointer}` : ""}`
        : "";
      return clean(
        `not contained: valid under A, invalid under B (ajv and hyperjump agree)\n  ${JSON.stringify(strict.witness)}${where}`,
      );
    }
  }
}

/** What the options say of rows that do not say it themselves. */
interface Defaults {
  readonly dialect: unknown;
  readonly formats: boolean;
  readonly policy?: Policy;
}

const defaultsOf = (options: Input["options"]): Defaults => ({
  dialect: options.dialect,
  formats: options.formats === true,
  ...policyOf(options),
});

/** Answers rows in order; a bad row gets an error and does not stop the rest. */
async function runRows(file: string, defaults: Defaults, io: Io): Promise<ExitCode> {
  let bad = 0;
  for (const line of linesOf(await readInput(file, io))) {
    const row = await answerRow(line, defaults);
    if (row === null) continue;
    if ("error" in row) bad += 1;
    io.out(`${JSON.stringify(row, withoutSchemas)}\n`);
  }
  if (bad > 0) io.talk(`${bad} ${bad === 1 ? "row" : "rows"} could not be read\n`);
  return bad > 0 ? EXIT.wrongUse : EXIT.yes;
}

/** Lines as bytes, so that one that is not UTF-8 spoils no other. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    yield bytes.subarray(start, end);
    start = end + 1;
  }
}

const NEWLINE = 10;

/** The answer of one row; null for a line of white space. */
async function answerRow(line: Uint8Array, defaults: Defaults): Promise<Readonly<Record<string, unknown>> | null> {
  const start = performance.now();
  const elapsed = (): number => Math.round((performance.now() - start) * 1000) / 1000;
  let id: unknown = null;
  try {
    const text = decode(line, "the row");
    if (text.trim() === "") return null;
    const row: unknown = JSON.parse(text);
    if (!isObject(row)) throw new TallyError("E_INVALID", "a row is an object {id, a, b, dialect, formats?}");
    id = row.id ?? null;
    if (!Object.hasOwn(row, "a") || !Object.hasOwn(row, "b")) throw new TallyError("E_INVALID", "a row needs a and b");
    const options = optionsOf(row, defaults);
    parseExactly(text, "the row");
    const { strict, underPolicy } = await contains(row.a, row.b, options);
    const under = underPolicy && { underPolicy: shortened(underPolicy) };
    return { id, ...shortened(strict), ...under, steps: strict.steps, ms: elapsed() };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { id, answer: "error", error: why, steps: 0, ms: elapsed() };
  }
}

/** How a row is to be decided. Throws E_INVALID for what it says in another shape. */
function optionsOf(row: Readonly<Record<string, unknown>>, defaults: Defaults) {
  const asked = row.dialect ?? defaults.dialect ?? dialectOf(row.a) ?? dialectOf(row.b) ?? LATEST;
  const dialect = DIALECTS.find((name) => name === asked);
  if (dialect === undefined) throw new TallyError("E_INVALID", `dialect ${JSON.stringify(asked)} is not known`);
  const formats = row.formats ?? defaults.formats;
  if (typeof formats !== "boolean") throw new TallyError("E_INVALID", "formats is true or false");
  if (row.policy !== undefined) return { dialect, formats, ...policyOfRow(row.policy, formats) };
  return { dialect, formats, ...(defaults.policy && { policy: { ...defaults.policy, formats } }) };
}

function shortened(decision: Decision): Readonly<Record<string, unknown>> {
  if (decision.answer === "not-contained") return { answer: decision.answer, witness: decision.witness };
  return decision.answer === "undecided"
    ? { answer: decision.answer, reason: decision.reason }
    : { answer: decision.answer };
}
