import { resolve } from "node:path";
import { describeError, EXIT, type ExitCode, TallyError } from "../core/errors.ts";
import type { Source } from "../core/source.ts";
import { BUF_FORMATS, type BufFormat, renderBuf } from "../kinds/proto/buf/formats.ts";
import type { BufAnnotation, BufScope } from "../kinds/proto/buf/index.ts";
import { fetchBundle } from "./broker-bundle.ts";
import { findBufInput, isImageSource, withConfig } from "./buf-input.ts";
import { bufModulesOf, folderOf, readConfig } from "./buf-modules.ts";
import { CHANGE_OPTIONS, report } from "./changelog.ts";
import type { Command, Input, Io, OptionSpec } from "./command.ts";
import { SOURCE_OPTIONS } from "./compare-sources.ts";
import { flag, needed, refuseTyped, text, texts } from "./options.ts";
import type { NamedSource } from "./source.ts";

/** Options that buf's users know. */
const BUF_OPTIONS: readonly OptionSpec[] = [
  { flags: "--against <input>", help: "what to compare with: the same grammar" },
  { flags: "--config <file>", help: "buf.yaml, or its text (default: the buf.yaml of the input)" },
  { flags: "--against-config <file>", help: "buf.yaml of the old side, or its text: where its imports start from" },
  { flags: "--error-format <name>", help: "how to print findings", choices: BUF_FORMATS, default: "text" },
  { flags: "--path <path>", help: "look only at this file or folder (repeatable)", repeatable: true },
  { flags: "--exclude-path <path>", help: "leave this file or folder out (repeatable)", repeatable: true },
  { flags: "--exclude-imports", help: "leave files out that are only imported" },
  { flags: "--limit-to-input-files", help: "on the old side look only at files that the input has" },
  { flags: "--exit-code-compat <peer>", help: "exit as buf does: 100 on findings, 1 on errors", choices: ["buf"] },
];

/** `tally breaking INPUT --against REF` in buf's words, `tally breaking BASE REVISION` in oasdiff's. */
export const breaking: Command = {
  name: "breaking",
  summary: "buf's `breaking INPUT --against REF`, or oasdiff's `breaking BASE REVISION`",
  arguments: [
    {
      name: "[input]",
      help: "buf: folder, .proto file, image or .git#branch=NAME (default: .); oasdiff: the old side",
    },
    { name: "[revision]", help: "oasdiff: the new side; not beside --against" },
  ],
  options: [...BUF_OPTIONS, ...CHANGE_OPTIONS, ...SOURCE_OPTIONS],
  examples: [
    "tally breaking --against .git#branch=main",
    "tally breaking proto --against .git#tag=v1.2,subdir=proto --error-format json",
    "tally breaking image.binpb --against old.binpb --config buf.yaml --exit-code-compat buf",
    "tally breaking main:openapi.yaml openapi.yaml --fail-on WARN",
    "tally breaking --composed 'main:services/*/openapi.yaml' 'services/*/openapi.yaml'",
  ],
  run: runBreaking,
};

async function runBreaking(input: Input, io: Io): Promise<ExitCode> {
  if (input.args.length < 2 && flag(input, "composed"))
    throw new TallyError("E_USAGE", "--composed takes two patterns: BASE REVISION");
  if (input.args.length < 2) {
    refuseTyped(input, CHANGE_OPTIONS, "takes BASE REVISION: buf knows no such option");
    return runBuf(input, io);
  }
  if (text(input, "against") !== undefined) {
    throw new TallyError("E_USAGE", "either INPUT --against REF (buf), or BASE REVISION (oasdiff), not both");
  }
  refuseTyped(input, BUF_OPTIONS, "takes INPUT --against INPUT: it means nothing to BASE REVISION");
  return report(input, io, "WARN");
}

async function runBuf(input: Input, io: Io): Promise<ExitCode> {
  const asBuf = text(input, "exitCodeCompat") === "buf";
  try {
    const found = await findBreaking(input, io);
    io.out(renderBuf(found, text(input, "errorFormat") as BufFormat)); // limited by `choices`
    if (found.length === 0) return EXIT.yes;
    return asBuf ? EXIT.bufFindings : EXIT.no;
  } catch (error) {
    if (!asBuf || !(error instanceof TallyError)) throw error;
    io.talk(`error: ${describeError(error)} [${error.code}]\n`);
    return EXIT.no; // buf exits 1 where it cannot run
  }
}

async function findBreaking(input: Input, io: Io): Promise<readonly BufAnnotation[]> {
  const options = { fetchBundle: (reference: string) => fetchBundle(reference, input, io) };
  const after = await findBufInput(input.args[0] ?? ".", options, io);
  const against = await findBufInput(needed(input, "against", "--against INPUT"), options, io);
  const config = text(input, "againstConfig");
  const before = config === undefined ? against : withConfig(against, await readConfig(config, "--against-config", io));
  const found = await findBufAnnotations(input, { before, after }, io);
  return found.map((annotation) => ({ ...annotation, path: annotation.path && after.show(annotation.path) }));
}

/** What buf reports for two sources under the options typed; paths are relative to the root of the new one. */
export async function findBufAnnotations(
  input: Input,
  named: { readonly before: NamedSource; readonly after: NamedSource },
  io: Io,
): Promise<readonly BufAnnotation[]> {
  const { bufReport } = await import("../kinds/proto/buf/index.ts");
  const sources = { before: named.before.source, after: named.after.source };
  const isImage = { before: isImageSource(sources.before), after: isImageSource(sources.after) };
  const modules = await bufModulesOf(text(input, "config"), sources.after, isImage.after, io);
  if (modules.length > 1 && (isImage.before || isImage.after)) {
    throw new TallyError("E_USAGE", `the input holds ${modules.length} modules, and an image is one`, {
      hint: "name one module, or compare two images",
    });
  }
  const loading = { importRoots: texts(input, "importRoot"), allowRemote: false, dependencies: true };
  const scope = scopeOf(input, named.before, named.after, io);
  const { annotations, notices } = await bufReport(sources, loading, modules, scope);
  for (const notice of notices) io.talk(`${notice}\n`);
  return annotations;
}

function scopeOf(input: Input, before: NamedSource, after: NamedSource, io: Io): BufScope {
  const paths = (option: string) =>
    texts(input, option)
      .flatMap((list) => list.split(","))
      .map((path) => fromInput(path, after.source, io));
  return {
    paths: paths("path"),
    excludePaths: paths("excludePath"),
    excludeImports: flag(input, "excludeImports"),
    module: "",
    limitToInputFiles: flag(input, "limitToInputFiles"),
    folders: { before: folderOf(before.source), after: folderOf(after.source) },
  };
}

/** A path as typed (from the working folder), relative to the folder of the input. */
function fromInput(path: string, source: Source, io: Io): string {
  const clean = path.replace(/^\.\//, "").replace(/\/+$/, "");
  const absolute = resolve(io.cwd, clean);
  const folder = source.folder === null ? null : resolve(source.folder, folderOf(source));
  if (folder === null || absolute === folder) return folder === null ? clean : "";
  return absolute.startsWith(`${folder}/`) ? absolute.slice(folder.length + 1) : clean;
}
