import { create, type DescEnum, type DescMessage, type Message, toJson } from "@bufbuild/protobuf";
import {
  EnumOptionsSchema,
  EnumValueOptionsSchema,
  type FeatureSet,
  FeatureSetSchema,
  FieldOptionsSchema,
  FileOptionsSchema,
  MessageOptionsSchema,
  MethodOptionsSchema,
  OneofOptionsSchema,
  ServiceOptionsSchema,
} from "@bufbuild/protobuf/wkt";
import type { Surface } from "../../core/finding.ts";
import { canonicalJson, isObject } from "../../core/json.ts";
import type { Side } from "../../core/place.ts";
import { type Comparing, FLOWS, type Found, report } from "./compare-draft.ts";
import { jsonFormat } from "./features.ts";
import type { Element } from "./places.ts";

const SCHEMAS: Readonly<Record<Element["kind"], DescMessage>> = {
  file: FileOptionsSchema,
  message: MessageOptionsSchema,
  field: FieldOptionsSchema,
  extension: FieldOptionsSchema,
  oneof: OneofOptionsSchema,
  enum: EnumOptionsSchema,
  enum_value: EnumValueOptionsSchema,
  service: ServiceOptionsSchema,
  rpc: MethodOptionsSchema,
};

/** Options that are annotations, or whose effect is resolved into the descriptors and compared there. */
const SETTLED = new Set([
  "deprecated",
  "features",
  "uninterpreted_option",
  "packed",
  "map_entry",
  "allow_alias",
  "deprecated_legacy_json_field_conflicts",
  "java_generate_equals_and_hash",
  "idempotency_level",
  "debug_redact",
  "retention",
  "targets",
  "edition_defaults",
  "feature_support",
]);

/** `google.api.http` is a surface of its own. */
const HTTP_OPTION = "[google.api.http]";

type Options = Message & Readonly<Record<string, unknown>>;

const optionsOf = (element: Element): Options | undefined => element.proto.options as Options | undefined; // one of SCHEMAS

/** Compares the options of one element on both sides: those of the language, features, and custom ones. */
export function compareOptions(comparing: Comparing, name: string, before: Element, after: Element): void {
  const [old, next] = [optionsOf(before), optionsOf(after)];
  if (!old && !next) return;
  const pair = { name, before, after };
  plainOptions(comparing, pair, old, next);
  languageFeatures(comparing, pair, old, next);
  customOptions(comparing, pair, old, next);
}

interface ElementPair {
  readonly name: string;
  readonly before: Element;
  readonly after: Element;
}

function write(
  comparing: Comparing,
  pair: ElementPair,
  rule: string,
  texts: readonly [string, string],
  more: Partial<Found> & { readonly option?: number } = {},
): void {
  const { option, ...rest } = more;
  const detail = (kind: Element["kind"]) => [OPTIONS_NUMBER[kind], ...(option === undefined ? [] : [option])];
  for (const { writer, direction } of FLOWS) {
    report(comparing, {
      rule,
      level: "breaking",
      surface: "source",
      directions: [direction],
      element: pair.name,
      writer,
      at: {
        before: { element: pair.before, detail: detail(pair.before.kind) },
        after: { element: pair.after, detail: detail(pair.after.kind) },
      },
      before: texts[0],
      after: texts[1],
      seed: null,
      ...rest,
    });
  }
}

/** Number of `options` in the descriptor of each kind of element. */
const OPTIONS_NUMBER: Readonly<Record<Element["kind"], number>> = {
  file: 8,
  message: 7,
  field: 8,
  extension: 8,
  oneof: 2,
  enum: 3,
  enum_value: 3,
  service: 3,
  rpc: 4,
};

function plainOptions(
  comparing: Comparing,
  pair: ElementPair,
  old: Options | undefined,
  next: Options | undefined,
): void {
  const schema = SCHEMAS[pair.before.kind];
  const unset = create(schema) as Options;
  for (const field of schema.fields) {
    if (SETTLED.has(field.name) || (field.fieldKind !== "scalar" && field.fieldKind !== "enum")) continue;
    const [a, b] = [(old ?? unset)[field.localName], (next ?? unset)[field.localName]];
    if (a === b) continue;
    const text = (value: unknown) =>
      `${field.name} = ${field.enum ? field.enum.value[Number(value)]?.name : JSON.stringify(value)}`;
    const { rule, ...more } = ruleFor(pair, field.name);
    write(comparing, pair, rule, [text(a), text(b)], { ...more, option: field.number });
  }
}

function ruleFor({ before }: ElementPair, option: string): Partial<Found> & Pick<Found, "rule"> {
  if (before.kind === "file") {
    const buf =
      option === "java_string_check_utf8" ? "FIELD_SAME_JAVA_UTF8_VALIDATION" : `FILE_SAME_${option.toUpperCase()}`;
    return { rule: "proto.source.file-option-changed", buf: [buf] };
  }
  if (before.kind === "field" || before.kind === "extension") {
    const buf = option === "jstype" ? ["FIELD_SAME_JSTYPE"] : option === "ctype" ? ["FIELD_SAME_CPP_STRING_TYPE"] : [];
    return { rule: "proto.source.field-option-changed", buf };
  }
  if (option === "no_standard_descriptor_accessor") return { rule: "proto.option.descriptor-accessor-changed" };
  if (option === "message_set_wire_format")
    return { rule: "proto.message.set-format-changed", surface: "wire", level: "undecided" };
  return { rule: "proto.option.uncovered", level: "undecided" };
}

