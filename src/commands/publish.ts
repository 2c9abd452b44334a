import { join, resolve } from "node:path";
import { EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import { otherEnd } from "../core/events.ts";
import { isObject } from "../core/json.ts";
import type { Grant } from "../core/leniency.ts";
import type { ApplicationSetting, CopySetting, InterfaceSetting } from "../tally-yaml.ts";
import type { Command, Input, Io } from "./command.ts";
import { BROKER_OPTIONS, clientFor } from "./connect.ts";
import { type FoundPact, findPacts } from "./find-pacts.ts";
import { APPLICATION, OUTPUT, text, texts, VERSION } from "./options.ts";
import { packSchema } from "./pack-schema.ts";
import { jsonText } from "./printing.ts";
import { revisionOf } from "./revision.ts";
import { findSettings, type Settings } from "./settings.ts";

/** `tally publish`. */
export const publish: Command = {
  name: "publish",
  summary: "publish pacts, interfaces and schema copies of a version",
  arguments: [{ name: "[pacts...]", help: "pact files, folders or patterns; absent: the contracts of tally.yaml" }],
  options: [
    APPLICATION,
    VERSION,
    { flags: "--consumer-app-version <version>", help: "the same as --version" },
    { flags: "--interface <[name=]path>", help: "what the application offers (repeatable)", repeatable: true },
    {
      flags: "--copy <provider=path>",
      help: "a provider's schema that it was built against (repeatable)",
      repeatable: true,
    },
    { flags: "--branch <name>", help: "the branch (default: of CI or git)" },
    { flags: "--main-branch <name>", help: "the application's main branch" },
    { flags: "-t, --tag <name>", help: "a tag (repeatable)", repeatable: true },
    { flags: "-g, --tag-with-git-branch", help: "the branch as a tag, too" },
    { flags: "--commit <hash>", help: "the commit (default: of CI or git)" },
    { flags: "--build-url <url>", help: "the build (default: of CI)" },
    { flags: "-r, --auto-detect-version-properties", help: "for the Pact command lines; always done here" },
    { flags: "--dry-run", help: "read and check everything, publish nothing" },
    OUTPUT,
    ...BROKER_OPTIONS,
  ],
  examples: [
    "tally publish",
    "tally publish pacts/ -e 1.2.3 --branch main",
    "tally publish -a orders -e 1.2.3 --interface api/openapi.yaml",
    "tally publish -a web -e 7 --copy payments=vendor/payments.proto",
  ],
  run: runPublish,
};

/** What is published, with the folder that its paths count from. */
interface Plan {
  readonly application: string;
  readonly folder: string;
  readonly setting: ApplicationSetting | null;
  /** What is forgiven in the whole of tally.yaml. */
  readonly lenient: readonly Grant[];
  readonly pacts: readonly FoundPact[];
  readonly interfaces: readonly InterfaceSetting[];
  readonly copies: readonly CopySetting[];
}

async function runPublish(input: Input, io: Io): Promise<ExitCode> {
  const plan = await planOf(input, io);
  const given = text(input, "version") ?? text(input, "consumerAppVersion");
  const revision = await revisionOf(
    { version: given, branch: text(input, "branch"), commit: text(input, "commit"), buildUrl: text(input, "buildUrl") },
    io,
  );
  const { interfaces, copies } = await packed(plan, io);
  const mainBranch = text(input, "mainBranch");
  const branchTag = input.options.tagWithGitBranch === true && revision.branch !== null ? [revision.branch] : [];
  const body = {
    application: plan.application,
    version: revision.version,
    ...(revision.branch !== null && { branch: revision.branch }),
    ...(revision.commit !== null && { commit: revision.commit }),
    ...(revision.buildUrl !== null && { buildUrl: revision.buildUrl }),
    ...(mainBranch !== undefined && { mainBranch }),
    tags: [...new Set([...texts(input, "tag"), ...branchTag])],
    // Where no tally.yaml speaks of the application nothing is said, and what was said before stands.
    ...(plan.setting && policyOf(plan.setting, plan.lenient)),
    pacts: plan.pacts.map(({ bytes }) => ({ content: Buffer.from(bytes).toString("base64") })),
    interfaces,
    copies,
  };
  if (input.options.dryRun === true) {
    io.out(`Would publish ${plan.application} ${revision.version}: ${contents(plan)}.\n`);
    return EXIT.yes;
  }
  const answer = await clientFor(input, io).call({ method: "POST", path: ["api", "publish"], body });
  io.out(input.options.output === "json" ? jsonText(answer.body) : publishedText(answer.body, plan, revision.version));
  return EXIT.yes;
}

const policyOf = ({ strict, preset, reads }: ApplicationSetting, lenient: readonly Grant[]) => ({
  strict,
  preset,
  reads,
  ...(lenient.length > 0 && { lenient }), // absent beside the others it means nothing, and older brokers do not know it
});

async function packed(plan: Plan, io: Io) {
  const interfaces = [];
  for (const { name, formerly, ...words } of plan.interfaces)
    interfaces.push({
      ...(await packSchema(words, plan.folder, io)),
      ...(name && { name }),
      ...(formerly && { formerly }),
    });
  const copies = [];
  for (const { provider, name, operations, ...words } of plan.copies)
    copies.push({
      provider,
      ...(await packSchema(words, plan.folder, io)),
      ...(name && { name }),
      ...(operations && { operations }),
    });
  return { interfaces, copies };
}

/** Joins what was typed and what tally.yaml says. Throws E_USAGE where the application or anything to publish is missing. */
async function planOf(input: Input, io: Io): Promise<Plan> {
  const settings = await findSettings(io);
  const name = text(input, "pacticipant");
  const typed = input.args.length > 0 ? await findPacts(input.args, io.cwd, io) : null;
  const consumer = typed === null ? undefined : consumerOf(typed);
  const wanted = name ?? consumer;
  const setting = wanted !== undefined ? settings.find(wanted) : settings.file === null ? null : settings.only();
  const application = name ?? setting?.name ?? consumer;
  if (application === undefined)
    throw new TallyError("E_USAGE", "which application? Neither -a, nor a pact, nor tally.yaml names one", {
      hint: "say it with -a NAME",
    });
  const folder = join(settings.folder, setting?.path ?? "");
  const pacts = typed ?? (setting ? await findPacts(setting.contracts, folder, io) : []);
  const foreign = pacts.find((pact) => pact.consumer !== application);
  if (foreign)
    throw new TallyError("E_USAGE", `${foreign.files[0]} is a pact of ${foreign.consumer}, not of ${application}`, {
      hint: "-a names the application, -e its version",
    });
  const typedInterfaces = texts(input, "interface").map((word) => interfaceOf(word, settings, io));
  const typedCopies = texts(input, "copy").map((word) => copyOf(word, settings, io));
  const plan = {
    application,
    folder,
    setting,
    lenient: settings.lenient,
    pacts,
    interfaces: typedInterfaces.length > 0 ? typedInterfaces : (setting?.interfaces ?? []),
    copies: typedCopies.length > 0 ? typedCopies : (setting?.copies ?? []),
  };
  if (plan.pacts.length + plan.interfaces.length + plan.copies.length === 0)
    throw new TallyError("E_USAGE", `there is nothing to publish for ${application}`, {
      hint: "name pact files, --interface PATH or --copy PROVIDER=PATH, or write them into tally.yaml",
    });
  return plan;
}

function consumerOf(pacts: readonly FoundPact[]): string | undefined {
  const consumers = [...new Set(pacts.map(({ consumer }) => consumer))];
  if (consumers.length > 1)
    throw new TallyError(
      "E_USAGE",
      `the pacts are of several consumers (${consumers.join(", ")}): publish one at a time`,
    );
  return consumers[0];
}

/** `path`, or `name=path`; counted from the working folder. What tally.yaml declares of events at this path holds. */
function interfaceOf(word: string, settings: Settings, io: Io): InterfaceSetting {
  const equals = word.indexOf("=");
  const path = resolve(io.cwd, word.slice(equals + 1));
  const events = settings.eventsOf(path);
  return { path, ...(equals !== -1 && { name: word.slice(0, equals) }), ...(events && { events }) };
}

function copyOf(word: string, settings: Settings, io: Io): CopySetting {
  const equals = word.indexOf("=");
  if (equals < 1) throw new TallyError("E_USAGE", `--copy ${word}: PROVIDER=PATH is needed`);
  const path = resolve(io.cwd, word.slice(equals + 1));
  const events = settings.eventsOf(path);
  return { provider: word.slice(0, equals), path, ...(events && { events: otherEnd(events) }) };
}

function contents({ pacts, interfaces, copies }: Plan): string {
  return [
    ...pacts.map(({ provider }) => `pact with ${provider}`),
    ...interfaces.map(({ name, path }) => `interface ${name ?? "default"} (${path})`),
    ...copies.map(({ provider, path }) => `copy of ${provider} (${path})`),
  ].join(", ");
}

function publishedText(body: unknown, plan: Plan, version: string): string {
  const answer = isObject(body) ? body : {};
  const lines = ["pacts", "interfaces", "copies"].flatMap((list) => {
    const items = Array.isArray(answer[list]) ? answer[list].filter(isObject) : [];
    return items.map((item) => `  ${titleOf(list, item)}: ${item.outcome === "same" ? "known already" : "new"}`);
  });
  const queued =
    typeof answer.comparisons === "number" && answer.comparisons > 0
      ? `  ${answer.comparisons} ${answer.comparisons === 1 ? "comparison" : "comparisons"} under way\n`
      : "";
  return `Published: ${plan.application} ${version}\n${lines.map((line) => `${line}\n`).join("")}${queued}`;
}

function titleOf(list: string, item: Record<string, unknown>): string {
  if (list === "pacts") return `pact with ${String(item.provider)}`;
  const name = `${String(item.kind)}${item.name === "default" ? "" : ` ${String(item.name)}`}`;
  return list === "interfaces" ? `${name} interface` : `${name} copy of ${String(item.provider)}`;
}
