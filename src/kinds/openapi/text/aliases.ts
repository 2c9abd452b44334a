import { EVENT_ID, type Event } from "js-yaml";
import { tokens, under } from "../pointer.ts";

/**
 * Tells by its JSON Pointer where a value was written that an alias of YAML repeats: `/paths/~1b/get/tags` as
 * `/paths/~1a/get/tags`. Whatever is no part of a repeated list or mapping stays as it is.
 */
export function originsIn(value: unknown, events: readonly Event[]): (pointer: string) => string {
  let repeated: ReadonlyMap<unknown, string> | null = null;
  return (pointer) => {
    repeated ??= events.some(({ type }) => type === EVENT_ID.ALIAS) ? repeatedIn(value) : new Map();
    return repeated.size === 0 ? pointer : originOf(value, repeated, pointer);
  };
}

/** Where what stands in several places of a document stands first. */
function repeatedIn(root: unknown): ReadonlyMap<unknown, string> {
  const first = new Map<object, string>();
  const repeated = new Map<object, string>();
  const stack: (readonly [unknown, string])[] = [[root, ""]];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [value, pointer] = next;
    if (typeof value !== "object" || value === null) continue;
    const known = first.get(value);
    if (known !== undefined) repeated.set(value, known);
    else {
      first.set(value, pointer);
      const below = Object.entries(value).map(([key, inner]) => [inner, under(pointer, key)] as const);
      stack.push(...below.reverse());
    }
  }
  return repeated;
}

function originOf(root: unknown, repeated: ReadonlyMap<unknown, string>, pointer: string): string {
  let [value, origin] = [root, ""];
  for (const key of tokens(pointer)) {
    const inner: unknown =
      typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
    [value, origin] = [inner, repeated.get(inner) ?? under(origin, key)];
  }
  return origin;
}
