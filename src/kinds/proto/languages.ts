import type { DescFile, FileRegistry } from "@bufbuild/protobuf";
import { groupBy } from "../../core/group.ts";
import type { Draft } from "../../core/kind.ts";
import type { Language } from "../../core/language.ts";
import { oncePer } from "../../core/once.ts";
import type { ProtoModel } from "./model.ts";
import type { ProtoSeed } from "./seed.ts";

/** Where a wrong type is found when compiling, or by the type checker; elsewhere it shows when the line runs. */
const TYPED: readonly Language[] = ["cpp", "csharp", "dart", "go", "java", "kotlin", "objc", "rust", "swift", "ts"];
/** Where a switch over all cases no longer compiles when there is one more. */
const EXHAUSTIVE: readonly Language[] = ["kotlin", "rust", "swift", "ts"];
/** Where code is named after the file that declares it: headers, modules, imports. */
const BY_FILE: readonly Language[] = ["cpp", "dart", "js", "objc", "python", "ruby", "ts"];
/** Where open and closed enums are generated otherwise. */
const BY_OPENNESS: readonly Language[] = ["cpp", "java", "kotlin", "rust", "swift"];
/** Where the package is part of the names, unless an option says otherwise. */
const BY_PACKAGE: Readonly<Partial<Record<Language, (file: DescFile) => string | undefined>>> = {
  cpp: () => undefined,
  rust: () => undefined,
  csharp: ({ proto }) => proto.options?.csharpNamespace,
  java: ({ proto }) => proto.options?.javaPackage,
  kotlin: ({ proto }) => proto.options?.javaPackage,
  php: ({ proto }) => proto.options?.phpNamespace,
  ruby: ({ proto }) => proto.options?.rubyPackage,
  swift: ({ proto }) => proto.options?.swiftPrefix,
};

/** Options of files and fields, by how their names begin. */
const BY_OPTION: readonly (readonly [start: string, languages: readonly Language[]])[] = [
  ["java_", ["java", "kotlin"]],
  ["go_", ["go"]],
  ["csharp_", ["csharp"]],
  ["objc_", ["objc"]],
  ["php_", ["php"]],
  ["ruby_", ["ruby"]],
  ["swift_", ["swift"]],
  ["py_", ["python"]],
  ["cc_", ["cpp"]],
  ["optimize_for", ["cpp", "java", "kotlin"]],
  ["ctype", ["cpp"]],
  ["lazy", ["cpp", "java"]],
  ["unverified_lazy", ["cpp"]],
  ["jstype", ["js", "ts"]],
];

const FIXED: Readonly<Record<string, readonly Language[]>> = {
  "proto.source.field-type-changed": TYPED,
  "proto.source.field-oneof-changed": TYPED,
  "proto.source.method-type-changed": TYPED,
  "proto.source.enum-type-changed": BY_OPENNESS,
  "proto.source.case-unhandled": EXHAUSTIVE,
  "proto.option.descriptor-accessor-changed": ["cpp", "java"],
};

/**
 * The languages whose generated code a finding on `source` is about; null where every language may be. Sources: the
 * generated-code references of protobuf.dev, one per language.
 */
export function languagesOf(
  { rule, fragments, element }: Pick<Draft<ProtoSeed>, "rule" | "fragments" | "element">,
  before: ProtoModel,
  after: ProtoModel,
): readonly Language[] | null {
  const fixed = FIXED[rule];
  if (fixed) return fixed;
  const texts = [String(fragments.before ?? ""), String(fragments.after ?? "")];
  if (rule === "proto.source.file-option-changed" || rule === "proto.source.field-option-changed")
    return ofOption(texts);
  if (rule === "proto.source.type-moved") return ofMove(texts, before, after);
  if (rule === "proto.source.file-removed" || rule === "proto.source.file-added")
    return [...BY_FILE, ...ofOuterClass([fileOf(before, after, element)])].sort();
  if (/^proto\.source\.(?:package-(?:removed|added)|file-package-changed)$/.test(rule))
    return ofPackage(filesOf(rule, element, before, after));
  return null;
}

function ofOption(texts: readonly string[]): readonly Language[] | null {
  const found = BY_OPTION.find(([start]) => texts.some((text) => text.startsWith(start)));
  if (found) return found[1];
  const named = (["cpp", "java", "go"] as const).filter((name) => texts.some((text) => text.includes(`[pb.${name}]`)));
  return named.length > 0 ? named : null;
}

/** Java wraps types in a class named after the file, unless it is told to give each a file of its own. */
const ofOuterClass = (files: readonly (DescFile | undefined)[]): readonly Language[] =>
  files.every((file) => file?.proto.options?.javaMultipleFiles === true) ? [] : ["java", "kotlin"];

function ofMove([from = "", to = ""]: readonly string[], before: ProtoModel, after: ProtoModel): readonly Language[] {
  const files = [before.registry.getFile(from), after.registry.getFile(to)];
  const goPackages = new Set(files.map((file) => file?.proto.options?.goPackage ?? ""));
  return [...BY_FILE, ...ofOuterClass(files), ...(goPackages.size > 1 ? (["go"] as const) : [])].sort();
}

const fileOf = (before: ProtoModel, after: ProtoModel, name: string): DescFile | undefined =>
  before.registry.getFile(name) ?? after.registry.getFile(name);

/** The files that a finding about a package is about: the one named, or those of the package. */
function filesOf(rule: string, element: string, before: ProtoModel, after: ProtoModel): readonly DescFile[] {
  return [before, after].flatMap(({ registry }) => {
    if (rule !== "proto.source.file-package-changed") return packagesOf(registry).get(element) ?? [];
    return registry.getFile(element) ?? [];
  });
}

/** The files of each package. */
const packagesOf = oncePer(({ files }: FileRegistry) => groupBy(files, ({ proto }) => proto.package));

const ofPackage = (files: readonly DescFile[]): readonly Language[] =>
  (Object.keys(BY_PACKAGE) as Language[]) // the keys of the table above
    .filter((language) => files.some((file) => !BY_PACKAGE[language]?.(file)))
    .sort();
