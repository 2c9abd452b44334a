import { isObject, jsonObject } from "../../../core/json.ts";
import { child, elements, type Node } from "../node.ts";

/** Values that people recognise, by format. */
const TYPICAL: Readonly<Record<string, unknown>> = {
  uri: "https://example.com/",
  url: "https://example.com/",
  "uri-reference": "/a",
  "date-time": "2024-01-01T00:00:00Z",
  date: "2024-01-01",
  time: "00:00:00Z",
  email: "a@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "00000000-0000-4000-8000-000000000000",
  byte: "YQ==",
};

/** At most this many replacements are tried. */
const TRIES = 60;

/** At most this many schemas may govern one value. */
const BREADTH = 24;

/** The keys from a value to one inside it. */
type Way = readonly (string | number)[];

/** A text in a value, and what it may be replaced by, the best first. */
interface Text {
  readonly way: Way;
  readonly candidates: readonly string[];
}

/**
 * Replaces the texts in a value by what the document gives as examples, or by what people know of a format, and gives
 * members without a name one, as far as `fits` still says yes to the whole. All at once where that fits, else one by one.
 */
export function polish(
  found: unknown,
  node: Node,
  follow: (node: Node) => Node,
  fits: (value: unknown) => boolean,
): unknown {
  const called = named(found);
  const value = called !== found && fits(called) ? called : found;
  const texts = [...textsOf(value, [node], [], follow)];
  if (texts.length > 1) {
    const first = texts.slice(0, TRIES);
    const bold = first.reduce((whole, { way, candidates }) => replaced(whole, way, candidates[0]), value);
    if (fits(bold)) return bold;
  }
  let whole = value;
  let left = TRIES;
  for (const { way, candidates } of texts) {
    for (const candidate of candidates) {
      left -= 1;
      if (left < 0) return whole;
      const next = replaced(whole, way, candidate);
      if (!fits(next)) continue;
      whole = next;
      break;
    }
  }
  return whole;
}

/** What a member is called whose name does not matter. */
const NAME = "other";

/** The value with a name for each member that has the empty one; itself where there is none. */
function named(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(named);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const isFree = Object.hasOwn(value, "") && !Object.hasOwn(value, NAME);
  const entries = Object.entries(value).map(
    ([name, held]) => [isFree && name === "" ? NAME : name, named(held)] as const,
  );
  return isFree || entries.some(([name, held]) => held !== value[name]) ? jsonObject(entries) : value;
}

/** The texts of a value for which there is something better. */
function* textsOf(here: unknown, nodes: readonly Node[], way: Way, follow: (node: Node) => Node): Generator<Text> {
  if (typeof here !== "object" && typeof here !== "string") return;
  const schemas = governing(nodes, follow);
  if (typeof here === "string") {
    const better = candidates(here, schemas);
    if (better.length > 0) yield { way, candidates: better };
  } else if (Array.isArray(here)) {
    const items = schemas.flatMap((schema) => child(schema, "items") ?? []);
    for (const [index, item] of here.entries()) yield* textsOf(item, items, [...way, index], follow);
  } else if (isObject(here)) {
    for (const [name, member] of Object.entries(here)) {
      const described = schemas.flatMap((schema) => child(child(schema, "properties"), name) ?? []);
      yield* textsOf(member, described, [...way, name], follow);
    }
  }
}

/** The schemas that speak about a value: references followed, branches opened. */
function governing(nodes: readonly Node[], follow: (node: Node) => Node): readonly Node[] {
  const found: Node[] = [];
  const queue = [...nodes];
  for (let node = queue.shift(); node !== undefined && found.length < BREADTH; node = queue.shift()) {
    const target = follow(node);
    found.push(target);
    for (const keyword of ["allOf", "anyOf", "oneOf"]) queue.push(...elements(child(target, keyword)));
  }
  return found;
}

function candidates(here: string, schemas: readonly Node[]): readonly string[] {
  const all = schemas.flatMap(({ value }): readonly unknown[] => {
    if (!isObject(value)) return [];
    const examples = Array.isArray(value.examples) ? value.examples : [];
    return [value.example, ...examples, value.default, TYPICAL[String(value.format)]];
  });
  const texts = all.filter((each): each is string => typeof each === "string" && each !== here && each.length <= 80);
  return [...new Set(texts)].slice(0, 3);
}

/** The value with another one at the end of the way. */
function replaced(value: unknown, way: Way, next: unknown): unknown {
  const [key, ...rest] = way;
  if (key === undefined) return next;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? replaced(item, rest, next) : item));
  return isObject(value) ? { ...value, [key]: replaced(value[key], rest, next) } : value;
}
