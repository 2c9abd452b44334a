import { type ProtoRule, row } from "./row.ts";

const TYPE_RULES = ["FIELD_SAME_TYPE", "FIELD_WIRE_COMPATIBLE_TYPE", "FIELD_WIRE_JSON_COMPATIBLE_TYPE"];
const CARDINALITY_RULES = [
  "FIELD_SAME_CARDINALITY",
  "FIELD_WIRE_COMPATIBLE_CARDINALITY",
  "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
];
const DELETE_RULES = [
  "FIELD_NO_DELETE",
  "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
  "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
];

/** Rules about what becomes of the value of a field. */
export const FIELD_RULES: readonly ProtoRule[] = [
  row({
    id: "proto.field.removed",
    mirror: "proto.field.added",
    surfaces: ["wire", "json"],
    meaning: "A field that one side still writes is gone on the reading side.",
    why: "Its value falls into the unknown fields, or the JSON parser refuses its key.",
    instead: "Deprecate the field and keep it until nobody writes it; then remove it and reserve its number and name.",
    buf: DELETE_RULES,
    say: ({ element, before, writer, reader }) =>
      `${element} (${before}) is removed: what ${writer} writes there, ${reader} does not know`,
  }),
  row({
    id: "proto.field.added",
    mirror: "proto.field.removed",
    surfaces: ["wire", "json"],
    meaning: "A field is new: the side without it keeps its bytes as unknown, and strict JSON parsers refuse its key.",
    why: "Readers of the binary form skip it by design; readers of JSON that refuse unknown keys fail.",
    instead: "Nothing on the wire; have JSON readers ignore unknown fields.",
    say: ({ element, after, reader }) => `${element} (${after}) is new: ${reader} does not know it`,
  }),
  row({
    id: "proto.field.no-longer-written",
    mirror: "proto.field.not-yet-written",
    surfaces: ["wire"],
    meaning: "A field that readers of the old version know is never written any more.",
    why: "Whoever reads it sees it unset from now on.",
    instead: "Keep writing the field until no reader uses it.",
    buf: DELETE_RULES,
    waiver: "every message is valid on both sides; what is missing is a value that nobody writes any more",
    say: ({ element, before, writer, reader }) =>
      `${element} (${before}) is removed: ${writer} never writes it, ${reader} reads it as unset`,
  }),
  row({
    id: "proto.field.not-yet-written",
    mirror: "proto.field.no-longer-written",
    surfaces: ["wire"],
    meaning: "A new field is never written by the side that does not know it.",
    why: "Readers must cope with it being unset.",
    instead: "Treat unset as the behaviour before the field was there.",
    waiver: "every message is valid on both sides; the new field is merely unset",
    say: ({ element, after, writer }) => `${element} (${after}) is new: ${writer} never writes it`,
  }),
  row({
    id: "proto.field.renumbered",
    surfaces: ["wire"],
    meaning: "A field of the same name has another number.",
    why: "The binary form knows fields by number only: the value goes to the unknown fields.",
    instead: "Keep the number; or add a second field and write both for a while.",
    buf: DELETE_RULES,
    say: ({ element, before, after, reader }) =>
      `${element} moved from ${before} to ${after}: ${reader} does not find it`,
  }),
  row({
    id: "proto.field.number-reused",
    surfaces: ["wire"],
    meaning: "A number stands for another field than before.",
    why: "Bytes written for the one are taken for the other.",
    instead: "Give the new field a number that was never used and reserve the old one.",
    buf: ["FIELD_SAME_NAME", ...TYPE_RULES],
    say: ({ before, after, reader }) =>
      `the number of ${before} now belongs to ${after}: ${reader} takes one for the other`,
  }),
  row({
    id: "proto.field.renamed",
    surfaces: ["json"],
    meaning: "A field has another name, and with it another key in JSON.",
    why: "The other side refuses the key or drops the value.",
    instead: "Keep the old key with json_name, or add a field.",
    buf: ["FIELD_SAME_NAME", "FIELD_SAME_JSON_NAME"],
    say: ({ before, after, writer, reader }) =>
      `${before} is renamed to ${after}: ${reader} does not know the JSON key that ${writer} writes`,
  }),
  row({
    id: "proto.field.json-name-changed",
    surfaces: ["json"],
    meaning: "A field of the same name has another key in JSON.",
    why: "The other side refuses the key or drops the value.",
    instead: "Keep json_name as it is.",
    buf: ["FIELD_SAME_JSON_NAME"],
    say: ({ element, before, after, reader }) =>
      `the JSON key of ${element} changed from ${before} to ${after}: ${reader} does not know it`,
  }),
  row({
    id: "proto.field.type-changed",
    surfaces: ["wire", "json"],
    meaning: "A field has another type, and some value of the one is no value of the other.",
    why: "Values are refused, cut, re-signed or lost.",
    instead: "Add a field with the new type and a new number.",
    buf: TYPE_RULES,
    say: ({ element, before, after, writer, reader }) =>
      `${element} changed from ${before} to ${after}: not everything ${writer} writes is read the same by ${reader}`,
  }),
  row({
    id: "proto.field.message-type-changed",
    surfaces: ["wire", "json"],
    meaning: "A field holds another message type whose shape does not fit.",
    why: "What the one type carries, the other refuses, misreads or loses.",
    instead: "Add a field with the new type and a new number.",
    buf: TYPE_RULES,
    say: ({ element, before, after, writer, reader }) =>
      `${element} holds ${after} instead of ${before}: not everything ${writer} writes is read the same by ${reader}`,
  }),
  row({
    id: "proto.field.cardinality-changed",
    surfaces: ["wire", "json"],
    meaning: "A field is singular, repeated or a map where it was another of these.",
    why: "Elements are dropped or merged; JSON has an array or object where the other expects none.",
    instead: "Add a field with a new number.",
    buf: CARDINALITY_RULES,
    say: ({ element, before, after, writer, reader }) =>
      `${element} changed from ${before} to ${after}: ${reader} does not read all that ${writer} writes`,
  }),
  row({
    id: "proto.field.presence-changed",
    surfaces: ["wire", "json"],
    meaning: "One side can tell whether a field is set, the other cannot.",
    why: "An explicit zero is not told from unset.",
    instead: "Keep the presence, or make sure that zero and unset mean the same.",
    buf: ["FIELD_SAME_CARDINALITY"],
    say: ({ element, before, after, reader }) =>
      `${element} changed from ${before} to ${after}: ${reader} cannot tell an explicit zero from unset`,
  }),
  row({
    id: "proto.field.required-added",
    mirror: "proto.field.required-removed",
    surfaces: ["wire", "json"],
    meaning: "The new version requires a field that the old one need not write.",
    why: "A message without it does not parse.",
    instead: "Make the field optional and check it in code.",
    buf: ["MESSAGE_SAME_REQUIRED_FIELDS", ...CARDINALITY_RULES],
    say: ({ element, writer, reader }) => `${element} is required by ${reader}, and ${writer} may leave it out`,
  }),
  row({
    id: "proto.field.required-removed",
    mirror: "proto.field.required-added",
    surfaces: ["wire", "json"],
    meaning: "The old version requires a field that the new one need not write.",
    why: "A message without it does not parse at the old side.",
    instead: "Keep writing the field until no old reader is left.",
    buf: ["MESSAGE_SAME_REQUIRED_FIELDS", ...CARDINALITY_RULES],
    say: ({ element, writer, reader }) => `${element} is required by ${reader}, and ${writer} may leave it out`,
  }),
  row({
    id: "proto.field.default-changed",
    surfaces: ["wire", "json"],
    meaning: "An unset field reads as another value.",
    why: "Both sides see the same bytes and act on different values.",
    instead: "Keep the default; set the value where it matters.",
    buf: ["FIELD_SAME_DEFAULT"],
    say: ({ element, before, after }) => `${element}, where it is not set, reads as ${after} instead of ${before}`,
  }),
  row({
    id: "proto.field.utf8-validation-changed",
    surfaces: ["wire"],
    meaning: "One side checks that a string is UTF-8, the other does not.",
    why: "A string that is not UTF-8 is refused.",
    instead: "Use bytes for what is not text.",
    buf: ["FIELD_SAME_UTF8_VALIDATION", "FIELD_SAME_JAVA_UTF8_VALIDATION"],
    say: ({ element, writer, reader }) =>
      `${element} must be UTF-8 for ${reader}, and ${writer} does not check that it is`,
  }),
  row({
    id: "proto.field.encoding-changed",
    surfaces: ["wire"],
    meaning: "A message field is length-prefixed on one side and delimited (a group) on the other.",
    why: "The wire type differs, so that the value goes to the unknown fields.",
    instead: "Keep the encoding, or add a field with a new number.",
    buf: TYPE_RULES,
    say: ({ element, before, after, reader }) =>
      `${element} changed its encoding from ${before} to ${after}: ${reader} takes it for an unknown field`,
  }),
  row({
    id: "proto.field.packing-changed",
    surfaces: ["wire"],
    meaning: "A repeated field is packed on one side and not on the other.",
    why: "Every parser of the specification accepts both forms; only the bytes differ.",
    instead: "Nothing.",
    say: ({ element }) => `${element} is packed on one side only: both forms are read by every parser`,
  }),
];
