import type { DescFile } from "@bufbuild/protobuf";
import type { Place, Side } from "../../../core/place.ts";
import { convertColumns } from "../columns.ts";
import { type Element, fileOf } from "../places.ts";
import { isUnstable } from "../unstable.ts";
import { cellsBefore } from "./cells.ts";
import type { BufConfig } from "./config.ts";
import { partOf } from "./feature-place.ts";
import type { BufRule } from "./rules.ts";
import type { BufField, BufMessage, BufSchema } from "./schema.ts";

/** One line of `buf breaking`. Lines and columns count from 1, the end column is exclusive, as buf prints them. */
export interface BufAnnotation {
  readonly rule: BufRule;
  /** Null where the file is gone and nothing is left to point at. */
  readonly path: string | null;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** Where an annotation points: the first place of several that exists, else the top of the file. */
export interface Target {
  readonly file: DescFile;
  readonly place: Place | null;
}

/** Both sides, what is asked for, and where the answers go. */
export interface Run {
  readonly before: BufSchema;
  readonly after: BufSchema;
  readonly config: BufConfig;
  /** The folders that the inputs are, relative to the roots of the sources; empty for the root itself. */
  readonly folders: Readonly<Record<Side, string>>;
  /** Is nothing said about this file of a side, since it is only imported? */
  readonly passedOver: Readonly<Record<Side, (file: DescFile) => boolean>>;
  readonly found: BufAnnotation[];
}

/** The file without a place in it: buf shows 1:1. */
export const topOf = (file: DescFile): Target => ({ file, place: null });

/** The first of the parts of an element that has a place, or the top of its file. */
export function at(schema: BufSchema, element: Element, ...details: readonly (readonly number[])[]): Target {
  const wanted = details.length === 0 ? [[]] : details;
  for (const detail of wanted) {
    const place = partOf(schema, element, detail);
    if (place) return { file: fileOf(element), place: shown(schema, place) };
  }
  return topOf(fileOf(element));
}

/** A place with its columns as buf counts them, in cells of a terminal; as they are where the text is not at hand. */
export function shown(schema: BufSchema, place: Place): Place {
  const text = schema.model.texts.get(place.file);
  return text ? convertColumns(place, text, cellsBefore) : place;
}

/** Place of the type in a FieldDescriptorProto: what stands for the parts of a map entry. */
const TYPE_NAME = [6];

/** A field, or a part of it; the type of the map for the halves of its entries. */
export function atField(
  schema: BufSchema,
  { desc, half }: BufField,
  ...details: readonly (readonly number[])[]
): Target {
  return half === null ? at(schema, desc, ...details) : at(schema, desc, TYPE_NAME, []);
}

/** The place of a message; that of the type of the map for an entry. */
export function atMessage(schema: BufSchema, message: BufMessage): Target {
  if (message.entryOf) return at(schema, message.entryOf, TYPE_NAME, []);
  return message.desc ? at(schema, message.desc) : topOf(message.file);
}

/** Notes a finding unless the configuration leaves it out; `against`: the file it concerns on the old side. */
export function report(
  run: Run,
  rule: BufRule,
  target: Target | null,
  against: DescFile | null,
  message: string,
): void {
  if (!run.config.rules.has(rule)) return;
  if ((target && run.passedOver.after(target.file)) || (against && run.passedOver.before(against))) return;
  if (target && isIgnored(run, rule, target.file, "after")) return;
  if (against && isIgnored(run, rule, against, "before")) return;
  const place = target?.place;
  run.found.push({
    rule,
    path: target && (run.after.model.paths.get(target.file.proto.name) ?? target.file.proto.name),
    startLine: place?.line ?? 1,
    startColumn: place?.column ?? 1,
    endLine: place?.endLine ?? 1,
    endColumn: place?.endColumn ?? 1,
    message,
  });
}

/** Are findings of this rule in this file left out? Source: docs of buf, breaking configuration. */
function isIgnored(run: Run, rule: BufRule, file: DescFile, side: Side): boolean {
  const { config } = run;
  if (config.ignoreUnstablePackages && isUnstable(file.proto.package)) return true;
  const name = file.proto.name;
  const path = config.version === "v2" ? below(run.folders[side], run[side].model.paths.get(name) ?? name) : name;
  const lists = [...config.ignore, ...(config.ignoreOnly.get(rule) ?? [])];
  return lists.some((listed) =>
    [name, path].some((own) => listed === "." || own === listed || own.startsWith(`${listed}/`)),
  );
}

/** A path relative to a folder, where it lies in it. */
export const below = (folder: string, path: string): string =>
  folder !== "" && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
