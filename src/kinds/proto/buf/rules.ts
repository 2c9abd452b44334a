import { TallyError } from "../../../core/errors.ts";

/** Versions of buf's configuration. */
export type BufVersion = "v1beta1" | "v1" | "v2";

/** Letters of categories: FILE, PACKAGE, WIRE_JSON (J), WIRE, CSR. */
const CATEGORIES = { F: "FILE", P: "PACKAGE", J: "WIRE_JSON", W: "WIRE", C: "CSR" } as const;

/** Rule id -> categories in v2. Source: `buf config ls-breaking-rules --version v2` of buf 1.75. */
const RULES = {
  FILE_NO_DELETE: "FC",
  FILE_SAME_PACKAGE: "FPJWC",
  FILE_SAME_SYNTAX: "FPC",
  FILE_SAME_CC_ENABLE_ARENAS: "FP",
  FILE_SAME_CC_GENERIC_SERVICES: "FP",
  FILE_SAME_CSHARP_NAMESPACE: "FP",
  FILE_SAME_GO_PACKAGE: "FP",
  FILE_SAME_JAVA_GENERIC_SERVICES: "FP",
  FILE_SAME_JAVA_MULTIPLE_FILES: "FP",
  FILE_SAME_JAVA_OUTER_CLASSNAME: "FP",
  FILE_SAME_JAVA_PACKAGE: "FP",
  FILE_SAME_OBJC_CLASS_PREFIX: "FP",
  FILE_SAME_OPTIMIZE_FOR: "FP",
  FILE_SAME_PHP_CLASS_PREFIX: "FP",
  FILE_SAME_PHP_METADATA_NAMESPACE: "FP",
  FILE_SAME_PHP_NAMESPACE: "FP",
  FILE_SAME_PY_GENERIC_SERVICES: "FP",
  FILE_SAME_RUBY_PACKAGE: "FP",
  FILE_SAME_SWIFT_PREFIX: "FP",
  ENUM_NO_DELETE: "FC",
  MESSAGE_NO_DELETE: "FC",
  SERVICE_NO_DELETE: "F",
  EXTENSION_NO_DELETE: "F",
  PACKAGE_NO_DELETE: "P",
  PACKAGE_ENUM_NO_DELETE: "P",
  PACKAGE_MESSAGE_NO_DELETE: "P",
  PACKAGE_SERVICE_NO_DELETE: "P",
  PACKAGE_EXTENSION_NO_DELETE: "P",
  ENUM_SAME_TYPE: "FP",
  ENUM_SAME_JSON_FORMAT: "FPJC",
  ENUM_VALUE_NO_DELETE: "FPC",
  ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: "JWC",
  ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED: "JC",
  ENUM_VALUE_SAME_NAME: "FPJC",
  RESERVED_ENUM_NO_DELETE: "FPJWC",
  MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR: "FPC",
  MESSAGE_SAME_JSON_FORMAT: "FPJC",
  MESSAGE_SAME_REQUIRED_FIELDS: "FPJWC",
  EXTENSION_MESSAGE_NO_DELETE: "FPC",
  ONEOF_NO_DELETE: "FPC",
  RESERVED_MESSAGE_NO_DELETE: "FPJWC",
  FIELD_NO_DELETE: "FPC",
  FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED: "JWC",
  FIELD_NO_DELETE_UNLESS_NAME_RESERVED: "JC",
  FIELD_SAME_NAME: "FPJC",
  FIELD_SAME_JSON_NAME: "FPJC",
  FIELD_SAME_TYPE: "FPC",
  FIELD_WIRE_COMPATIBLE_TYPE: "W",
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: "JC",
  FIELD_SAME_CARDINALITY: "FP",
  FIELD_WIRE_COMPATIBLE_CARDINALITY: "W",
  FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY: "JC",
  FIELD_SAME_DEFAULT: "FPJWC",
  FIELD_SAME_ONEOF: "FPJWC",
  FIELD_SAME_JSTYPE: "FP",
  FIELD_SAME_CPP_STRING_TYPE: "FP",
  FIELD_SAME_JAVA_UTF8_VALIDATION: "FP",
  FIELD_SAME_UTF8_VALIDATION: "FP",
  RPC_NO_DELETE: "FP",
  RPC_SAME_CLIENT_STREAMING: "FPJWC",
  RPC_SAME_SERVER_STREAMING: "FPJWC",
  RPC_SAME_REQUEST_TYPE: "FPJWC",
  RPC_SAME_RESPONSE_TYPE: "FPJWC",
  RPC_SAME_IDEMPOTENCY_LEVEL: "FPJWC",
} as const;

/** Id of a rule of buf. */
export type BufRule = keyof typeof RULES;

/** Every rule id there is. */
export const BUF_RULES = Object.keys(RULES) as readonly BufRule[]; // the keys of the table above

const ONLY_V2: readonly string[] = ["EXTENSION_NO_DELETE", "PACKAGE_EXTENSION_NO_DELETE", "FIELD_SAME_DEFAULT"];
const NOT_V1BETA1: readonly string[] = ["FIELD_WIRE_COMPATIBLE_TYPE", "FIELD_WIRE_JSON_COMPATIBLE_TYPE"];
const V1BETA1: Readonly<Record<string, string>> = {
  FILE_SAME_PACKAGE: "F",
  FIELD_SAME_TYPE: "FPJW",
  FIELD_SAME_CARDINALITY: "FPJW",
};

/** Ids that are no longer in force and what stands in for them. */
const DEPRECATED: Readonly<Record<string, readonly BufRule[]>> = {
  FIELD_SAME_CTYPE: ["FIELD_SAME_CPP_STRING_TYPE"],
  FIELD_SAME_LABEL: [
    "FIELD_SAME_CARDINALITY",
    "FIELD_WIRE_COMPATIBLE_CARDINALITY",
    "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
  ],
  FILE_SAME_JAVA_STRING_CHECK_UTF8: ["FIELD_SAME_JAVA_UTF8_VALIDATION"],
  FILE_SAME_PHP_GENERIC_SERVICES: [],
  MESSAGE_SAME_MESSAGE_SET_WIRE_FORMAT: [],
};

/** The categories of a rule in a version of the configuration; null where the version does not know the rule. */
export function categoriesOf(rule: BufRule, version: BufVersion): readonly string[] | null {
  if (version !== "v2" && ONLY_V2.includes(rule)) return null;
  if (version === "v1beta1" && NOT_V1BETA1.includes(rule)) return null;
  const letters = (version === "v1beta1" ? V1BETA1[rule] : undefined) ?? RULES[rule];
  const known = version === "v2" ? letters : letters.replace("C", "");
  return [...known].map((letter) => CATEGORIES[letter as keyof typeof CATEGORIES]); // only letters of the table
}

/** The rules that an id, a deprecated id (not in v2) or a category stands for. Throws E_INVALID for any other word. */
export function expandRule(word: string, version: BufVersion): readonly BufRule[] {
  const renamed = version !== "v2" && Object.hasOwn(DEPRECATED, word) ? DEPRECATED[word] : undefined;
  if (renamed) return renamed;
  const found = BUF_RULES.filter((rule) => {
    const categories = categoriesOf(rule, version);
    return categories !== null && (rule === word || categories.includes(word));
  });
  if (found.length === 0) throw new TallyError("E_INVALID", `${word} is no rule or category of buf ${version}`);
  return found;
}
