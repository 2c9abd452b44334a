import { type DescMethod, fromBinary, type Registry, toJson } from "@bufbuild/protobuf";
import { isObject } from "../../core/json.ts";
import { shapeOfTemplate } from "./http-template.ts";

/** One way in which a method is reached over HTTP. */
export interface Binding {
  /** In capitals, or the text of a custom kind. */
  readonly method: string;
  readonly template: string;
  /** The field that the body fills; `*` for the whole request, empty for none. */
  readonly body: string;
  readonly responseBody: string;
}

const EXTENSION = "google.api.http";
const VERBS = ["get", "put", "post", "delete", "patch"] as const;

/** The `google.api.http` bindings of a method, additional ones included. Source: google/api/http.proto. */
export function bindingsOf(method: DescMethod, registry: Registry): readonly Binding[] {
  const extension = registry.getExtension(EXTENSION);
  if (!extension?.message || !method.proto.options) return [];
  const raw = method.proto.options.$unknown?.filter(({ no }) => no === extension.number) ?? [];
  return raw.flatMap(({ data }) => {
    if (!extension.message) return [];
    const rule = toJson(extension.message, fromBinary(extension.message, withoutLength(data)), { registry });
    return rulesIn(rule);
  });
}

/** A length-delimited unknown field carries its length in front. */
function withoutLength(data: Uint8Array): Uint8Array {
  let start = 0;
  while (start < data.length && (data[start] ?? 0) >= 0x80) start += 1;
  return data.subarray(start + 1);
}

function rulesIn(rule: unknown): readonly Binding[] {
  if (!isObject(rule)) return [];
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const more = { body: text(rule.body), responseBody: text(rule.responseBody) };
  const verb = VERBS.find((name) => typeof rule[name] === "string");
  const own: Binding[] = verb ? [{ method: verb.toUpperCase(), template: text(rule[verb]), ...more }] : [];
  if (isObject(rule.custom)) own.push({ method: text(rule.custom.kind), template: text(rule.custom.path), ...more });
  const additional = Array.isArray(rule.additionalBindings) ? rule.additionalBindings : [];
  return [...own, ...additional.flatMap(rulesIn)];
}

/** What of a binding decides which requests it takes: the names of variables do not. */
export const routeOf = ({ method, template }: Binding): string => `${method} ${shapeOfTemplate(template)}`;

/** A binding in one line. */
export function describeBinding(binding: Binding): string {
  const body = binding.body === "" ? "" : ` body: ${binding.body}`;
  const response = binding.responseBody === "" ? "" : ` response_body: ${binding.responseBody}`;
  return `${binding.method} ${binding.template}${body}${response}`;
}
