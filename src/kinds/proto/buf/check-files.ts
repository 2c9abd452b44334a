import type { DescFile } from "@bufbuild/protobuf";
import { Edition, type FileOptions, FileOptions_OptimizeMode } from "@bufbuild/protobuf/wkt";
import { quote } from "./quote.ts";
import { at, type Run, report } from "./report.ts";
import type { BufRule } from "./rules.ts";

interface Option {
  readonly rule: BufRule;
  readonly name: string;
  /** Field number in FileOptions. */
  readonly number: number;
  read(options: FileOptions): string | boolean;
}

const OPTIONS: readonly Option[] = [
  { rule: "FILE_SAME_CC_ENABLE_ARENAS", name: "cc_enable_arenas", number: 31, read: (o) => o.ccEnableArenas },
  { rule: "FILE_SAME_CC_GENERIC_SERVICES", name: "cc_generic_services", number: 16, read: (o) => o.ccGenericServices },
  { rule: "FILE_SAME_CSHARP_NAMESPACE", name: "csharp_namespace", number: 37, read: (o) => o.csharpNamespace },
  { rule: "FILE_SAME_GO_PACKAGE", name: "go_package", number: 11, read: (o) => o.goPackage },
  {
    rule: "FILE_SAME_JAVA_GENERIC_SERVICES",
    name: "java_generic_services",
    number: 17,
    read: (o) => o.javaGenericServices,
  },
  { rule: "FILE_SAME_JAVA_MULTIPLE_FILES", name: "java_multiple_files", number: 10, read: (o) => o.javaMultipleFiles },
  {
    rule: "FILE_SAME_JAVA_OUTER_CLASSNAME",
    name: "java_outer_classname",
    number: 8,
    read: (o) => o.javaOuterClassname,
  },
  { rule: "FILE_SAME_JAVA_PACKAGE", name: "java_package", number: 1, read: (o) => o.javaPackage },
  { rule: "FILE_SAME_OBJC_CLASS_PREFIX", name: "objc_class_prefix", number: 36, read: (o) => o.objcClassPrefix },
  {
    rule: "FILE_SAME_OPTIMIZE_FOR",
    name: "optimize_for",
    number: 9,
    read: (o) => FileOptions_OptimizeMode[o.optimizeFor] ?? "",
  },
  { rule: "FILE_SAME_PHP_CLASS_PREFIX", name: "php_class_prefix", number: 40, read: (o) => o.phpClassPrefix },
  {
    rule: "FILE_SAME_PHP_METADATA_NAMESPACE",
    name: "php_metadata_namespace",
    number: 44,
    read: (o) => o.phpMetadataNamespace,
  },
  { rule: "FILE_SAME_PHP_NAMESPACE", name: "php_namespace", number: 41, read: (o) => o.phpNamespace },
  { rule: "FILE_SAME_PY_GENERIC_SERVICES", name: "py_generic_services", number: 18, read: (o) => o.pyGenericServices },
  { rule: "FILE_SAME_RUBY_PACKAGE", name: "ruby_package", number: 45, read: (o) => o.rubyPackage },
  { rule: "FILE_SAME_SWIFT_PREFIX", name: "swift_prefix", number: 39, read: (o) => o.swiftPrefix },
];

/** Values of options that a file does not state, as far as they are not false or empty. */
const UNSTATED: Readonly<Record<string, string | boolean>> = { cc_enable_arenas: true, optimize_for: "SPEED" };
const TEXTS = /namespace|package|classname|prefix/;

function optionOf(file: DescFile, option: Option): string {
  const fallback = UNSTATED[option.name] ?? (TEXTS.test(option.name) ? "" : false);
  return String(file.proto.options ? option.read(file.proto.options) : fallback);
}

/** Files that are gone, and what a file says about itself: syntax, package, options. */
export function checkFiles(run: Run): void {
  for (const [path, old] of run.before.files) {
    const now = run.after.files.get(path);
    if (!now) report(run, "FILE_NO_DELETE", null, old, `Previously present file "${path}" was deleted.`);
    else checkFile(run, old, now);
  }
}

function checkFile(run: Run, old: DescFile, now: DescFile): void {
  const same = (rule: BufRule, what: string, values: readonly [string, string], detail: readonly number[]) => {
    const [from, to] = values.map(quote);
    if (from === to) return;
    report(run, rule, at(run.after, now, detail), old, `File ${what} changed from ${from} to ${to}.`);
  };
  same("FILE_SAME_SYNTAX", "syntax", [syntaxOf(old), syntaxOf(now)], [12]);
  same("FILE_SAME_PACKAGE", "package", [old.proto.package, now.proto.package], [2]);
  for (const option of OPTIONS)
    same(option.rule, `option "${option.name}"`, [optionOf(old, option), optionOf(now, option)], [8, option.number]);
}

function syntaxOf(file: DescFile): string {
  if (file.edition === Edition.EDITION_PROTO2) return "proto2";
  return file.edition === Edition.EDITION_PROTO3 ? "proto3" : "editions";
}
