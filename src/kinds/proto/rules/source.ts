import { type ProtoRule, row, SOURCE_WAIVER } from "./row.ts";

const base = { surfaces: ["source"], waiver: SOURCE_WAIVER } as const;

/** A removed row and its mirror, for an element of generated code. */
function comeAndGo(what: string, named: string, buf: readonly string[]): readonly ProtoRule[] {
  const [removed, added] = [`proto.source.${what}-removed`, `proto.source.${what}-added`];
  return [
    row({
      ...base,
      id: removed,
      mirror: added,
      meaning: `${named} is gone from the generated code.`,
      why: "Code that uses it does not compile.",
      instead: "Deprecate it first and remove it when nobody uses it.",
      buf,
      say: ({ element, reader }) => `${element} is removed: code that uses it does not compile against ${reader}`,
    }),
    row({
      ...base,
      id: added,
      mirror: removed,
      meaning: `${named} is new in the generated code.`,
      why: "Code that uses it does not compile against the version before.",
      instead: "Nothing.",
      say: ({ element, reader }) => `${element} is new: code that uses it does not compile against ${reader}`,
    }),
  ];
}

const FILE_OPTIONS = [
  "CC_ENABLE_ARENAS",
  "CC_GENERIC_SERVICES",
  "CSHARP_NAMESPACE",
  "GO_PACKAGE",
  "JAVA_GENERIC_SERVICES",
  "JAVA_MULTIPLE_FILES",
  "JAVA_OUTER_CLASSNAME",
  "JAVA_PACKAGE",
  "OBJC_CLASS_PREFIX",
  "OPTIMIZE_FOR",
  "PHP_CLASS_PREFIX",
  "PHP_METADATA_NAMESPACE",
  "PHP_NAMESPACE",
  "PY_GENERIC_SERVICES",
  "RUBY_PACKAGE",
  "SWIFT_PREFIX",
].map((name) => `FILE_SAME_${name}`);

/** Rules about code compiled against what is generated. Never in force unless asked for. */
export const SOURCE_RULES: readonly ProtoRule[] = [
  ...comeAndGo("file", "A file", ["FILE_NO_DELETE"]),
  ...comeAndGo("package", "A package", ["PACKAGE_NO_DELETE"]),
  ...comeAndGo("message", "A message type", ["MESSAGE_NO_DELETE", "PACKAGE_MESSAGE_NO_DELETE"]),
  ...comeAndGo("enum", "An enum type", ["ENUM_NO_DELETE", "PACKAGE_ENUM_NO_DELETE"]),
  ...comeAndGo("enum-value", "An enum value", [
    "ENUM_VALUE_NO_DELETE",
    "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
    "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
    "ENUM_VALUE_SAME_NAME",
  ]),
  ...comeAndGo("field", "A field", [
    "FIELD_NO_DELETE",
    "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
    "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
    "FIELD_SAME_NAME",
  ]),
  ...comeAndGo("oneof", "A oneof", ["ONEOF_NO_DELETE"]),
  ...comeAndGo("extension", "An extension", ["EXTENSION_NO_DELETE", "PACKAGE_EXTENSION_NO_DELETE"]),
  ...comeAndGo("service", "A service", ["SERVICE_NO_DELETE", "PACKAGE_SERVICE_NO_DELETE"]),
  ...comeAndGo("method", "A method", ["RPC_NO_DELETE"]),
  row({
    ...base,
    id: "proto.source.field-type-changed",
    meaning: "The accessors of a field have another type, or the field another cardinality or presence.",
    why: "Code that uses them does not compile or behaves otherwise.",
    instead: "Add a field.",
    buf: ["FIELD_SAME_TYPE", "FIELD_SAME_CARDINALITY"],
    say: ({ element, before, after }) => `${element} changed from ${before} to ${after}: its accessors differ`,
  }),
  row({
    ...base,
    id: "proto.source.field-oneof-changed",
    meaning: "A field moved into, out of or between oneofs.",
    why: "Its accessors and the cases of the oneof differ.",
    instead: "Add a field.",
    buf: ["FIELD_SAME_ONEOF"],
    say: ({ element, before, after }) => `${element} moved from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.field-option-changed",
    meaning: "An option of a field that shapes generated code changed (jstype, ctype, string_type, lazy).",
    why: "The type of its accessors differs in the language concerned.",
    instead: "Keep the option.",
    buf: ["FIELD_SAME_JSTYPE", "FIELD_SAME_CPP_STRING_TYPE", "FIELD_SAME_JAVA_UTF8_VALIDATION"],
    say: ({ element, before, after }) => `an option of ${element} changed from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.enum-type-changed",
    meaning: "An enum is open on one side and closed on the other.",
    why: "Generated code treats numbers without a name in another way.",
    instead: "Keep features.enum_type.",
    buf: ["ENUM_SAME_TYPE"],
    say: ({ element, before, after }) => `${element} changed from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.method-type-changed",
    meaning: "A method names another request or response type, or streams otherwise.",
    why: "Stubs and servers do not compile.",
    instead: "Add a method.",
    buf: ["RPC_SAME_REQUEST_TYPE", "RPC_SAME_RESPONSE_TYPE", "RPC_SAME_CLIENT_STREAMING", "RPC_SAME_SERVER_STREAMING"],
    say: ({ element, before, after }) => `${element} changed from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.file-package-changed",
    meaning: "A file declares another package.",
    why: "Every name in it changes.",
    instead: "Add a file for the new package.",
    buf: ["FILE_SAME_PACKAGE"],
    say: ({ element, before, after }) => `${element} changed its package from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.file-syntax-changed",
    meaning: "A file has another syntax or edition.",
    why: "Generated code may differ; what it means for messages is reported by itself.",
    instead: "Nothing, where no other finding follows from it.",
    buf: ["FILE_SAME_SYNTAX"],
    say: ({ element, before, after }) => `${element} changed from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.file-option-changed",
    meaning: "An option of a file that shapes generated code changed.",
    why: "Packages, classes or names differ in the language concerned.",
    instead: "Keep the option.",
    buf: FILE_OPTIONS,
    say: ({ element, before, after }) => `${element} changed from ${before} to ${after}`,
  }),
  row({
    ...base,
    id: "proto.source.type-moved",
    meaning: "A type is declared in another file.",
    why: "Includes and imports name the file in C++ and Python.",
    instead: "Import the new file publicly from the old one.",
    buf: ["MESSAGE_NO_DELETE", "ENUM_NO_DELETE", "SERVICE_NO_DELETE", "EXTENSION_NO_DELETE"],
    say: ({ element, before, after }) => `${element} moved from ${before} to ${after}`,
  }),
];
