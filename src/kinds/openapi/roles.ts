/**
 * What the keys of an object are: fixed words of the format (`plain`), names that the author chose (`names`), or
 * data that is no schema at all (`data`). `maps` stands for a list whose elements have names for keys.
 */
export type Role = "plain" | "names" | "data" | "maps";

const NAME_MAPS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
  "dependentRequired",
  "dependencies",
  "paths",
  "webhooks",
  "responses",
  "schemas",
  "parameters",
  "requestBodies",
  "headers",
  "securitySchemes",
  "securityDefinitions",
  "links",
  "callbacks",
  "pathItems",
  "content",
  "encoding",
  "variables",
  "scopes",
  "mapping",
]);

const DATA: ReadonlySet<string> = new Set(["example", "examples", "default", "enum", "const", "value"]);

const ANNOTATIONS: ReadonlySet<string> = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "$comment",
]);

/** Extensions that change what an interface promises; every other `x-` key is an annotation. */
const EXTENSIONS_WITH_MEANING: ReadonlySet<string> = new Set([
  "x-extensible-enum",
  "x-ms-enum",
  "x-sunset",
  "x-stability-level",
  "x-nullable",
]);

/** The role of the value under a key, given the role of the object that holds it. */
export function roleBelow(role: Role, key: string): Role {
  if (role === "data") return "data";
  if (role === "names" || role === "maps") return "plain";
  // Each element names schemes: `x-api-key` is no extension there, and `title` no annotation.
  if (key === "security") return "maps";
  if (DATA.has(key) || key.startsWith("x-")) return "data";
  return NAME_MAPS.has(key) ? "names" : "plain";
}

/** The role of the elements of a list: `parameters` names what a map holds in one place and a list in another. */
export const roleOfElements = (role: Role): Role => (role === "names" ? "plain" : role === "maps" ? "names" : role);

/** True for a key that tells people something and changes nothing on the wire. */
export const isAnnotation = (role: Role, key: string): boolean =>
  role === "plain" && (ANNOTATIONS.has(key) || (key.startsWith("x-") && !EXTENSIONS_WITH_MEANING.has(key)));
