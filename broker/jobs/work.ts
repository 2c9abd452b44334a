import { describeError, type ErrorCode, TallyError } from "../../src/core/errors.ts";
import type { Finding } from "../../src/core/finding.ts";
import { DEFAULT_LOAD, type InterfacePair, type Kind } from "../../src/core/kind.ts";
import type { Place } from "../../src/core/place.ts";
import type { RetiredNumber } from "../../src/core/retired.ts";
import { snippetReader } from "../../src/core/snippet.ts";
import { type Bundle, bundleSource } from "../../src/core/source.ts";
import type { Tolerance } from "../../src/core/verdict.ts";
import { loadKind } from "../../src/kinds/index.ts";

/** Something heavy to be done with schemas: plain data, so that it can be handed to a thread. */
export type Task =
  | { readonly type: "load"; readonly label: string; readonly bundle: Bundle }
  | {
      readonly type: "compare";
      readonly labels: readonly [before: string, after: string];
      readonly before: Bundle;
      readonly after: Bundle;
      readonly tolerances: readonly Tolerance[];
    }
  /** Which numbers did the second give up? */
  | { readonly type: "retire"; readonly before: Bundle; readonly after: Bundle }
  /** The lines at these places. */
  | { readonly type: "snippets"; readonly bundle: Bundle; readonly places: readonly Place[] }
  /** Which of these numbers does it give another meaning? */
  | { readonly type: "reuse"; readonly numbers: readonly RetiredNumber[]; readonly after: Bundle };

/** A schema that was read: the hash of its meaning, what it offers, and the files that it needs. */
export interface Loaded {
  readonly identity: string;
  readonly operations: readonly string[];
  /** Elements that are marked as deprecated. */
  readonly deprecated: readonly string[];
  readonly bundle: Bundle;
}

/** What came of a task. */
export type TaskResult =
  | { readonly type: "loaded"; readonly value: Loaded }
  | { readonly type: "compared"; readonly findings: readonly Finding[] }
  | { readonly type: "retired"; readonly numbers: readonly RetiredNumber[] }
  /** In the order of the places; null where the text is not at hand. */
  | { readonly type: "snippets"; readonly texts: readonly (string | null)[] }
  | { readonly type: "error"; readonly code: ErrorCode; readonly message: string; readonly place: Place | null };

/** Does a task in the calling thread. Whatever goes wrong is a result, never thrown. */
export async function perform(task: Task): Promise<TaskResult> {
  try {
    return await work(task);
  } catch (error) {
    if (error instanceof TallyError) {
      return { type: "error", code: error.code, message: error.message, place: error.place };
    }
    return { type: "error", code: "E_TOOL", message: describeError(error), place: null };
  }
}

function work(task: Task): Promise<TaskResult> {
  switch (task.type) {
    case "load":
      return load(task.label, task.bundle);
    case "compare":
      return compare(task);
    case "retire":
      return retire(task.before, task.after);
    case "reuse":
      return reuse(task.numbers, task.after);
    case "snippets":
      return snippets(task.bundle, task.places);
  }
}

async function load(label: string, bundle: Bundle): Promise<TaskResult> {
  const kind = await loadKind(bundle.kind);
  const loaded = await kind.load(bundleSource(bundle, label), DEFAULT_LOAD);
  const { identity, operations, deprecated } = loaded;
  return { type: "loaded", value: { identity, operations, deprecated, bundle: await loaded.bundle() } };
}

async function compare(task: Extract<Task, { readonly type: "compare" }>): Promise<TaskResult> {
  const kind = await loadKind(task.before.kind);
  const [before, after] = [bundleSource(task.before, task.labels[0]), bundleSource(task.after, task.labels[1])];
  const pair = await kind.loadPair(before, after, DEFAULT_LOAD);
  const findings = await kind.compare(pair.before, pair.after, { tolerances: task.tolerances });
  return { type: "compared", findings: marked(findings, kind, pair) };
}

/** Findings with the leniencies that would cover them: who judges them later has no schemas at hand. */
const marked = (findings: readonly Finding[], kind: Kind, { before, after }: InterfacePair): readonly Finding[] =>
  findings.map((finding) => {
    const forgivable = finding.level === "safe" ? [] : kind.forgivable(finding, before, after);
    return forgivable.length === 0 ? finding : { ...finding, forgivable };
  });

async function retire(before: Bundle, after: Bundle): Promise<TaskResult> {
  const kind = await loadKind(after.kind);
  const pair = await kind.loadPair(bundleSource(before, "before"), bundleSource(after, "after"), DEFAULT_LOAD);
  return { type: "retired", numbers: [...(kind.retirement?.retired(pair.before, pair.after) ?? [])] };
}

async function reuse(numbers: readonly RetiredNumber[], bundle: Bundle): Promise<TaskResult> {
  const kind = await loadKind(bundle.kind);
  const after = await kind.load(bundleSource(bundle, "after"), DEFAULT_LOAD);
  const findings = (await kind.retirement?.reused(numbers, after)) ?? [];
  return { type: "compared", findings: marked(findings, kind, { before: after, after }) };
}

async function snippets(bundle: Bundle, places: readonly Place[]): Promise<TaskResult> {
  const kind = await loadKind(bundle.kind);
  const loaded = await kind.load(bundleSource(bundle, "shown"), DEFAULT_LOAD);
  return { type: "snippets", texts: places.map(snippetReader((file) => loaded.text(file))) };
}
