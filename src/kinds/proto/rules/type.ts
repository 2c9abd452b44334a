import { type ProtoRule, row } from "./row.ts";

const VALUE_DELETE = [
  "ENUM_VALUE_NO_DELETE",
  "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
  "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
];
const MESSAGE_DELETE = ["MESSAGE_NO_DELETE", "PACKAGE_MESSAGE_NO_DELETE"];

/** Rules about oneofs, enums and messages as wholes. */
export const TYPE_RULES: readonly ProtoRule[] = [
  row({
    id: "proto.oneof.fields-joined",
    mirror: "proto.oneof.fields-split",
    surfaces: ["wire", "json"],
    meaning: "Fields that could be set together now exclude each other in a oneof.",
    why: "Of two that are set the last one wins and the other is lost; JSON with both is refused.",
    instead: "Move at most one existing field into a oneof, and only into a new one.",
    buf: ["FIELD_SAME_ONEOF"],
    say: ({ element, before, writer, reader }) =>
      `${before} may be set together by ${writer}; in the oneof ${element} ${reader} keeps one of them`,
  }),
  row({
    id: "proto.oneof.fields-split",
    mirror: "proto.oneof.fields-joined",
    surfaces: ["wire", "json"],
    meaning: "Fields that excluded each other in a oneof can now be set together.",
    why: "The side that still has the oneof keeps only one of them.",
    instead: "Set at most one of them until every reader has left the oneof.",
    buf: ["FIELD_SAME_ONEOF"],
    say: ({ element, after, writer, reader }) =>
      `${after} may be set together by ${writer}; in the oneof ${element} ${reader} keeps one of them`,
  }),
  row({
    id: "proto.oneof.case-added",
    mirror: "proto.field.removed",
    surfaces: ["wire", "json"],
    meaning: "A oneof gains a case.",
    why: "The side without it sees the oneof as not set.",
    instead: "Have readers treat a oneof without a case as one they do not know yet.",
    say: ({ element, after, reader }) => `${element} is a new case of the oneof ${after}: ${reader} sees none set`,
  }),
  row({
    id: "proto.enum-value.removed",
    mirror: "proto.enum-value.added",
    surfaces: ["wire", "json"],
    meaning: "An enum value that one side still writes is gone on the reading side.",
    why: "A closed enum drops it, JSON refuses its name, an open enum shows a bare number.",
    instead: "Deprecate the value and keep it; reserve number and name once nobody writes it.",
    buf: VALUE_DELETE,
    say: ({ element, before, writer, reader }) =>
      `${element} (${before}) is removed: ${writer} may write it, ${reader} does not know it`,
  }),
  row({
    id: "proto.enum-value.added",
    mirror: "proto.enum-value.removed",
    surfaces: ["wire", "json"],
    meaning: "An enum gains a value.",
    why: "A closed enum drops it where it is not known; parsers of JSON refuse its name.",
    instead: "Use open enums, and roll out readers before writers.",
    say: ({ element, after, reader }) => `${element} (${after}) is new: ${reader} does not know it`,
  }),
  row({
    id: "proto.enum-value.renamed",
    surfaces: ["json"],
    meaning: "An enum value has another name under the same number.",
    why: "JSON carries the name: the other side refuses it.",
    instead: "Add the new name as an alias (allow_alias) and keep the old one first.",
    buf: ["ENUM_VALUE_SAME_NAME"],
    say: ({ before, after, reader }) =>
      `${before} is called ${after} on the other side: ${reader} does not know the name`,
  }),
  row({
    id: "proto.enum-value.renumbered",
    surfaces: ["wire"],
    meaning: "An enum value of the same name has another number.",
    why: "The binary form carries the number: it stands for another value or for none.",
    instead: "Keep the number; add a value.",
    buf: ["ENUM_VALUE_SAME_NAME", ...VALUE_DELETE],
    say: ({ element, before, after, reader }) =>
      `${element} changed its number from ${before} to ${after}: ${reader} takes it for something else`,
  }),
  row({
    id: "proto.enum.closed",
    mirror: "proto.enum.opened",
    surfaces: ["wire", "json"],
    meaning: "An open enum is now closed.",
    why: "Numbers without a name, which the open side carries, are dropped by the closed one.",
    instead: "Keep the enum open.",
    buf: ["ENUM_SAME_TYPE"],
    say: ({ element, writer, reader }) =>
      `${element} is closed for ${reader}: a number without a name, which ${writer} may carry, is dropped`,
  }),
  row({
    id: "proto.enum.opened",
    mirror: "proto.enum.closed",
    surfaces: ["wire", "json"],
    meaning: "A closed enum is now open.",
    why: "The open side may carry numbers without a name, which the closed one drops.",
    instead: "Write declared values only until every reader is open.",
    buf: ["ENUM_SAME_TYPE"],
    say: ({ element, writer, reader }) =>
      `${element} is closed for ${reader}: a number without a name, which ${writer} may carry, is dropped`,
  }),
  row({
    id: "proto.message.removed",
    mirror: "proto.message.added",
    surfaces: ["wire"],
    meaning: "A message type that no other type and no method holds is gone.",
    why: "Who sends it (as an event, say) finds nobody who can read it.",
    instead: "Keep the type until nobody sends it.",
    buf: MESSAGE_DELETE,
    waiver: "there is no type left to read the message as",
    say: ({ element, writer, reader, isUnwritten }) =>
      isUnwritten
        ? `${element} is removed: ${writer} no longer publishes what ${reader} reads`
        : `${element} is removed: ${reader} has no type to read what ${writer} sends`,
  }),
  row({
    id: "proto.message.added",
    mirror: "proto.message.removed",
    surfaces: ["wire"],
    meaning: "A message type is new.",
    why: "Only who knows it can read it.",
    instead: "Roll out readers before writers.",
    waiver: "there is no type yet to read the message as",
    say: ({ element }) => `${element} is new`,
  }),
  row({
    id: "proto.message.renamed",
    surfaces: ["json"],
    meaning: "A message type has another full name.",
    why: "Bytes stay the same; a type URL in google.protobuf.Any and reflection name the type.",
    instead: "Keep the name where the type travels in Any.",
    buf: MESSAGE_DELETE,
    say: ({ before, after }) => `${before} is now called ${after}: bytes are the same, type URLs are not`,
  }),
  row({
    id: "proto.type.json-format-changed",
    surfaces: ["json"],
    meaning: "The JSON mapping of a type is allowed on one side and best effort on the other.",
    why: "With LEGACY_BEST_EFFORT the mapping is not promised.",
    instead: "Keep json_format = ALLOW.",
    buf: ["MESSAGE_SAME_JSON_FORMAT", "ENUM_SAME_JSON_FORMAT"],
    waiver: "what a best-effort mapping does is up to the runtime",
    say: ({ element, before, after }) => `${element} changed its JSON format from ${before} to ${after}`,
  }),
  row({
    id: "proto.message.set-format-changed",
    surfaces: ["wire"],
    meaning: "A message is a MessageSet on one side only.",
    why: "MessageSets have an encoding of their own.",
    instead: "Do not use message_set_wire_format.",
    waiver:
      "extensions that are declared elsewhere may be in use, and not every runtime reads a MessageSet written as usual",
    say: ({ element }) => `${element}: written as a MessageSet on one side only`,
  }),
];
