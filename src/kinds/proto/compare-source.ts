import type { DescEnum, DescField, DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import {
  FeatureSet_VisibilityFeature_DefaultSymbolVisibility as Default,
  Edition,
  SymbolVisibility,
} from "@bufbuild/protobuf/wkt";
import { type Paired, pair } from "../../core/pair.ts";
import { bySide, otherSide, type Side } from "../../core/place.ts";
import { compareCases } from "./compare-cases.ts";
import type { NamedType } from "./compare-changed.ts";
import {
  type At,
  type Comparing,
  changedTypes,
  commonName,
  FLOWS,
  keptTypes,
  partnerName,
  report,
} from "./compare-draft.ts";
import { operationName } from "./compare-graph.ts";
import { describeField } from "./describe.ts";
import type { AnyField } from "./model.ts";
import type { Element } from "./places.ts";
import { describeRange, type Range, uncovered } from "./ranges.ts";

/** Compares what code is generated from: names, signatures, files, reserved statements. */
export function compareSource(comparing: Comparing): void {
  const files = { before: ownFiles(comparing, "before"), after: ownFiles(comparing, "after") };
  compareFiles(comparing, files);
  for (const { writer } of FLOWS) missingTypes(comparing, writer);
  for (const [before, after] of keptTypes(comparing)) keptType(comparing, before, after);
}

function ownFiles(comparing: Comparing, side: Side): ReadonlyMap<string, DescFile> {
  const { registry, own } = comparing.models[side];
  return new Map([...registry.files].filter((file) => own.has(file.proto.name)).map((file) => [file.proto.name, file]));
}

interface Missing {
  readonly what: string;
  readonly element: string;
  readonly writer: Side;
  readonly own: At;
  readonly other: At | null;
}

/** Something that code built on one side uses and the other side does not have. */
function missing(comparing: Comparing, { what, element, writer, own, other }: Missing): void {
  const old = writer === "before";
  report(comparing, {
    rule: `proto.source.${what}-${old ? "removed" : "added"}`,
    level: "breaking",
    surface: "source",
    directions: [old ? "backward" : "forward"],
    element,
    writer,
    at: bySide(writer, own, other),
    ...bySide(writer, element, ""),
    seed: null,
  });
}

/** Something that both sides have and that generated code shows otherwise. */
function differs(
  comparing: Comparing,
  rule: string,
  element: string,
  before: Element,
  after: Element,
  texts: readonly [string, string],
): void {
  for (const { writer, direction } of FLOWS) {
    report(comparing, {
      rule: `proto.source.${rule}`,
      level: "breaking",
      surface: "source",
      directions: [direction],
      element,
      writer,
      at: { before: { element: before }, after: { element: after } },
      before: texts[0],
      after: texts[1],
      seed: null,
    });
  }
}

/** The files whose names a file passes on to whoever imports it, sorted. */
const publicImports = (file: DescFile["proto"]): readonly string[] =>
  file.publicDependency.map((index) => file.dependency[index] ?? "").sort();

function compareFiles(comparing: Comparing, files: Readonly<Record<Side, ReadonlyMap<string, DescFile>>>): void {
  for (const { writer } of FLOWS) {
    const other = files[otherSide(writer)];
    const skipped = comparing.models[otherSide(writer)].skipped?.values() ?? [];
    const packages = new Set([...[...other.values()].map(({ proto }) => proto.package), ...skipped]);
    const gone = new Set<string>();
    for (const [name, file] of files[writer]) {
      const { package: pkg } = file.proto;
      if (!other.has(partnerName(comparing, writer, name)))
        missing(comparing, { what: "file", element: name, writer, own: { element: file }, other: null });
      if (packages.has(pkg) || pkg === "" || gone.has(pkg)) continue;
      gone.add(pkg);
      missing(comparing, { what: "package", element: pkg, writer, own: { element: file, detail: [2] }, other: null });
    }
  }
  for (const [name, before] of files.before) {
    const after = files.after.get(partnerName(comparing, "before", name));
    if (!after) continue;
    const element = commonName(name, after.proto.name);
    const texts = (value: (file: DescFile) => string) => [value(before), value(after)] as const;
    const pkg = texts(({ proto }) => proto.package || "none");
    if (pkg[0] !== pkg[1]) differs(comparing, "file-package-changed", element, before, after, pkg);
    const syntax = texts(({ edition }) => (Edition[edition] ?? "").replace("EDITION_", "").toLowerCase());
    if (syntax[0] !== syntax[1]) differs(comparing, "file-syntax-changed", element, before, after, syntax);
    const passedOn = texts(({ proto }) => publicImports(proto).join(", ") || "nothing");
    if (passedOn[0] !== passedOn[1]) {
      const imports = [`importing ${passedOn[0]} publicly`, `importing ${passedOn[1]} publicly`] as const;
      differs(comparing, "file-option-changed", element, before, after, imports);
    }
  }
}

/** Types of one side that the other does not have; of nested ones only the outermost is named. */
function missingTypes(comparing: Comparing, writer: Side): void {
  const { registry } = comparing.models[otherSide(writer)];
  for (const type of changedTypes(comparing, writer)) {
    if (registry.get(type.typeName)?.kind === type.kind) continue;
    const parent = type.kind === "service" ? undefined : type.parent;
    const owner = parent && registry.getMessage(parent.typeName);
    if (parent && !owner) continue;
    const around = owner ?? registry.getFile(partnerName(comparing, writer, type.file.proto.name));
    const other = around ? { element: around } : null;
    missing(comparing, { what: type.kind, element: type.typeName, writer, own: { element: type }, other });
  }
}

function keptType(comparing: Comparing, before: NamedType, after: NamedType): void {
  const [from, to] = [before.file.proto.name, after.file.proto.name];
  if (to !== partnerName(comparing, "before", from))
    differs(comparing, "type-moved", before.typeName, before, after, [from, to]);
  if (before.kind === "message" && after.kind === "message") keptMessage(comparing, before, after);
  if (before.kind === "enum" && after.kind === "enum") keptEnum(comparing, before, after);
  if (before.kind === "service" && after.kind === "service") keptService(comparing, before, after);
  if (before.kind === "extension" && after.kind === "extension") {
    const texts = [signature(before), signature(after)] as const;
    if (texts[0] !== texts[1]) differs(comparing, "field-type-changed", before.typeName, before, after, texts);
  }
}

/** Type, cardinality and presence of a field, without its name and number. */
function signature(field: AnyField): string {
  const ref = field.message?.typeName ?? field.enum?.typeName ?? "";
  const element = "scalar" in field && field.scalar !== undefined ? String(field.scalar) : ref;
  const key = field.fieldKind === "map" ? `map<${field.mapKey}, ` : "";
  return `${field.fieldKind === "list" ? "repeated " : ""}${key}${element}${key && ">"} presence ${field.presence}`;
}

/**
 * Who may name a type from another file (edition 2024). Unset means what the default of the edition says: nested types
 * are local from 2024 on, everything else is exported.
 */
function visibilityOf(type: DescMessage | DescEnum): "export" | "local" {
  const { visibility } = type.proto;
  if (visibility === SymbolVisibility.VISIBILITY_LOCAL) return "local";
  if (visibility === SymbolVisibility.VISIBILITY_EXPORT) return "export";
  switch (type.file.proto.options?.features?.defaultSymbolVisibility || ownDefault(type)) {
    case Default.EXPORT_ALL:
      return "export";
    case Default.EXPORT_TOP_LEVEL:
      return type.parent === undefined ? "export" : "local";
    default:
      return "local"; // LOCAL_ALL, STRICT
  }
}

/** What the edition of the file has (descriptor.proto, FeatureSet.default_symbol_visibility). */
const ownDefault = ({ file }: DescMessage | DescEnum): Default =>
  file.edition >= Edition.EDITION_2024 ? Default.EXPORT_TOP_LEVEL : Default.EXPORT_ALL;

function compareVisibility(comparing: Comparing, before: DescMessage | DescEnum, after: DescMessage | DescEnum): void {
  const [old, next] = [visibilityOf(before), visibilityOf(after)];
  if (old !== next) differs(comparing, "visibility-changed", before.typeName, before, after, [old, next]);
}

/** What two types have under one name, and what only one of them has. */
const byName = <T extends { readonly name: string }>(before: readonly T[], after: readonly T[]): Paired<T> =>
  pair(before, after, ({ name }) => name);

type Part = DescMessage["members"][number] | DescEnum["values"][number] | DescService["methods"][number];

/** The parts that one of two types has and the other has not. */
function missingParts(
  comparing: Comparing,
  what: string,
  types: Readonly<Record<Side, DescMessage | DescEnum | DescService>>,
  { removed, added }: Paired<Part>,
): void {
  const lost = { before: removed, after: added };
  for (const { writer } of FLOWS) {
    for (const part of lost[writer]) {
      const element = `${types[writer].typeName}${part.kind === "rpc" ? "/" : "."}${part.name}`;
      const at = { own: { element: part }, other: { element: types[otherSide(writer)] } };
      missing(comparing, { what, element, writer, ...at });
    }
  }
}

function keptMessage(comparing: Comparing, before: DescMessage, after: DescMessage): void {
  compareVisibility(comparing, before, after);
  const [fields, oneofs] = [byName(before.fields, after.fields), byName(before.oneofs, after.oneofs)];
  missingParts(comparing, "field", { before, after }, fields);
  missingParts(comparing, "oneof", { before, after }, oneofs);
  for (const [old, next] of oneofs.kept) compareCases(comparing, { before: old, after: next });
  for (const [old, next] of fields.kept) keptField(comparing, old, next);
  reserved(comparing, before, after, -1);
  extensionRanges(comparing, before, after);
}

function keptField(comparing: Comparing, before: DescField, after: DescField): void {
  const element = `${before.parent.typeName}.${before.name}`;
  if (signature(before) !== signature(after)) {
    const text = (side: Side, field: DescField) => {
      const view = comparing.views[side].message(field.parent.typeName).byNumber.get(field.number);
      return view ? describeField(view) : field.name;
    };
    differs(comparing, "field-type-changed", element, before, after, [text("before", before), text("after", after)]);
  }
  const [from, to] = [before.oneof?.name, after.oneof?.name];
  const name = (oneof: string | undefined) => (oneof === undefined ? "no oneof" : `oneof ${oneof}`);
  if (from !== to) differs(comparing, "field-oneof-changed", element, before, after, [name(from), name(to)]);
}

function keptEnum(comparing: Comparing, before: DescEnum, after: DescEnum): void {
  compareVisibility(comparing, before, after);
  missingParts(comparing, "enum-value", { before, after }, byName(before.values, after.values));
  compareCases(comparing, { before, after });
  if (before.open !== after.open) {
    const name = (type: DescEnum) => (type.open ? "open" : "closed");
    differs(comparing, "enum-type-changed", before.typeName, before, after, [name(before), name(after)]);
  }
  reserved(comparing, before, after, 0);
}

function keptService(comparing: Comparing, before: DescService, after: DescService): void {
  const methods = byName(before.methods, after.methods);
  missingParts(comparing, "method", { before, after }, methods);
  const form = ({ input, output, methodKind }: DescService["methods"][number]) =>
    `${input.typeName} to ${output.typeName} (${methodKind.replace("_", " ")})`;
  for (const [old, next] of methods.kept) {
    if (form(old) === form(next)) continue;
    differs(comparing, "method-type-changed", operationName(old), old, next, [form(old), form(next)]);
  }
}

/** Reserved numbers and names. Ends of ranges are exclusive in messages (`endOffset` -1), inclusive in enums (0). */
function reserved(
  comparing: Comparing,
  before: DescMessage | DescEnum,
  after: DescMessage | DescEnum,
  endOffset: -1 | 0,
): void {
  const types = { before, after };
  const ranges = ({ proto }: DescMessage | DescEnum): readonly Range[] =>
    proto.reservedRange.map(({ start, end }) => ({ start, end: end + endOffset }));
  for (const { writer, direction } of FLOWS) {
    const [own, other] = [types[writer], types[otherSide(writer)]];
    const kept = new Set(other.proto.reservedName);
    const names = own.proto.reservedName.filter((name) => !kept.has(name));
    const lost = [
      ...uncovered(ranges(own), ranges(other)).map(describeRange),
      ...names.map((name) => JSON.stringify(name)),
    ];
    const old = writer === "before";
    for (const text of lost) {
      report(comparing, {
        rule: old ? "proto.reserved.removed" : "proto.reserved.added",
        level: old ? "risky" : "safe",
        surface: "source",
        directions: [direction],
        element: own.typeName,
        writer,
        at: { before: { element: before }, after: { element: after } },
        ...bySide(writer, text, ""),
        seed: null,
      });
    }
  }
}

function extensionRanges(comparing: Comparing, before: DescMessage, after: DescMessage): void {
  const types = { before, after };
  const ranges = ({ proto }: DescMessage): readonly Range[] =>
    proto.extensionRange.map(({ start, end }) => ({ start, end: end - 1 }));
  for (const { writer, direction } of FLOWS) {
    const old = writer === "before";
    for (const range of uncovered(ranges(types[writer]), ranges(types[otherSide(writer)]))) {
      report(comparing, {
        rule: old ? "proto.extensions.narrowed" : "proto.extensions.widened",
        level: "breaking",
        surface: "source",
        directions: [direction],
        element: before.typeName,
        writer,
        at: { before: { element: before }, after: { element: after } },
        ...bySide(writer, describeRange(range), ""),
        seed: null,
      });
    }
  }
}
