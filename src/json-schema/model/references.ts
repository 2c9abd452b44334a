import { isObject } from "../../core/json.ts";
import type { Located } from "../answer.ts";
import type { Compile, Context, DynamicScope, Reading } from "./context.ts";
import { type Lit, TRUE } from "./node.ts";

/** Where a reference of a schema leads, with the dynamic anchors in force there. */
export interface Followed {
  readonly target: Located;
  readonly dynamic: DynamicScope;
}

const NONE: ReadonlySet<object> = new Set();

/** References in schemas nested deeper than this are compiled when they are followed. */
const MAX_EAGER_DEPTH = 60;

/** The dynamic scope after entering the resource at a base: bindings that are there already stay. */
function enterResource(base: string, context: Context): DynamicScope {
  const anchors = context.world.dynamicAnchors?.(base);
  if (!anchors || anchors.size === 0) return context.dynamic;
  const fresh = [...anchors].filter(([name]) => !context.dynamic.has(name));
  return fresh.length === 0 ? context.dynamic : new Map([...context.dynamic, ...fresh]);
}

/** The targets of the references of one schema object; null for one that cannot be followed. */
export function followReferences(
  schema: Record<string, unknown>,
  base: string,
  context: Context,
): readonly (Followed | { readonly missing: string; readonly dynamic: boolean })[] {
  const { features, world } = context;
  const found: (Followed | { readonly missing: string; readonly dynamic: boolean })[] = [];
  const scope = enterResource(base, context);
  const plain = (ref: string): void => {
    const target = world.resolve(ref, base);
    found.push(
      target
        ? { target, dynamic: enterResource(target.base, { ...context, dynamic: scope }) }
        : { missing: ref, dynamic: false },
    );
  };
  if (typeof schema.$ref === "string") plain(schema.$ref);
  const dynamic = features.dynamic === "none" ? undefined : schema[features.dynamic];
  if (typeof dynamic !== "string") return found;
  const target = world.resolve(dynamic, base);
  if (!target || !world.dynamicAnchors) return [...found, { missing: dynamic, dynamic: true }];
  const anchor = anchorOf(target.value, features.dynamic);
  const inner = enterResource(target.base, { ...context, dynamic: scope });
  const bound = anchor !== null && namesAnchor(dynamic, anchor) ? scope.get(anchor) : undefined;
  found.push(bound ? { target: bound, dynamic: inner } : { target, dynamic: inner });
  return found;
}

/** The dynamic anchor that a target declares itself (`""` for `$recursiveAnchor: true`), or null. */
function anchorOf(value: unknown, keyword: string): string | null {
  if (!isObject(value)) return null;
  if (keyword === "$recursiveRef") return value.$recursiveAnchor === true ? "" : null;
  return typeof value.$dynamicAnchor === "string" ? value.$dynamicAnchor : null;
}

/** Only a reference by anchor name is dynamic: one by JSON Pointer is a plain one (2020-12 Core 8.2.3.2). */
const namesAnchor = (ref: string, anchor: string): boolean => anchor === "" || ref.endsWith(`#${anchor}`);

/** The literal of `$ref`, `$recursiveRef` and `$dynamicRef`: references to what they lead to, compiled when needed. */
export function compileReferences(
  schema: Record<string, unknown>,
  base: string,
  context: Context,
  compile: Compile,
): Lit {
  const { store } = context;
  const lits: Lit[] = [];
  for (const followed of followReferences(schema, base, context)) {
    if ("missing" in followed) {
      const code = followed.dynamic ? "dynamic-reference" : "unresolved-reference";
      lits.push(store.opaque(code, `${followed.missing} (world ${context.worldId})`));
      continue;
    }
    lits.push(referenceTo(followed, context, compile));
  }
  return lits.length === 0 ? TRUE : store.and(lits);
}

const texts = new WeakMap<Reading, string>();

function textOfReading(reading: Reading): string {
  const text = texts.get(reading) ?? JSON.stringify(reading);
  texts.set(reading, text);
  return text;
}

function referenceTo(followed: Followed, context: Context, compile: Compile): Lit {
  const { target, dynamic } = followed;
  if (!isObject(target.value)) return compile(target, context);
  const { reading } = context;
  const bindings = [...dynamic].map(
    ([name, at]) => `${name}=${isObject(at.value) ? context.identify(at.value) : at.base}`,
  );
  const place = `${context.worldId} ${context.identify(target.value)} ${target.base}`;
  const key = `${place}\n${textOfReading(reading)}\n${bindings.length === 0 ? "" : JSON.stringify(bindings.sort())}`;
  // Far down, the target waits until it is asked for: its own depth then counts from zero.
  const eager = context.lazy !== true && context.depth < MAX_EAGER_DEPTH;
  const depth = eager ? context.depth : 0;
  return context.store.ref(key, () => compile(target, { ...context, dynamic, depth, evaluating: NONE }), eager);
}
