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
import { oncePer } from "../../core/once.ts";
import type { Place } from "../../core/place.ts";
import { unitsBeforeCell } from "./buf/cells.ts";
import { convertColumns, unitsBefore } from "./columns.ts";
import type { FileUnit, ProtoModel } from "./model.ts";
import { readSpans, type Span } from "./spans.ts";

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

/** The places of a file, read once and only for files that have a finding. */
const spansOf = oncePer(({ sourceInfo }: FileUnit) => readSpans(sourceInfo ?? new Uint8Array()));

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
  if (detail.length > 0) return findPlace(model, element, detail);
  return wholePlaces(model)(element);
}

/** Of whole elements: many findings are about the same one. */
const wholePlaces = oncePer((model: ProtoModel) => oncePer((element: Element) => findPlace(model, element, [])));

function findPlace(model: ProtoModel, element: Element, detail: readonly number[]): Place | null {
  const name = fileOf(element).proto.name;
  const unit = model.units.get(name);
  if (!unit) return null;
  const spans = spansOf(unit);
  const file = model.paths.get(name) ?? name;
  const path = [...pathOf(element), ...detail];
  for (let length = path.length; length > 0; length -= 1) {
    const span = spans.at(path.slice(0, length));
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
  return text ? convertColumns(place, text, model.isBuiltByBuf ? unitsBeforeCell : unitsBefore) : place;
}

/** Where exactly a part of an element stands; null where the compiler recorded no place for it. */
export function exactPlaceOf(model: ProtoModel, element: Element, detail: readonly number[] = []): Place | null {
  const name = fileOf(element).proto.name;
  const unit = model.units.get(name);
  const span = unit && spansOf(unit).at([...pathOf(element), ...detail]);
  return span ? toPlace(model, model.paths.get(name) ?? name, span) : null;
}
