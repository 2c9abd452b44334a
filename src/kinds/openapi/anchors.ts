import { child, type Node } from "./node.ts";
import { type Role, roleBelow, roleOfElements } from "./roles.ts";
import type { ParsedFile } from "./text/parse.ts";

/** What schemas of a file call themselves (JSON Schema 2020-12 Core, 8.2): each name with every schema that has it. */
export interface Anchors {
  /** `$id`, as it is written, without an empty fragment. */
  readonly ids: ReadonlyMap<string, readonly Node[]>;
  /** `$anchor`, `$dynamicAnchor`, and an `$id` or `id` that is only a fragment. */
  readonly names: ReadonlyMap<string, readonly Node[]>;
  /** `$dynamicAnchor` alone. */
  readonly dynamic: ReadonlyMap<string, readonly Node[]>;
}

const known = new WeakMap<ParsedFile, Anchors>();
const WORDS = /\$(?:id|anchor|dynamicAnchor)\b|\bid["']?\s*:\s*["']?#/;

/** The anchors of a file, those in examples and other data left out; found at the first question. */
export function anchorsOf(file: ParsedFile): Anchors {
  const found = known.get(file);
  if (found) return found;
  const [ids, names, dynamic] = [new Map<string, Node[]>(), new Map<string, Node[]>(), new Map<string, Node[]>()];
  const add = (map: Map<string, Node[]>, name: unknown, node: Node): void => {
    if (typeof name !== "string") return;
    const held = map.get(name);
    if (held) held.push(node);
    else map.set(name, [node]);
  };
  const visit = (node: Node, role: Role): void => {
    const { value } = node;
    if (typeof value !== "object" || value === null) return;
    const isSchema = role === "plain" && !Array.isArray(value);
    for (const key of Object.keys(value)) {
      const below = child(node, key);
      if (below === null) continue;
      if (isSchema && (key === "$id" || key === "id") && typeof below.value === "string") {
        if (below.value.startsWith("#")) add(names, below.value.slice(1), node);
        else if (key === "$id") add(ids, below.value.replace(/#$/, ""), node);
      }
      if (isSchema && (key === "$anchor" || key === "$dynamicAnchor")) add(names, below.value, node);
      if (isSchema && key === "$dynamicAnchor") add(dynamic, below.value, node);
      visit(below, Array.isArray(value) ? roleOfElements(role) : roleBelow(role, key));
    }
  };
  if (WORDS.test(file.text) || file.mayHold("$dynamicAnchor"))
    visit({ value: file.value, file: file.path, pointer: "" }, "plain");
  const anchors = { ids, names, dynamic };
  known.set(file, anchors);
  return anchors;
}
