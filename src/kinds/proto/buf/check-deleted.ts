import type { DescFile } from "@bufbuild/protobuf";
import { sortedBy } from "../../../core/order.ts";
import { atMessage, type Run, report, type Target, topOf } from "./report.ts";
import type { BufRule } from "./rules.ts";
import type { BufMessage, Nested } from "./schema.ts";

const ELEMENTS = ["enums", "messages", "services", "extensions"] as const;
type Elements = (typeof ELEMENTS)[number];

interface Rules {
  readonly word: string;
  readonly file: BufRule;
  readonly package: BufRule;
}

const RULES: Readonly<Record<Elements, Rules>> = {
  enums: { word: "enum", file: "ENUM_NO_DELETE", package: "PACKAGE_ENUM_NO_DELETE" },
  messages: { word: "message", file: "MESSAGE_NO_DELETE", package: "PACKAGE_MESSAGE_NO_DELETE" },
  services: { word: "service", file: "SERVICE_NO_DELETE", package: "PACKAGE_SERVICE_NO_DELETE" },
  extensions: { word: "extension", file: "EXTENSION_NO_DELETE", package: "PACKAGE_EXTENSION_NO_DELETE" },
};

/** Enums, messages, services and extensions that left their file or their package, and packages that are gone. */
export function checkDeleted(run: Run): void {
  for (const [path, old] of run.before.inFile) {
    const file = run.after.files.get(path);
    const now = run.after.inFile.get(path);
    if (file && now) for (const kind of ELEMENTS) checkFile(run, kind, old, now, file);
  }
  for (const [name, old] of run.before.inPackage) checkPackage(run, name, old, run.after.inPackage.get(name));
}

function checkFile(run: Run, kind: Elements, old: Nested, now: Nested, file: DescFile): void {
  const { word, file: rule } = RULES[kind];
  for (const [name, element] of old[kind]) {
    if (now[kind].has(name)) continue;
    const target = survivor(run, kind, name, now.messages, file);
    report(run, rule, target, element.file, `Previously present ${word} "${name}" was deleted from file.`);
  }
}

function checkPackage(run: Run, name: string, old: Nested, now: Nested | undefined): void {
  if (!now) {
    const held = [...run.before.files.values()].filter((candidate) => candidate.proto.package === name);
    const [file] = sortedBy(held, ({ proto }) => proto.name);
    report(run, "PACKAGE_NO_DELETE", null, file ?? null, `Previously present package "${name}" was deleted.`);
    return;
  }
  for (const kind of ELEMENTS) checkPackageElements(run, kind, name, old, now);
}

/** buf has no entry for a package that declares none of a kind: the last one of its kind goes unseen (not services). */
function checkPackageElements(run: Run, kind: Elements, name: string, old: Nested, now: Nested): void {
  if (kind !== "services" && now[kind].size === 0) return;
  const { word, package: rule } = RULES[kind];
  for (const [nested, element] of old[kind]) {
    if (now[kind].has(nested)) continue;
    const path = element.file.proto.name;
    const file = run.after.files.get(path);
    const inFile = run.after.inFile.get(path);
    const messages = kind === "messages" ? now.messages : (inFile?.messages ?? new Map());
    const target = file ? survivor(run, kind, nested, messages, file) : null;
    const message = `Previously present ${word} "${nested}" was deleted from package "${name}".`;
    report(run, rule, target, element.file, message);
  }
}

/** The nearest message around a deleted element that is still there, else its file. */
function survivor(
  run: Run,
  kind: Elements,
  name: string,
  messages: ReadonlyMap<string, BufMessage>,
  file: DescFile,
): Target {
  if (kind === "services") return topOf(file);
  for (let above = parentOf(name); above !== ""; above = parentOf(above)) {
    const message = messages.get(above);
    if (message) return atMessage(run.after, message);
  }
  return topOf(file);
}

const parentOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf(".")));
