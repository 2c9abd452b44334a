import { TallyError } from "../src/core/errors.ts";
import { type Finding, operationsOf } from "../src/core/finding.ts";
import { DEFAULT_LOAD } from "../src/core/kind.ts";
import { bundleSource, type Source } from "../src/core/source.ts";
import { DEFAULT_IN_FORCE } from "../src/core/verdict.ts";
import { openapi } from "../src/kinds/openapi/index.ts";
import { payloadLines } from "../src/report/payload.ts";
import { type Proof, proveUnbroken } from "./conformance-openapi-proof.ts";

/** One change as the peer reports it. */
export interface Expected {
  readonly id: string;
  readonly level: "ERR" | "WARN" | "INFO";
  readonly operation: string;
  readonly path: string;
  readonly text: string;
}

/** One labelled pair of documents. */
export interface Row {
  readonly name: string;
  readonly base: string;
  readonly revision: string;
  readonly expected: readonly Expected[];
}

/** One point on which we differ from the peer, and what shows that we may. */
interface Difference {
  readonly says: string;
  /** Witness, proof or waiver; empty where there is none. */
  readonly shown: readonly string[];
}

/** What we make of a row. */
export interface Outcome {
  readonly row: Row;
  readonly findings: readonly Finding[];
  readonly differences: readonly Difference[];
}

/** The day that sunset dates are judged at: the one the labels were made on. */
const NOW = "2026-11-21";

const source = (name: string, text: string): Source =>
  bundleSource({ kind: "openapi", entry: name, files: [{ path: name, bytes: Buffer.from(text) }] }, name);

/** Compares the two documents of a row, and shows why we differ from the peer where we do. */
export async function judge(row: Row): Promise<Outcome> {
  const [base, revision] = [source("base.yaml", row.base), source("revision.yaml", row.revision)];
  try {
    const pair = await openapi.loadPair(base, revision, DEFAULT_LOAD);
    const findings = await openapi.compare(pair.before, pair.after, {
      tolerances: DEFAULT_IN_FORCE.tolerances,
      now: NOW,
    });
    return { row, findings, differences: await differencesOf(row, findings, [base, revision]) };
  } catch (error) {
    if (!(error instanceof TallyError)) throw error;
    const shown = [`${error.code}: ${error.message}`];
    return { row, findings: [], differences: [{ says: "it compares documents that we refuse", shown }] };
  }
}

/** Breaks on the wire: operation ids and tags matter to generated source only. */
const isBreak = (finding: Finding): boolean =>
  finding.level === "breaking" && finding.direction === "backward" && finding.surface !== "source";

async function differencesOf(
  row: Row,
  findings: readonly Finding[],
  [base, revision]: readonly [Source, Source],
): Promise<readonly Difference[]> {
  const breaks = findings.filter(isBreak);
  const missed = row.expected
    .filter(({ level }) => level === "ERR")
    .filter((expected) => !breaks.some((finding) => concerns(finding, expected)));
  const proofs = missed.length > 0 ? await proveUnbroken(base, revision) : [];
  const quiet = row.expected.every(({ level }) => level === "INFO");
  return [
    ...missed.map((expected) => ({
      says: `it says ERR ${expected.id} on ${expected.operation} ${expected.path}: ${expected.text}`,
      shown: [...tolerated(findings, expected), ...proofsFor(proofs, expected)],
    })),
    ...(quiet ? breaks : []).map((finding) => ({
      says: `it says nothing above INFO, we say breaking: ${finding.id}, ${finding.message}`,
      shown: evidenceOf(finding),
    })),
  ];
}

const erased = (path: string): string => path.replace(/\{[^{}]*\}/g, "{}");

const operationOf = (expected: Expected): string =>
  erased(`${expected.operation} ${expected.path.replace("webhook:", "")}`.trim());

/** Is the finding about the operation that the peer speaks of? */
export function concerns(finding: Finding, expected: Expected): boolean {
  const wanted = operationOf(expected);
  return wanted === "" || operationsOf(finding).some((name) => erased(name) === wanted);
}

/** What is risky to us and has the peer's name, with its witness. */
const tolerated = (findings: readonly Finding[], expected: Expected): readonly string[] =>
  findings
    .filter(({ direction, level }) => direction === "backward" && level === "risky")
    .filter((finding) => concerns(finding, expected) && finding.peers.oasdiff.includes(expected.id))
    .flatMap((finding) => [
      `risky${finding.tolerance ? ` (${finding.tolerance})` : ""}: ${finding.id}, ${finding.message}`,
      ...evidenceOf(finding),
    ]);

function evidenceOf({ witness, noWitness }: Finding): readonly string[] {
  if (witness === null) return noWitness === undefined ? [] : [`no witness: ${noWitness}`];
  return [`witness, ${witness.outcome}: ${payloadLines(witness.payload).join(" | ")}`];
}

/** Does the peer's change speak of this part of the operation? */
function isAbout({ id, text }: Expected, element: string): boolean {
  if (/stability|sunset/.test(id)) return element === "promise";
  if (id.includes("parameter")) {
    return element.startsWith("parameter.") && text.includes(`\`${element.split(".").at(-1)}\``);
  }
  if (id.includes("success-status")) return element === "response";
  if (id.startsWith("response-header")) return element.includes(".header.");
  return id.startsWith("response-") ? /^response\..*body/.test(element) : element.startsWith("request");
}

/** The proofs about the part of the operation that the peer speaks of. */
function proofsFor(proofs: readonly Proof[], expected: Expected): readonly string[] {
  const wanted = proofs.filter(
    ({ operation, element }) => erased(operation) === operationOf(expected) && isAbout(expected, element),
  );
  return wanted.every(({ proved }) => proved) ? wanted.flatMap(({ lines }) => lines) : [];
}
