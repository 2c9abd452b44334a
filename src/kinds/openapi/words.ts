import { isObject, jsonObject } from "../../core/json.ts";
import { buildApi } from "./build.ts";
import { joinDocuments } from "./documents.ts";
import type { Api } from "./model.ts";
import { type Role, roleBelow, roleOfElements } from "./roles.ts";

/** Keywords of 3.1, by the format that said it before. */
const WORD_OF = { byte: "contentEncoding", binary: "contentMediaType" } as const;

const spoken = new WeakMap<Api, Api>();

/**
 * An interface in the words of an older one that it is compared with: `contentEncoding: base64` and `contentMediaType:
 * application/octet-stream` are what 3.0 and 2.0 call the formats `byte` and `binary` (OpenAPI 3.1.1, "Migrating binary
 * descriptions from OAS 3.0").
 */
export function inWordsOf(api: Api, other: Api): Api {
  const files = [...api.documents.files.values()];
  if (api.dialect !== "openapi-3.1" || other.dialect === "openapi-3.1") return api;
  if (!files.some((file) => Object.values(WORD_OF).some((word) => file.mayHold(word)))) return api;
  const known = spoken.get(api);
  if (known) return known;
  const roots = api.roots.map(({ file }) => ({ file, version: "3.1" as const }));
  const documents = joinDocuments(
    roots.map(({ file }) => file),
    new Map(files.map((file) => [file.path, { ...file, value: reworded(file.value, "plain") }])),
  );
  const made = buildApi({ documents, roots, edges: api.edges });
  spoken.set(api, made);
  return made;
}

function reworded(value: unknown, role: Role): unknown {
  if (role === "data") return value;
  if (Array.isArray(value)) return value.map((item) => reworded(item, roleOfElements(role)));
  if (!isObject(value)) return value;
  const format = role === "plain" ? formatOf(value) : null;
  const entries = Object.entries(format === null ? value : { ...value, format }).filter(
    ([key]) => format === null || key !== WORD_OF[format],
  );
  return jsonObject(entries.map(([key, held]) => [key, reworded(held, roleBelow(role, key))] as const));
}

/** The format that a schema of 3.1 would have had before; null where it has one, or there was none for it. */
function formatOf({ format, contentEncoding, contentMediaType }: Record<string, unknown>): "byte" | "binary" | null {
  if (format !== undefined) return null;
  if (contentEncoding === "base64") return "byte";
  return contentEncoding === undefined && contentMediaType === "application/octet-stream" ? "binary" : null;
}
