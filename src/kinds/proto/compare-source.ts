import type { DescEnum, DescExtension, DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import {
  FeatureSet_VisibilityFeature_DefaultSymbolVisibility as Default,
  Edition,
  SymbolVisibility,
} from "@bufbuild/protobuf/wkt";
import type { Level } from "../../core/finding.ts";
import { otherSide, type Side } from "../../core/place.ts";
import { compareCases } from "./compare-cases.ts";
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
import type { Element } from "./places.ts";
import { describeRange, type Range, uncovered } from "./ranges.ts";

type Named = DescMessage | DescEnum | DescService | DescExtension;

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
  readonly level?: Level;
  readonly text?: string;
}

/** Something that code built on one side uses and the other side does not have. */
function missing(comparing: Comparing, { what, element, writer, own, other, level, text }: Missing): void {
  const old = writer === "before";
  report(comparing, {
    rule: `proto.source.${what}-${old ? "removed" : "added"}`,
    level: level ?? "breaking",
    surface: "source",
    directions: [old ? "backward" : "forward"],
    element,
    writer,
    at: old ? { before: own, after: other } : { before: other, after: own },
    before: old ? (text ?? element) : "",
    after: old ? "" : (text ?? element),
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

const WHAT: Readonly<Record<Named["kind"], string>> = {
  message: "message",
  enum: "enum",
  service: "service",
  extension: "extension",
};

/** Types of one side that the other does not have; of nested ones only the outermost is named. */
function missingTypes(comparing: Comparing, writer: Side): void {
  const { registry } = comparing.models[otherSide(writer)];
  for (const type of changedTypes(comparing, writer)) {
    if (registry.get(type.typeName)?.kind === type.kind) continue;
    const parent = type.kind === "service" ? undefined : type.parent;
    if (parent && !registry.getMessage(parent.typeName)) continue;
    const owner = parent && registry.getMessage(parent.typeName);
    const file = partnerName(comparing, writer, type.file.proto.name);
    const other = owner ? { element: owner } : fileAt(comparing, otherSide(writer), file);
    missing(comparing, { what: WHAT[type.kind], element: type.typeName, writer, own: { element: type }, other });
  }
}

function fileAt(comparing: Comparing, side: Side, name: string): At | null {
  const { registry } = comparing.models[side];
  const file = registry.getFile(name);
  return file ? { element: file } : null;
}

function keptType(comparing: Comparing, before: Named, after: Named): void {
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
function signature(field: DescMessage["fields"][number] | DescExtension): string {
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

const namesOf = (parts: readonly { readonly name: string }[]): ReadonlySet<string> =>
  new Set(parts.map(({ name }) => name));

function keptMessage(comparing: Comparing, before: DescMessage, after: DescMessage): void {
  compareVisibility(comparing, before, after);
  const types = { before, after };
  for (const { writer } of FLOWS) {
    const [own, other] = [types[writer], types[otherSide(writer)]];
    const element = (name: string) => `${own.typeName}.${name}`;
    const rest = { writer, other: { element: other } };
    const [fields, oneofs] = [namesOf(other.fields), namesOf(other.oneofs)];
    for (const field of own.fields) {
      if (!fields.has(field.name))
        missing(comparing, { ...rest, what: "field", element: element(field.name), own: { element: field } });
    }
    for (const oneof of own.oneofs) {
      if (!oneofs.has(oneof.name))
        missing(comparing, { ...rest, what: "oneof", element: element(oneof.name), own: { element: oneof } });
    }
  }
  const nextOneofs = new Map(after.oneofs.map((oneof) => [oneof.name, oneof]));
  for (const oneof of before.oneofs) {
    const partner = nextOneofs.get(oneof.name);
    if (partner) compareCases(comparing, { before: oneof, after: partner });
  }
  const next = new Map(after.fields.map((field) => [field.name, field]));
  for (const field of before.fields) {
    const other = next.get(field.name);
    if (other) keptField(comparing, field, other);
  }
  reserved(comparing, before, after, -1);
  extensionRanges(comparing, before, after);
}

function keptField(
  comparing: Comparing,
  before: DescMessage["fields"][number],
  after: DescMessage["fields"][number],
): void {
  const element = `${before.parent.typeName}.${before.name}`;
  if (signature(before) !== signature(after)) {
    const text = (side: Side, field: typeof before) => {
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
  const types = { before, after };
  for (const { writer } of FLOWS) {
    const [own, other] = [types[writer], types[otherSide(writer)]];
    const values = namesOf(other.values);
    for (const value of own.values) {
      if (values.has(value.name)) continue;
      const at = { own: { element: value }, other: { element: other } };
      missing(comparing, { what: "enum-value", element: `${own.typeName}.${value.name}`, writer, ...at });
    }
  }
  compareCases(comparing, types);
  if (before.open !== after.open) {
    const name = (type: DescEnum) => (type.open ? "open" : "closed");
    differs(comparing, "enum-type-changed", before.typeName, before, after, [name(before), name(after)]);
  }
  reserved(comparing, before, after, 0);
}

function keptService(comparing: Comparing, before: DescService, after: DescService): void {
  const types = { before, after };
  for (const { writer } of FLOWS) {
    const [own, other] = [types[writer], types[otherSide(writer)]];
    const methods = namesOf(other.methods);
    for (const method of own.methods) {
      if (methods.has(method.name)) continue;
      const at = { own: { element: method }, other: { element: other } };
      missing(comparing, { what: "method", element: operationName(method), writer, ...at });
    }
  }
  const form = ({ input, output, methodKind }: DescService["methods"][number]) =>
    `${input.typeName} to ${output.typeName} (${methodKind.replace("_", " ")})`;
  const next = new Map(after.methods.map((method) => [method.name, method]));
  for (const method of before.methods) {
    const other = next.get(method.name);
    if (!other || form(method) === form(other)) continue;
    differs(comparing, "method-type-changed", operationName(method), method, other, [form(method), form(other)]);
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
        before: old ? text : "",
        after: old ? "" : text,
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
        before: old ? describeRange(range) : "",
        after: old ? "" : describeRange(range),
        seed: null,
      });
    }
  }
}
