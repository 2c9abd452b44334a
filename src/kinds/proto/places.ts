import type {
  DescEnum,
  DescEnumValue,
  DescExtension,
  DescField,
  DescFile,
  DescMessage,
  DescMethod,
  DescOneof,
  DescService,
} from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import type { Place } from "../../core/place.ts";
import { convertColumns, unitsBefore } from "./columns.ts";
import type { FileUnit, ProtoModel } from "./model.ts";

/** Anything that stands somewhere in a .proto file. */
export type Element =
  | DescFile
  | DescMessage
  | DescField
  | DescExtension
  | DescOneof
  | DescEnum
  | DescEnumValue
  | DescService
  | DescMethod;

type Span = readonly number[];

const indexes = new WeakMap<FileUnit, ReadonlyMap<string, Span>>();

/** Spans by path, decoded once per file and only for files that have a finding. */
function indexOf(unit: FileUnit): ReadonlyMap<string, Span> {
  const known = indexes.get(unit);
  if (known) return known;
  const made = new Map<string, Span>();
  if (unit.sourceInfo) {
    for (const { path, span } of readLocations(unit.sourceInfo)) {
      if (!made.has(path)) made.set(path, span);
    }
  }
  indexes.set(unit, made);
  return made;
}

/** Numbers in descriptor.proto: SourceCodeInfo.location, Location.path and Location.span. Comments are skipped. */
function* readLocations(bytes: Uint8Array): Iterable<{ readonly path: string; readonly span: Span }> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number !== 1 || wireType !== WireType.LengthDelimited) {
      reader.skip(wireType, number);
      continue;
    }
    const end = reader.uint32() + reader.pos;
    let path = "";
    let span: Span = [];
    while (reader.pos < end) {
      const [part, type] = reader.tag();
      if (part === 1 && type === WireType.LengthDelimited) path = numbersIn(reader).join(".");
      else if (part === 2 && type === WireType.LengthDelimited) span = numbersIn(reader);
      else reader.skip(type, part);
    }
    yield { path, span };
  }
}

function numbersIn(reader: BinaryReader): readonly number[] {
  const end = reader.uint32() + reader.pos;
  const numbers: number[] = [];
  while (reader.pos < end) numbers.push(reader.int32());
  return numbers;
}

/** The file that an element is declared in. */
export function fileOf(element: Element): DescFile {
  if (element.kind === "file") return element;
  if (element.kind === "enum_value" || element.kind === "rpc" || element.kind === "oneof" || element.kind === "field")
    return element.parent.file;
  return element.file;
}

/** Path of an element in its FileDescriptorProto (descriptor.proto, SourceCodeInfo.Location.path). */
export function pathOf(element: Element): readonly number[] {
  switch (element.kind) {
    case "file":
      return [];
    case "message":
      return element.parent
        ? [...pathOf(element.parent), 3, element.parent.proto.nestedType.indexOf(element.proto)]
        : [4, element.file.proto.messageType.indexOf(element.proto)];
    case "field":
      return [...pathOf(element.parent), 2, element.parent.proto.field.indexOf(element.proto)];
    case "oneof":
      return [...pathOf(element.parent), 8, element.parent.proto.oneofDecl.indexOf(element.proto)];
    case "extension":
      return element.parent
        ? [...pathOf(element.parent), 6, element.parent.proto.extension.indexOf(element.proto)]
        : [7, element.file.proto.extension.indexOf(element.proto)];
    case "enum":
      return element.parent
        ? [...pathOf(element.parent), 4, element.parent.proto.enumType.indexOf(element.proto)]
        : [5, element.file.proto.enumType.indexOf(element.proto)];
    case "enum_value":
      return [...pathOf(element.parent), 2, element.parent.proto.value.indexOf(element.proto)];
    case "service":
      return [6, element.file.proto.service.indexOf(element.proto)];
    case "rpc":
      return [...pathOf(element.parent), 2, element.parent.proto.method.indexOf(element.proto)];
  }
}

/**
 * Where an element stands, or a part of it (`detail`: field numbers of its descriptor, `[7]` for a default). The
 * nearest enclosing element where the part has no place of its own; the top of the file without source info.
 */
export function placeOf(model: ProtoModel, element: Element, detail: readonly number[] = []): Place | null {
  const name = fileOf(element).proto.name;
  const unit = model.units.get(name);
  if (!unit) return null;
  const spans = indexOf(unit);
  const file = model.paths.get(name) ?? name;
  const path = [...pathOf(element), ...detail];
  for (let length = path.length; length > 0; length -= 1) {
    const span = spans.get(path.slice(0, length).join("."));
    if (span) return toPlace(model, file, span);
  }
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}

/** Columns in UTF-16 code units where the text is at hand, as editors count them; else as the compiler recorded them. */
function toPlace(model: ProtoModel, file: string, span: Span): Place {
  const [line = 0, column = 0, third = 0, fourth] = span;
  const [endLine, endColumn] = fourth === undefined ? [line, third] : [third, fourth];
  const place = { file, line: line + 1, column: column + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
  const text = model.texts.get(file);
  return text ? convertColumns(place, text, unitsBefore) : place;
}

/** Where exactly a part of an element stands; null where the compiler recorded no place for it. */
export function exactPlaceOf(model: ProtoModel, element: Element, detail: readonly number[] = []): Place | null {
  const name = fileOf(element).proto.name;
  const unit = model.units.get(name);
  const span = unit && indexOf(unit).get([...pathOf(element), ...detail].join("."));
  return span ? toPlace(model, model.paths.get(name) ?? name, span) : null;
}
