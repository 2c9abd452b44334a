import type { DescFile } from "@bufbuild/protobuf";
import { TallyError } from "../../../core/errors.ts";
import type { LoadOptions } from "../../../core/kind.ts";
import type { Side } from "../../../core/place.ts";
import type { Source } from "../../../core/source.ts";
import { loadPair } from "../load-pair.ts";
import type { ProtoModel } from "../model.ts";
import { checkDeleted } from "./check-deleted.ts";
import { checkEnums } from "./check-enums.ts";
import { checkFields } from "./check-fields.ts";
import { checkFiles } from "./check-files.ts";
import { checkMessages } from "./check-messages.ts";
import { checkServices } from "./check-services.ts";
import type { BufConfig, BufModule } from "./config.ts";
import { type BufAnnotation, below, type Run } from "./report.ts";
import { indexModel } from "./schema.ts";

export {
  type BufConfig,
  type BufModule,
  DEFAULT_BUF_CONFIG,
  parseBufConfig,
  parseBufModules,
  parseBufWorkspace,
} from "./config.ts";
export { toFindings } from "./findings.ts";
export type { BufAnnotation } from "./report.ts";
export { BUF_RULES, type BufRule, type BufVersion } from "./rules.ts";

/** What of the two sides is looked at. */
export interface BufScope {
  /** Files and folders to look at, relative to the folders of the inputs; empty for everything. */
  readonly paths: readonly string[];
  readonly excludePaths: readonly string[];
  /** Leave out files that are only imported. */
  readonly excludeImports: boolean;
  /** On the old side look only at files that the new side has. */
  readonly limitToInputFiles: boolean;
  /** The module that is looked at, relative to the folders of the inputs; empty for all. */
  readonly module: string;
  /** The folders that the inputs are, relative to the roots of the sources; empty for the root itself. */
  readonly folders: Readonly<Record<Side, string>>;
}

/** Everything, imports included: buf without flags. */
export const WHOLE: BufScope = {
  paths: [],
  excludePaths: [],
  excludeImports: false,
  limitToInputFiles: false,
  module: "",
  folders: { before: "", after: "" },
};

/**
 * What `buf breaking` reports for these two sides under this configuration: the same rules on the same elements at
 * the same spans, sorted as buf sorts them. docs/peers/buf.md lists where we knowingly differ.
 */
export function bufBreaking(
  before: ProtoModel,
  after: ProtoModel,
  config: BufConfig,
  scope: BufScope = WHOLE,
): readonly BufAnnotation[] {
  const seen = { before: keeping(before, scope, "before"), after: keeping(after, scope, "after") };
  const now = indexModel(after, (file) => seen.after.has(file));
  const old = indexModel(
    before,
    (file) => seen.before.has(file) && (!scope.limitToInputFiles || now.files.has(file.proto.name)),
  );
  const passedOver = (side: Side) => (file: DescFile) => scope.excludeImports && seen[side].get(file) === false;
  const run: Run = {
    before: old,
    after: now,
    config,
    folders: scope.folders,
    passedOver: { before: passedOver("before"), after: passedOver("after") },
    found: [],
  };
  checkFiles(run);
  checkDeleted(run);
  checkEnums(run);
  checkMessages(run);
  checkFields(run);
  checkServices(run);
  return unique(run.found.sort(inOrder));
}

/** Does the input itself hold a file, and do the flags and the module name it? */
function isAsked(model: ProtoModel, scope: BufScope, side: Side, name: string): boolean {
  const lies = (path: string, folder: string) => folder === "" || path === folder || path.startsWith(`${folder}/`);
  const path = below(scope.folders[side], model.paths.get(name) ?? name);
  const isNamed = scope.paths.length > 0 && model.units.get(name)?.isImport === true; // in an image a path names imports too
  if (!(model.own.has(name) || isNamed) || !lies(path, scope.module)) return false;
  if (scope.excludePaths.some((folder) => lies(path, folder))) return false;
  return scope.paths.length === 0 || scope.paths.some((folder) => lies(path, folder));
}

/** Which files of a model are looked at: those asked for (true), and what they import (false). */
function keeping(model: ProtoModel, scope: BufScope, side: Side): ReadonlyMap<DescFile, boolean> {
  const kept = new Map<DescFile, boolean>();
  for (const file of model.registry.files) if (isAsked(model, scope, side, file.proto.name)) kept.set(file, true);
  const waiting = [...kept.keys()];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    for (const file of next.dependencies) {
      if (kept.has(file)) continue;
      kept.set(file, false);
      waiting.push(file);
    }
  }
  return kept;
}

/** What buf reports, and what a reader should know about how the sides were loaded. */
export interface BufReport {
  readonly annotations: readonly BufAnnotation[];
  readonly notices: readonly string[];
}

/** Loads both sides and reports module by module, as buf does. Throws E_EMPTY where nothing is looked at, and what loading throws. */
export async function bufReport(
  sources: Readonly<Record<Side, Source>>,
  options: LoadOptions,
  modules: readonly BufModule[],
  scope: BufScope,
): Promise<BufReport> {
  const { before, after } = await loadPair(sources.before, sources.after, { ...options, wholePackages: true });
  const isNamed = ({ path }: BufModule) =>
    [...after.own, ...after.units.keys()].some((name) => isAsked(after, { ...scope, module: path }, "after", name));
  if (!modules.some(isNamed))
    throw new TallyError("E_EMPTY", `${after.label}: the paths and modules named hold no .proto file`);
  const notices = [...new Set([...(before.notices ?? []), ...(after.notices ?? [])])];
  return { annotations: bufBreakingModules(before, after, modules, scope), notices };
}

/** The same for models at hand: each module by its own rules. */
export function bufBreakingModules(
  before: ProtoModel,
  after: ProtoModel,
  modules: readonly BufModule[],
  scope: BufScope = WHOLE,
): readonly BufAnnotation[] {
  const found = modules.flatMap(({ path, config }) => bufBreaking(before, after, config, { ...scope, module: path }));
  return unique(found.sort(inOrder));
}

const rank = (annotation: BufAnnotation): readonly (string | number)[] => [
  annotation.path ?? "",
  annotation.startLine,
  annotation.startColumn,
  annotation.rule,
  annotation.message,
  annotation.endLine,
  annotation.endColumn,
];

function inOrder(a: BufAnnotation, b: BufAnnotation): number {
  const right = rank(b);
  for (const [index, left] of rank(a).entries()) {
    const other = right[index] ?? 0;
    if (left !== other) return left < other ? -1 : 1;
  }
  return 0;
}

/** The same words at the same place are said once. */
const unique = (sorted: readonly BufAnnotation[]): readonly BufAnnotation[] =>
  sorted.filter((annotation, index) => {
    const last = sorted[index - 1];
    return last === undefined || inOrder(last, annotation) !== 0;
  });
