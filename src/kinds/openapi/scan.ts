import { TallyError } from "../../core/errors.ts";
import { isCounted, isEdge } from "./long-numbers.ts";
import { METHODS } from "./model.ts";
import type { Node } from "./node.ts";
import { join } from "./pointer.ts";
import { type Role, roleBelow, roleOfElements } from "./roles.ts";
import { misfit, type Shape, shapeBelow } from "./shapes.ts";
import { DEPTH_LIMIT, nearest, type ParsedFile } from "./text/parse.ts";

/** More values than this, aliases expanded, are refused. */
const VALUE_LIMIT = 10_000_000;

/** A `$ref` and the object it stands in. */
export interface RefSite {
  readonly ref: string;
  readonly holder: Node;
  /** What is expected there, and hence at the target; null where that is not known. */
  readonly shape: Shape | null;
}

/** What was met in a file. */
export interface Scan {
  /** Every reference where it is met first with what is expected of it, those in examples and other data left out. */
  readonly sites: readonly RefSite[];
  /** Numbers at the edge of what a double can hold, in the order of the document, those in examples left out. */
  readonly edges: readonly Node[];
}

/**
 * Walks a file, or what stands at a pointer in it, once: bounds its depth and the number of its values with aliases
 * expanded, holds it against the shape it should have, and lists what others ask for. Throws E_TOO_DEEP, E_TOO_LARGE,
 * and E_INVALID with the place of what has another shape.
 */
export function scanFile(file: ParsedFile, shape: Shape | null, start?: Node): Scan {
  const sites: RefSite[] = [];
  const edges: Node[] = [];
  const path: (string | number)[] = [];
  const from = start?.pointer ?? "";
  const noted = new Map<Shape | null, Set<string>>();
  const expected = expectations();
  let values = 0;
  const note = (ref: string, value: object, at: Shape | null): void => {
    const known = noted.get(at) ?? new Set();
    if (known.has(ref)) return;
    noted.set(at, known.add(ref));
    sites.push({ ref, holder: { value, file: file.path, pointer: join(from, ...path) }, shape: at });
  };
  const visit = (value: object, at: Expected): void => {
    if (path.length > DEPTH_LIMIT) throw tooDeep(file, join(from, ...path.slice(0, DEPTH_LIMIT)));
    if (Array.isArray(value)) {
      const below = expected.elements(at);
      for (let index = 0; index < value.length; index += 1) step(value[index], index, below);
      return;
    }
    const object = value as Readonly<Record<string, unknown>>; // neither null nor an array
    for (const key in object) {
      const below = object[key];
      if (typeof below === "string" && (key === "$ref" || key === "$dynamicRef") && at.role === "plain") {
        note(below, value, at.shape);
      }
      step(below, key, expected.below(at, key));
    }
  };
  const step = (value: unknown, key: string | number, at: Expected): void => {
    values += 1;
    if (at.shape !== null) {
      const wrong = misfit(value, at.shape, key);
      if (wrong !== null) throw invalid(file, join(from, ...path, key), wrong + operationAt([...path, key]));
    }
    if (typeof value === "number" && isEdge(value) && isCounted([...path, key])) {
      edges.push({ value, file: file.path, pointer: join(from, ...path, key) });
    }
    if (typeof value !== "object" || value === null) return;
    if (values > VALUE_LIMIT) throw tooLarge(file);
    path.push(key);
    visit(value, at);
    path.pop();
  };
  const top = start === undefined ? file.value : start.value;
  const wrong = start === undefined || shape === null ? null : misfit(top, shape, "what is referred to");
  if (wrong !== null) throw invalid(file, from, wrong);
  if (typeof top === "object" && top !== null) visit(top, expected.of("plain", shape));
  if (values > VALUE_LIMIT) throw tooLarge(file);
  return { sites, edges };
}

/** What is expected of a value: the part that it plays, and the shape that it should have. */
interface Expected {
  readonly role: Role;
  readonly shape: Shape | null;
  /** Is the same expected below every key? */
  readonly isUniform: boolean;
  /** What is expected below a key, as far as it was asked for. */
  readonly known: Map<string, Expected>;
}

/** What is expected below something that is expected: each thing is one object, worked out once for each key. */
function expectations(): {
  of(role: Role, shape: Shape | null): Expected;
  below(at: Expected, key: string): Expected;
  elements(at: Expected): Expected;
} {
  const all = new Map<Shape | null, Map<Role, Expected>>();
  const of = (role: Role, shape: Shape | null): Expected => {
    const byRole = all.get(shape) ?? new Map<Role, Expected>();
    all.set(shape, byRole);
    const isUniform = role !== "plain" && shape?.fields === undefined && shape?.extensible !== true;
    const found = byRole.get(role) ?? { role, shape, isUniform, known: new Map<string, Expected>() };
    byRole.set(role, found);
    return found;
  };
  const below = ({ role, shape, isUniform, known }: Expected, key: string): Expected => {
    const name = isUniform ? "" : key;
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = of(roleBelow(role, name), shape === null ? null : shapeBelow(shape, name));
    known.set(name, made);
    return made;
  };
  return { of, below, elements: ({ role, shape }) => of(roleOfElements(role), shape?.elements ?? null) };
}

/** `, in GET /pets`: for a way through a document that leads into an operation. */
function operationAt([holder, path, method]: readonly (string | number)[]): string {
  const known = (holder === "paths" || holder === "webhooks") && METHODS.some((each) => each === method);
  return known ? `, in ${String(method).toUpperCase()} ${path}` : "";
}

const tooLarge = (file: ParsedFile): TallyError =>
  new TallyError("E_TOO_LARGE", `${file.path} expands to more than ${VALUE_LIMIT} values`);

function invalid(file: ParsedFile, pointer: string, why: string): TallyError {
  return new TallyError("E_INVALID", why, { place: nearest(pointer, file.places([pointer])) });
}

function tooDeep(file: ParsedFile, pointer: string): TallyError {
  const place = nearest(pointer, file.places([pointer]));
  return new TallyError("E_TOO_DEEP", `nested more than ${DEPTH_LIMIT} levels deep`, { place });
}
