import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Command, CommandEntry, Input } from "../src/commands/command.ts";
import { ERRORS, EXIT, TallyError } from "../src/core/errors.ts";
import { VERSION } from "../src/version.ts";
import { tally } from "./support/io.ts";

function probe(run: Command["run"]): readonly CommandEntry[] {
  const command: Command = {
    name: "probe",
    summary: "shows what reached it",
    arguments: [{ name: "[names...]", help: "names" }],
    options: [
      { flags: "-a, --pacticipant <name>", help: "an application", repeatable: true },
      { flags: "-e, --version <number>", help: "its version", repeatable: true },
      { flags: "-l, --latest [tag]", help: "the latest", repeatable: true },
      { flags: "--level <level>", help: "a level", choices: ["low", "high"], default: "low" },
      { flags: "--colour <name>", help: "colours", choices: ["red", "blue"], repeatable: true },
      { flags: "-b, --base <url>", help: "where", env: "PROBE_BASE" },
    ],
    examples: ["tally probe x"],
    run,
  };
  return [{ name: "probe", summary: command.summary, load: async () => command }];
}

async function parsed(argv: readonly string[], env: Record<string, string> = {}): Promise<Input> {
  let seen: Input | undefined;
  const entries = probe(async (input) => {
    seen = input;
    return EXIT.yes;
  });
  const ran = await tally(["probe", ...argv], { env }, entries);
  if (!seen) throw new Error(ran.talk);
  return seen;
}

test.each([["--level"], ["--colour"]])("a word that %s does not take is refused", async (flag) => {
  for (const word of ["grey", "red,blue", "RED"]) {
    const ran = await tally(
      ["probe", flag, word],
      {},
      probe(async () => EXIT.yes),
    );
    expect(ran).toMatchObject({ exit: EXIT.wrongUse, talk: expect.stringContaining("Allowed choices are ") });
  }
  expect((await parsed(["--colour", "red", "--colour", "blue"])).options.colour).toEqual(["red", "blue"]);
});

test("selectors keep the order in which they were typed", async () => {
  const { sequence } = await parsed(["-a", "A", "-e", "1", "--pacticipant=B", "-l", "main"]);
  expect(sequence).toEqual([
    ["pacticipant", "A"],
    ["version", "1"],
    ["pacticipant", "B"],
    ["latest", "main"],
  ]);
});

test("an option falls back to its environment variable, then to its default", async () => {
  expect((await parsed([])).options).toMatchObject({ level: "low" });
  expect((await parsed([], { PROBE_BASE: "http://x" })).options.base).toBe("http://x");
  expect((await parsed(["-b", "http://y"], { PROBE_BASE: "http://x" })).options.base).toBe("http://y");
});

test("what an error says of a document moves no cursor and commands no log", async () => {
  const ran = await tally(
    ["probe"],
    {},
    probe(async () => {
      throw new TallyError("E_INVALID", "the name \u001b[2Jx", { hint: "::add-mask::x" });
    }),
  );
  expect(ran.talk).toBe("error: the name \\u001b[2Jx [E_INVALID]\n\\u003a:add-mask::x\n");
});

test("wrong use exits 2 and says how to get help", async () => {
  for (const argv of [["probe", "--level", "middle"], ["probe", "--nope"], ["nonsense"]]) {
    const ran = await tally(
      argv,
      {},
      probe(async () => EXIT.yes),
    );
    expect(ran.exit, argv.join(" ")).toBe(EXIT.wrongUse);
    expect(ran.out).toBe("");
    expect(ran.talk).toMatch(/--help/);
  }
});

test("help and version exit 0 and go to standard output", async () => {
  const entries = probe(async () => EXIT.yes);
  expect(await tally(["--version"], {}, entries)).toMatchObject({ exit: 0, out: `${VERSION}\n` });
  expect((await tally([], {}, entries)).out).toContain("shows what reached it");
  expect((await tally(["--help"], {}, entries)).out).toContain("probe");
  const help = await tally(["probe", "--help"], {}, entries);
  expect(help).toMatchObject({ exit: 0 });
  expect(help.out).toContain("tally probe x");
});

test("a known error shows its message, place and hint, and exits as the catalogue says", async () => {
  const place = { file: "a.yaml", line: 3, column: 7, endLine: 3, endColumn: 9 };
  for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
    const entries = probe(async () => {
      throw new TallyError(code, "it is wrong", { place, hint: "do it right" });
    });
    const ran = await tally(["probe"], {}, entries);
    expect(ran).toMatchObject({
      exit: ERRORS[code].exit,
      out: "",
      talk: `error: a.yaml:3:7: it is wrong [${code}]\ndo it right\n`,
    });
  }
});

test("an unexpected error shows no stack", async () => {
  const ran = await tally(
    ["probe"],
    {},
    probe(async () => Promise.reject(new Error("boom"))),
  );
  expect(ran.exit).toBe(EXIT.wrongUse);
  expect(ran.talk).toContain("boom");
  expect(ran.talk).not.toContain(" at ");
});

test("the version is that of the package", () => {
  expect(JSON.parse(readFileSync("package.json", "utf8")).version).toBe(VERSION);
});

test.each([
  ["dif", "tally diff"],
  ["publsh", "tally publish"],
  ["recrod-release", "tally record-release"],
  ["merge", "tally can-i-merge"],
  ["changlog", "tally changelog"],
])("%s is taken for a slip, and the command that was meant is named", async (word, meant) => {
  const { exit, talk } = await tally([word]);
  expect([exit, talk]).toEqual([EXIT.wrongUse, expect.stringContaining(`did you mean "${meant}"?`)]);
});

test.each(["gibberish", "x", "", "dry-run", "x".repeat(100_000)])(
  "nothing is made up for another word",
  async (word) => {
    expect((await tally([word])).talk).not.toContain("did you mean");
  },
);
