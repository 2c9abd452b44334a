import { concerns, judge, type Outcome, type Row } from "./conformance-openapi-judge.ts";
import { readRows } from "./json-lines.ts";

const describe = ({ row, differences }: Outcome): string =>
  [
    row.name,
    ...differences.flatMap(({ says, shown }) => [
      `  ${says}`,
      ...(shown.length > 0 ? shown : ["NOT SHOWN"]).map((line) => `    ${line}`),
    ]),
  ].join("\n");

function byCheck(outcomes: readonly Outcome[]): readonly string[] {
  const tally = new Map<string, { hits: number; all: number }>();
  for (const { row, findings } of outcomes) {
    for (const expected of row.expected.filter(({ level }) => level !== "INFO")) {
      const key = `${expected.level} ${expected.id}`;
      const entry = tally.get(key) ?? { hits: 0, all: 0 };
      const seen = findings.some(
        (finding) =>
          finding.direction === "backward" &&
          concerns(finding, expected) &&
          (expected.level === "ERR" ? finding.level === "breaking" : finding.level !== "safe"),
      );
      tally.set(key, { hits: entry.hits + (seen ? 1 : 0), all: entry.all + 1 });
    }
  }
  return [...tally].sort().map(([key, { hits, all }]) => `${hits}/${all} ${key}`);
}

async function main(file: string): Promise<void> {
  const outcomes: Outcome[] = [];
  for (const row of readRows<Row>(file)) outcomes.push(await judge(row));
  const different = outcomes.filter(({ differences }) => differences.length > 0);
  for (const outcome of different) console.log(describe(outcome));
  console.log("\nagreement by check (what the peer calls ERR or WARN):");
  for (const line of byCheck(outcomes)) console.log(`  ${line}`);
  const undecided = outcomes.filter(({ findings }) =>
    findings.some(({ level, direction }) => level === "undecided" && direction === "backward"),
  );
  const open = different.filter(({ differences }) => differences.some(({ shown }) => shown.length === 0));
  const less = different.filter(({ differences }) => differences.some(({ says }) => says.startsWith("it says ERR")));
  console.log(`\nrows with something undecided: ${undecided.length}`);
  console.log(
    `${outcomes.length} rows: ${outcomes.length - different.length} agree, ${different.length} differ ` +
      `(${less.length} where it says ERR and we do not), ${open.length} of them without a witness or a proof`,
  );
  process.exitCode = open.length === 0 ? 0 : 1;
}

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error("usage: npm run conformance:openapi -- FILE");
  process.exitCode = 2;
} else {
  await main(file);
}
