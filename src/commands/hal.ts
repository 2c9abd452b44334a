import type { Client } from "../client.ts";
import { TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";

/** A resource as the broker shows it. */
export type Resource = Readonly<Record<string, unknown>>;

/** The value as a resource. Throws E_BROKER for anything but an object. */
export function resource(value: unknown): Resource {
  if (!isObject(value)) throw new TallyError("E_BROKER", "the broker answered something that is no resource");
  return value;
}

/** The resources embedded under a name. */
export function embedded(value: unknown, name: string): readonly Resource[] {
  const inside = resource(value)._embedded;
  const list = isObject(inside) ? inside[name] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** A text inside resources, by the names on the way; empty where it is absent. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  let current: unknown = value;
  for (const name of path) current = isObject(current) ? current[name] : undefined;
  return typeof current === "string" ? current : "";
}

/** The environment of this name. Throws E_NOT_FOUND, naming those there are. */
export async function environmentNamed(client: Client, name: string): Promise<{ readonly uuid: string }> {
  const { body } = await client.call({ method: "GET", path: ["environments"] });
  const all = embedded(body, "environments");
  const found = all.find((one) => one.name === name);
  if (!found)
    throw new TallyError("E_NOT_FOUND", `there is no environment "${name}"`, {
      hint: `there are: ${all.map((one) => textAt(one, "name")).join(", ")}; or tally create-environment --name ${name}`,
    });
  return { uuid: textAt(found, "uuid") };
}
