import { isObject } from "../../core/json.ts";
import type { Documents } from "./documents.ts";
import type { Node } from "./node.ts";
import { isAnnotation, type Role, roleBelow, roleOfElements } from "./roles.ts";

/** A reference that leads to itself never ends; what is met after so many is held to differ. */
const MAX_HOPS = 1000;

/** Two reference targets that stand opposite each other. */
interface Pair {
  /** False as soon as something in the two differs; what hangs on other pairs is settled by `spread`. */
  equal: boolean;
  readonly users: Pair[];
}

/**
 * Tells whether two nodes of two documents say the same: annotations, key order and the names of reference targets
 * apart. Each pair of reference targets is looked at once, however often and in whatever cycles it is met.
 */
export function sameness(
  before: Documents,
  after: Documents,
): (a: Node | null, b: Node | null, role?: Role) => boolean {
  const pairs = new Map<string, Map<object, Map<object, Pair>>>();
  const queue: (() => void)[] = [];

  /** The pair for two reference targets, queued for a look when it is new. */
  const pairOf = (a: Node, b: Node, role: Role): Pair => {
    const left = keyOf(a);
    const right = keyOf(b);
    const known = pairs.get(role)?.get(left)?.get(right);
    if (known) return known;
    const made: Pair = { equal: true, users: [] };
    const byRole = pairs.get(role) ?? new Map<object, Map<object, Pair>>();
    const facing = byRole.get(left) ?? new Map<object, Pair>();
    pairs.set(role, byRole.set(left, facing.set(right, made)));
    queue.push(() => {
      if (!equal(a.value, b.value, { a: a.file, b: b.file, role, user: made })) spread(made);
    });
    return made;
  };

  const equal = (a: unknown, b: unknown, at: Frame): boolean => {
    if (a === b) return typeof a !== "object" || a === null || before === after;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (Array.isArray(a) || Array.isArray(b)) return equalArrays(a, b, at);
    const left = a as Members; // neither null nor an array
    const right = b as Members;
    if (at.role === "plain" && (typeof left.$ref === "string" || typeof right.$ref === "string")) {
      return equalRefs(left, right, at);
    }
    return equalMembers(left, right, at);
  };

  const equalArrays = (a: object, b: object, at: Frame): boolean => {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const below = inRole(at, roleOfElements(at.role));
    return a.every((item: unknown, index) => equal(item, b[index], below));
  };

  // This runs for each key of both documents, mostly before V8 optimises it: lists that are made and taken apart cost as much as the rest.
  const equalMembers = (a: Members, b: Members, at: Frame, apart: string | null = null): boolean => {
    let shared = 0;
    for (const key in a) {
      const left = a[key];
      const right = b[key];
      if (left === right && typeof left !== "object" && left !== undefined && key !== "$dynamicRef") {
        shared += 1;
        continue;
      }
      const isShared = isOwn(b, key, right);
      if (isShared) shared += 1;
      if (key === apart || isAnnotation(at.role, key)) continue;
      if (!isShared) return false;
      if (left !== right || typeof left === "object") {
        if (!equal(left, right, inRole(at, roleBelow(at.role, key)))) return false;
      }
      if (key === "$dynamicRef" && at.role === "plain" && !equalDynamic(String(left), at)) return false;
    }
    return Object.keys(b).length === shared || !hasMore(a, b, at.role, apart);
  };

  /** Does the second say something that the first does not? */
  const hasMore = (a: Members, b: Members, role: Role, apart: string | null): boolean =>
    Object.keys(b).some((key) => key !== apart && !isAnnotation(role, key) && !isOwn(a, key, a[key]));

  /** All that a dynamic reference may lead to is the same on both sides. */
  const equalDynamic = (ref: string, at: Frame): boolean => {
    const [left, right] = [before.dynamicTargets(ref, at.a), after.dynamicTargets(ref, at.b)];
    if (left.length !== right.length) return false;
    return left.every((node, index) => {
      const other = right[index];
      if (other === undefined) return false;
      const pair = pairOf(node, other, at.role);
      pair.users.push(at.user);
      return pair.equal;
    });
  };

  /** References are followed; what stands beside them (OpenAPI 3.1) must be equal too. */
  const equalRefs = (a: Members, b: Members, at: Frame): boolean => {
    const left = before.resolve(String(a.$ref ?? ""), at.a);
    const right = after.resolve(String(b.$ref ?? ""), at.b);
    if (a.$ref !== undefined && b.$ref !== undefined) {
      if (!left || !right || !equalMembers(a, b, at, "$ref")) return false;
      const pair = pairOf(left, right, at.role);
      pair.users.push(at.user);
      return pair.equal;
    }
    const from = end(before, { value: a, file: at.a, pointer: "" }, at);
    const to = end(after, { value: b, file: at.b, pointer: "" }, at);
    if (from === null || to === null) return false;
    if (!isObject(from.value) || !isObject(to.value))
      return equal(from.value, to.value, { ...at, a: from.file, b: to.file });
    const pair = pairOf(from, to, at.role); // what one side refers to may hold itself
    pair.users.push(at.user);
    return pair.equal;
  };

  /** What references with nothing beside them lead to; null where that is nothing, or only themselves. */
  const end = (documents: Documents, start: Node, at: Frame): Node | null => {
    let here: Node | null = start;
    for (let hops = 0; here !== null && hops < MAX_HOPS; hops += 1) {
      if (!isObject(here.value) || typeof here.value.$ref !== "string") return here;
      here = bare(here.value, at) ? documents.resolve(here.value.$ref, here.file) : null;
    }
    return null;
  };

  const bare = (value: Members, at: Frame): boolean =>
    Object.keys(value).every((key) => key === "$ref" || isAnnotation(at.role, key));

  return (a, b, role = "plain") => {
    if (a === null || b === null) return a === b;
    if (!isObject(a.value) && !Array.isArray(a.value)) return a.value === b.value;
    const pair = pairOf(a, b, role);
    for (let look = queue.pop(); look !== undefined; look = queue.pop()) look();
    return pair.equal;
  };
}

/** What a pair is known by: a part of a document is one object, and belongs to one file. */
const keyOf = (node: Node): object =>
  typeof node.value === "object" && node.value !== null ? node.value : { made: node.value };

type Members = Readonly<Record<string, unknown>>;

/** Is a value that was read under a key one of the object's own? What objects inherit is never the value of a document. */
const isOwn = (object: Members, key: string, value: unknown): boolean =>
  (value !== undefined && typeof value !== "function" && value !== Object.prototype) || Object.hasOwn(object, key);

const inRole = (at: Frame, role: Role): Frame => (role === at.role ? at : { a: at.a, b: at.b, role, user: at.user });

interface Frame {
  /** The files that references in the two values are relative to. */
  readonly a: string;
  readonly b: string;
  readonly role: Role;
  /** The pair that is being looked at. */
  readonly user: Pair;
}

/** What differs makes everything differ that refers to it. */
function spread(start: Pair): void {
  const stack = [start];
  for (let pair = stack.pop(); pair !== undefined; pair = stack.pop()) {
    if (!pair.equal) continue;
    pair.equal = false;
    stack.push(...pair.users);
  }
}
