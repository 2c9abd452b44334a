import { canonicalJson, isObject } from "../../core/json.ts";
import { type Context, once } from "./context.ts";
import type { Alternative, Credential } from "./model.ts";
import { child, elements, members, type Node } from "./node.ts";
import { isAnnotation } from "./roles.ts";

/** What credentials an operation asks for: its own word, else that of the document; and where that stands. */
export function securityOf(
  node: Node,
  context: Context,
): { readonly security: readonly Alternative[]; readonly securityNode: Node | null } {
  const own = child(node, "security") ?? child(context.root, "security");
  const make = (): readonly Alternative[] =>
    elements(own).map((entry) => members(entry).map(([name, scopes]) => credentialOf(name, scopes, context)));
  const alternatives = once(context.security, own, make);
  return { security: alternatives.length === 0 ? [[]] : alternatives, securityNode: own };
}

/** How a credential is obtained, not what it is: both versions of OAuth flows and the address of OpenID Connect. */
const OBTAINING = [
  "flows",
  "flow",
  "authorizationUrl",
  "tokenUrl",
  "scopes",
  "openIdConnectUrl",
  "bearerFormat",
] as const;

function credentialOf(name: string, scopes: Node, context: Context): Credential {
  const holder =
    context.version === "2.0"
      ? child(context.root, "securityDefinitions")
      : child(child(context.root, "components"), "securitySchemes");
  const entry = child(holder, name);
  const scheme = entry && context.documents.deref(entry).value;
  const kept = isObject(scheme)
    ? Object.fromEntries(
        Object.entries(scheme).filter(
          ([key]) => !isAnnotation("plain", key) && !OBTAINING.some((each) => each === key),
        ),
      )
    : { undefined: name };
  return {
    name,
    meaning: canonicalJson(regardlessOfCase(kept)),
    flows: canonicalJson(isObject(scheme) ? OBTAINING.map((key) => scheme[key] ?? null) : []),
    scheme: kept,
    scopes: elements(scopes).map((scope) => String(scope.value)),
  };
}

/** Names of headers and of HTTP schemes do not depend on case (RFC 9110, 5.1 and 11.1). */
function regardlessOfCase(scheme: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (scheme.type === "apiKey" && scheme.in === "header") return { ...scheme, name: String(scheme.name).toLowerCase() };
  return scheme.type === "http" ? { ...scheme, scheme: String(scheme.scheme).toLowerCase() } : scheme;
}
