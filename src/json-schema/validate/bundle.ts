import { isObject, type JsonValue, jsonObject } from "../../core/json.ts";
import type { Located, Policy, SchemaWorld } from "../answer.ts";
import { closedAlong } from "./closed.ts";
import { createEmit } from "./emit.ts";
import { ignoresRefSiblings } from "./keywords.ts";
import { createTouch, type Part } from "./touch.ts";
import { AS_WRITTEN, isForgiving, type Transforms } from "./transforms.ts";

/** What a bundle is for: the value it must judge, and the view of readOnly and writeOnly it is taken in. */
export interface BundleOptions {
  readonly value: JsonValue;
  readonly view: Policy["view"];
  /** Written into the schema; absent: none. */
  readonly transforms?: Transforms;
}

/**
 * The part of a schema that judging one value touches, as one self-contained schema: references lead to `$defs` (or
 * `definitions`), cycles stay references, names and annotations are gone. It accepts this value exactly when the whole
 * schema does; of other values it says nothing. Null where a reference is unresolved or dynamic, or too much is touched.
 */
export function bundle(world: SchemaWorld, located: Located, options: BundleOptions): unknown {
  if (!isObject(located.value)) return located.value;
  const parts = new Map<object, Part>();
  const { transforms = AS_WRITTEN, view } = options;
  if (
    !createTouch(world, parts, view === null && !isForgiving(transforms) && !transforms.selects)(located, options.value)
  )
    return null;
  const definitions = world.dialect === "2019-09" || world.dialect.endsWith("1") || world.dialect === "2020-12";
  const holder = definitions ? "$defs" : "definitions";
  const names = new Set<string>();
  const emit = createEmit(world, parts, view, (part, ref, mode) => {
    const name = part.names.get(mode) ?? freshName(ref, names);
    part.names.set(mode, name);
    return `#/${holder}/${name}`;
  });
  const closing = transforms.closed ? closedAlong([located], world, options.value) : null;
  if (closing === undefined) return null;
  const open = emit.value(located.value, transforms);
  const root = closing === null ? open : { allOf: [open, closing] };
  const done = new Map<string, unknown>();
  // Emitting a definition may name further ones.
  for (let before = -1; before < done.size; ) {
    before = done.size;
    for (const part of parts.values())
      for (const [mode, name] of [...part.names]) if (!done.has(name)) done.set(name, emit.same(part.schema, mode));
  }
  if (done.size === 0 || !isObject(root)) return root;
  const moved = "$ref" in root && ignoresRefSiblings(world.dialect) ? { allOf: [root] } : root;
  return { ...moved, [holder]: jsonObject(done) };
}

function freshName(ref: string, names: Set<string>): string {
  const tail = /([A-Za-z0-9_]+)\W*$/.exec(ref)?.[1] ?? "schema";
  let name = tail;
  for (let i = 2; names.has(name); i++) name = `${tail}${i}`;
  names.add(name);
  return name;
}