/** Features of single languages (`(pb.cpp).string_type`) shape generated code; the others are resolved elsewhere. */
function languageFeatures(
  comparing: Comparing,
  pair: ElementPair,
  old: Options | undefined,
  next: Options | undefined,
): void {
  const features = (options: Options | undefined) => options?.features as FeatureSet | undefined; // every options type has it
  const [a, b] = [features(old), features(next)];
  if (rawExtensions(a) === rawExtensions(b)) return;
  const text = (side: Side, value: FeatureSet | undefined) =>
    canonicalJson(extensionsJson(comparing, side, FeatureSetSchema, value));
  const isField = pair.before.kind === "field" || pair.before.kind === "extension";
  const rule = isField
    ? "proto.source.field-option-changed"
    : pair.before.kind === "file"
      ? "proto.source.file-option-changed"
      : "proto.option.uncovered";
  write(comparing, pair, rule, [text("before", a), text("after", b)], {
    ...(rule === "proto.option.uncovered" && { level: "undecided" }),
    buf: ["FIELD_SAME_CPP_STRING_TYPE", "FIELD_SAME_JAVA_UTF8_VALIDATION"],
  });
}

/** Extensions of a message as bytes, in a stable order; all of them, or those of some numbers. */
function rawExtensions(message: Message | undefined, isMeant: (number: number) => boolean = () => true): string {
  const fields = (message?.$unknown ?? []).filter(({ no }) => isMeant(no));
  const parts = fields.map(({ no, data }) => `${no}:${Buffer.from(data).toString("hex")}`);
  return parts.sort().join(",");
}

/** Extensions of a message as JSON by name; by number in hexadecimal where the extension is not known. */
function extensionsJson(
  comparing: Comparing,
  side: Side,
  schema: DescMessage,
  message: Message | undefined,
): Record<string, unknown> {
  if (!message) return {};
  const { registry } = comparing.models[side];
  try {
    const json = toJson(schema, message, { registry });
    const named = Object.entries(isObject(json) ? json : {}).filter(([key]) => key.startsWith("["));
    const raw = rawExtensions(message, (number) => registry.getExtensionFor(schema, number) === undefined);
    return { ...Object.fromEntries(named), ...(raw !== "" && { raw }) };
  } catch {
    // an Any whose type is not in the set, say: bytes will do
  }
  return { raw: rawExtensions(message) };
}

function customOptions(
  comparing: Comparing,
  pair: ElementPair,
  old: Options | undefined,
  next: Options | undefined,
): void {
  if (rawExtensions(old) === rawExtensions(next)) return;
  const schema = SCHEMAS[pair.before.kind];
  const a = extensionsJson(comparing, "before", schema, old);
  const b = extensionsJson(comparing, "after", schema, next);
  for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
    if (key === HTTP_OPTION || canonicalJson(a[key]) === canonicalJson(b[key])) continue;
    const named = key.slice(1, -1);
    const { models } = comparing;
    const extension = models.before.registry.getExtension(named) ?? models.after.registry.getExtension(named);
    const { path, before, after } = deepest(key.startsWith("[") ? `(${named})` : key, a[key], b[key]);
    write(comparing, { ...pair, name: `${pair.name}.${path}` }, "proto.option.changed", [short(before), short(after)], {
      level: "risky",
      surface: surfaceOf(pair.before),
      ...(extension && { option: extension.number }),
    });
  }
}

function surfaceOf(element: Element): Surface {
  if (element.kind === "service" || element.kind === "rpc") return "rpc";
  return element.kind === "file" ? "source" : "wire";
}

/** Follows the one key that differs down to the value that differs. */
function deepest(
  path: string,
  before: unknown,
  after: unknown,
): { readonly path: string; readonly before: unknown; readonly after: unknown } {
  if (!isObject(before) || !isObject(after)) return { path, before, after };
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (key) => canonicalJson(before[key]) !== canonicalJson(after[key]),
  );
  const [key] = differing;
  return differing.length === 1 && key !== undefined
    ? deepest(`${path}.${key}`, before[key], after[key])
    : { path, before, after };
}

function short(value: unknown): string {
  if (value === undefined) return "unset";
  const text = canonicalJson(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

/** Compares `features.json_format`, resolved from the enclosing elements. */
export function compareJsonFormat(
  comparing: Comparing,
  name: string,
  before: DescMessage | DescEnum,
  after: DescMessage | DescEnum,
): void {
  const texts = [jsonFormat(before), jsonFormat(after)] as const;
  if (texts[0] === texts[1]) return;
  write(comparing, { name, before, after }, "proto.type.json-format-changed", texts, {
    level: "risky",
    surface: "json",
    buf: [before.kind === "enum" ? "ENUM_SAME_JSON_FORMAT" : "MESSAGE_SAME_JSON_FORMAT"],
  });
}
