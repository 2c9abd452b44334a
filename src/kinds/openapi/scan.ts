import { TallyError } from "../../core/errors.ts";
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

/**
 * Walks a file, or what stands at a pointer in it, once: bounds its depth and the number of its values with aliases
 * expanded, holds it against the shape it should have, and lists the references, each where it is met first with what
 * is expected of it, those in examples and other data left out. Throws E_TOO_DEEP, E_TOO_LARGE, and E_INVALID with the place of what has another shape.
 */
export function scanFile(file: ParsedFile, shape: Shape | null, start?: Node): readonly RefSite[] {
  const sites: RefSite[] = [];
  const path: (string | number)[] = [];
  const from = start?.pointer ?? "";
  const noted = new Map<Shape | null, Set<string>>();
  let values = 0;
  const pointer = (): string => join(from, ...path);
  const note = (ref: string, value: object, at: Shape | null): void => {
    const known = noted.get(at) ?? new Set();
    if (known.has(ref)) return;
    noted.set(at, known.add(ref));
    sites.push({ ref, holder: { value, file: file.path, pointer: pointer() }, shape: at });
  };
  const visit = (value: object, role: Role, at: Shape | null): void => {
    if (path.length > DEPTH_LIMIT) throw tooDeep(file, join(from, ...path.slice(0, DEPTH_LIMIT)));
    if (Array.isArray(value)) {
      const [below, shaped] = [roleOfElements(role), at?.elements ?? null];
      for (let index = 0; index < value.length; index += 1) step(value[index], index, below, shaped);
      return;
    }
    const object = value as Readonly<Record<string, unknown>>; // neither null nor an array
    for (const key of Object.keys(object)) {
      const below = object[key];
      if ((key === "$ref" || key === "$dynamicRef") && typeof below === "string" && role === "plain") {
        note(below, value, at);
      }
      const shaped = at === null ? null : shapeBelow(at, key);
      if (shaped === null && typeof below !== "object") values += 1;
      else step(below, key, typeof below === "object" ? roleBelow(role, key) : role, shaped);
    }
  };
  const step = (value: unknown, key: string | number, role: Role, shaped: Shape | null): void => {
    values += 1;
    if (values > VALUE_LIMIT) throw tooLarge(file);
    const wrong = shaped === null ? null : misfit(value, shaped, key);
    if (wrong !== null) throw invalid(file, join(pointer(), key), wrong + operationAt([...path, key]));
    if (typeof value !== "object" || value === null) return;
    path.push(key);
    visit(value, role, shaped);
    path.pop();
  };
  const top = start === undefined ? file.value : start.value;
  const wrong = start === undefined || shape === null ? null : misfit(top, shape, "what is referred to");
  if (wrong !== null) throw invalid(file, from, wrong);
  if (typeof top === "object" && top !== null) visit(top, "plain", shape);
  if (values > VALUE_LIMIT) throw tooLarge(file);
  return sites;
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
