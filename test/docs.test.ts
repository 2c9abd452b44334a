import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { BROKER_COMMANDS } from "../broker/commands/index.ts";
import { COMMANDS } from "../src/commands/index.ts";

const ENTRIES = [...COMMANDS, ...BROKER_COMMANDS];

/** Commands that share a page, or whose page would bear the name of another one. */
const GROUPED: Readonly<Record<string, string>> = {
  rules: "rules-command",
  "can-i-merge": "can-i-deploy",
  "record-deployment": "record",
  "record-undeployment": "record",
  "record-release": "record",
  "record-support-ended": "record",
  "create-environment": "record",
  "list-environments": "record",
  "describe-version": "applications",
  "create-or-update-pacticipant": "applications",
  "set-floor": "applications",
  accept: "applications",
  retire: "applications",
};

const pageOf = (name: string): string => `docs/${GROUPED[name] ?? name}.md`;
const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

describe.each(ENTRIES)("tally $name", ({ name, summary, load }) => {
  test("has a page that shows how it is typed", () => {
    expect(read(pageOf(name))).toMatch(new RegExp(`(tally|npm run) ${name}\\b`));
  });

  test("has a page that names each option, or leaves it to the page of shared ones", async () => {
    const { options } = await load();
    const text = `${read(pageOf(name))}\n${read("docs/options.md")}`;
    const words = new Set(text.match(/(?<![\w-])--?[a-zA-Z][\w-]*/g));
    const unnamed = options.filter(
      ({ flags }) => !(flags.match(/--?[a-zA-Z][\w-]*/g) ?? []).some((flag) => words.has(flag)),
    );
    expect(unnamed.map(({ flags }) => flags)).toEqual([]);
  });

  test("says the same of itself in the list of commands and in its own help", async () => {
    const command = await load();
    expect([command.name, command.summary]).toEqual([name, summary]);
    expect(command.examples.every((line) => line.includes(`tally ${name}`) || line.startsWith("npm run demo"))).toBe(
      true,
    );
  });
});

const pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...markdownBelow("docs")];

function markdownBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true }).map(String);
  return names.filter((name) => name.endsWith(".md")).map((name) => join(folder, name));
}

test.each(pages)("each link of %s leads somewhere", (page) => {
  const prose = read(page).replace(/```[\s\S]*?```/g, "");
  const links = [...prose.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target ?? "");
  const local = links.filter((target) => !/^[a-z]+:/.test(target));
  expect(local.filter((target) => !existsSync(join(dirname(page), target)))).toEqual([]);
});
