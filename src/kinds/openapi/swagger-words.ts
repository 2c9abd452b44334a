import { isObject, jsonObject } from "../../core/json.ts";
import { type Role, roleBelow, roleOfElements } from "./roles.ts";

/**
 * A file of Swagger 2.0 in the words of OpenAPI 3.0, wherever those are for the same: `x-nullable`, which 2.0 has for want
 * of a keyword, is `nullable`, the type `file` is a text of the format `binary` (OpenAPI 3.0, 4.7.14.2; Swagger 2.0,
 * parameter and response objects), a discriminator is the name of a property, and security schemes are those of 3.0. What stands where stays as it is.
 */
export function inNewerWords(value: unknown): unknown {
  const said = reworded(value, "plain");
  if (!isObject(said) || !isObject(said.securityDefinitions)) return said;
  const schemes = Object.entries(said.securityDefinitions).map(([name, scheme]) => [name, schemeOf(scheme)] as const);
  return { ...said, securityDefinitions: jsonObject(schemes) };
}

/** The value itself where nothing in it is said otherwise. */
function reworded(value: unknown, role: Role): unknown {
  if (role === "data") return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => reworded(item, roleOfElements(role)));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const said = role === "plain" && isOld(value) ? renamed(value) : value;
  const entries = Object.entries(said).map(([key, held]) => [key, reworded(held, roleBelow(role, key))] as const);
  return entries.some(([key, held]) => held !== said[key]) ? jsonObject(entries) : said;
}

const isOld = (value: Record<string, unknown>): boolean =>
  value["x-nullable"] !== undefined || value.type === "file" || typeof value.discriminator === "string";

function renamed(value: Record<string, unknown>): Record<string, unknown> {
  const { discriminator, "x-nullable": nullable, ...rest } = value;
  return {
    ...rest,
    ...(nullable !== undefined && { nullable }),
    ...(value.type === "file" && { type: "string", format: "binary" }),
    ...(discriminator !== undefined && {
      discriminator: typeof discriminator === "string" ? { propertyName: discriminator } : discriminator,
    }),
  };
}

/** What the flows of OAuth are called from 3.0 on. */
const FLOWS: Readonly<Record<string, string>> = { accessCode: "authorizationCode", application: "clientCredentials" };

/** A security scheme (Swagger 2.0, security scheme object). */
function schemeOf(scheme: unknown): unknown {
  if (!isObject(scheme)) return scheme;
  if (scheme.type === "basic") return { ...scheme, type: "http", scheme: "basic" };
  const { flow, authorizationUrl, tokenUrl, scopes, ...rest } = scheme;
  if (scheme.type !== "oauth2" || typeof flow !== "string") return scheme;
  const said = Object.entries({ authorizationUrl, tokenUrl, scopes }).filter(([, held]) => held !== undefined);
  return { ...rest, flows: { [FLOWS[flow] ?? flow]: jsonObject(said) } };
}
