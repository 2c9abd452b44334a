import { expect, test } from "vitest";
import type { Side } from "../../../src/core/place.ts";
import { compare } from "../../../src/kinds/proto/compare.ts";
import { differ } from "../../../src/kinds/proto/wire/differ.ts";
import { type Content, type MessageNode, node, type Value } from "../../../src/kinds/proto/wire/node.ts";
import { type Integer, rangeOf } from "../../../src/kinds/proto/wire/ranges.ts";
import { readMessage } from "../../../src/kinds/proto/wire/read.ts";
import type { SchemaView, WireField, WireSchema } from "../../../src/kinds/proto/wire/schema.ts";
import { readWithProtobufjs } from "../../../src/kinds/proto/wire/second.ts";
import { writeMessage } from "../../../src/kinds/proto/wire/write.ts";
import { viewOf } from "../../../src/kinds/proto/witness.ts";
import { fill } from "../../../src/kinds/proto/witness-values.ts";
import { type Chooser, chooser } from "./generate.ts";
import { generatePairs, loadTree } from "./pairs.ts";

const PAIRS = Number(process.env.TALLY_REALITY_PAIRS ?? 320);
const MESSAGES = 6;

/** A value of a field, anywhere in its range; messages stay empty, so that what differs is the field itself. */
function randomValue(choose: Chooser, view: SchemaView, field: WireField): Value {
  if (field.type === "message" || field.type === "group") {
    const made = fill(view, node(view.message(field.ref ?? ""), []));
    return made ?? node(view.message(field.ref ?? ""), []);
  }
  if (field.type === "enum") return BigInt(choose.pick(view.enum(field.ref ?? "").values)[1]);
  if (field.type === "bool") return choose.chance(50);
  if (field.type === "string") return choose.pick(["", "a", "some text", "\u00e9"]);
  if (field.type === "bytes") return Uint8Array.from({ length: choose.next(4) }, () => choose.next(256));
  if (field.type === "float" || field.type === "double") return choose.pick([0, 1.5, -2, 0.1]);
  return randomInteger(choose, field.type);
}

function randomInteger(choose: Chooser, type: Integer): bigint {
  const [least, greatest] = rangeOf(type);
  const wide = BigInt(choose.next(2 ** 31)) * BigInt(choose.next(2 ** 31));
  return choose.pick([least, greatest, 0n, 1n, least + (wide % (greatest - least))]);
}

function randomContent(choose: Chooser, view: SchemaView, field: WireField): Content | null {
  const value = () => randomValue(choose, view, field);
  if (field.card === "map") {
    const key = randomValue(choose, view, { ...field, type: field.key ?? "string", utf8: true });
    return { shape: "map", entries: [[key, value()]] };
  }
  if (field.card === "repeated") return { shape: "list", values: Array.from({ length: 1 + choose.next(2) }, value) };
  return { shape: "one", value: value() };
}

/** A message as a writer can produce it: written and read again, so that nothing is set twice or left half. */
function randomMessage(choose: Chooser, view: SchemaView, name: string): MessageNode | null {
  const type = view.message(name);
  const chosen = type.fields.filter(() => choose.chance(60));
  const contents = chosen.flatMap((field) => {
    const content = randomContent(choose, view, field);
    return content ? [[field.number, content] as const] : [];
  });
  const whole = fill(view, node(type, contents));
  if (!whole) return null;
  try {
    return readMessage(view, name, writeMessage(whole));
  } catch {
    return null; // a required field in it never ends
  }
}

/** Every type below a message, as protobufjs is to know it. */
function plainSchema(view: SchemaView, root: string): WireSchema {
  const schema = { messages: {}, enums: {} } as {
    -readonly [K in keyof WireSchema]: Record<string, WireSchema[K][string]>;
  };
  const add = (name: string): void => {
    if (schema.messages[name]) return;
    const { fields } = view.message(name);
    schema.messages[name] = { fields };
    for (const { type, ref } of fields) {
      if (ref === undefined) continue;
      if (type === "enum") schema.enums[ref] = view.enum(ref);
      else add(ref);
    }
  };
  add(root);
  return schema;
}

test("what is said to be compatible on the wire survives: random messages read by protobufjs with the other schema", {
  timeout: 60_000 + PAIRS * 200,
}, async () => {
  const pairs = generatePairs(20_000, PAIRS);
  const models = { before: await loadTree(pairs.before), after: await loadTree(pairs.after) };
  const views = { before: viewOf(models.before.registry), after: viewOf(models.after.registry) };
  const drafts = compare(models.before, models.after, { tolerances: [] }).filter(({ surface }) => surface === "wire");
  const said = new Set(
    drafts.flatMap(({ element, seed }) => [
      ...prefixes(element),
      ...(seed?.type === "message" ? [seed.before, seed.after] : []),
    ]),
  );
  const silent: string[] = [];
  let read = 0;
  let explained = 0;
  for (const desc of models.before.registry) {
    if (desc.kind !== "message" || !models.after.registry.getMessage(desc.typeName)) continue;
    const choose = chooser(read + 17);
    for (const producer of ["before", "after"] as const satisfies readonly Side[]) {
      const reader = producer === "before" ? "after" : "before";
      const schema = plainSchema(views[reader], desc.typeName);
      for (let count = 0; count < MESSAGES; count += 1) {
        const written = randomMessage(choose, views[producer], desc.typeName);
        if (!written) continue;
        read += 1;
        const problem = meet(written, desc.typeName, views[producer], views[reader], schema);
        const about = [desc.typeName, ...refsOf(views.before, desc.typeName), ...refsOf(views.after, desc.typeName)];
        if (problem === null) continue;
        if (about.some((name) => said.has(name))) explained += 1;
        else silent.push(`${desc.typeName}, written by ${producer}: ${problem}`);
      }
    }
  }
  expect(read).toBeGreaterThan(PAIRS * 10);
  expect(explained).toBeGreaterThan(PAIRS);
  expect(silent).toEqual([]);
});

/** `a.b.c`: `a.b.c`, `a.b`, `a`: a finding on a field is one on its message too. */
const prefixes = (element: string): readonly string[] =>
  element.split(".").map((_, index, parts) => parts.slice(0, index + 1).join("."));

/** The types met in a random message: those of its fields, and what these require. Their own findings explain it. */
function refsOf(view: SchemaView, name: string): ReadonlySet<string> {
  const met = new Set<string>();
  const waiting = view.message(name).fields.flatMap(({ type, ref }) => (ref === undefined ? [] : [{ type, ref }]));
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (met.has(next.ref)) continue;
    met.add(next.ref);
    if (next.type === "enum") continue;
    for (const { type, ref } of view.message(next.ref).required) if (ref !== undefined) waiting.push({ type, ref });
  }
  return met;
}

function meet(written: MessageNode, name: string, from: SchemaView, to: SchemaView, schema: WireSchema): string | null {
  const bytes = writeMessage(written);
  try {
    const seen = readWithProtobufjs(schema, to, name, bytes);
    const found = differ(written, seen, { encoding: "binary", by: "number", watch: [], writer: from, reader: to });
    return found && `${found.outcome}: ${found.wrote} | ${found.read}`;
  } catch (error) {
    return `rejected: ${error instanceof Error ? error.message : String(error)}`;
  }
}
