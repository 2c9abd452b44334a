import { TallyError } from "../../core/errors.ts";
import type { Node } from "./node.ts";
import { join } from "./pointer.ts";
import { type Role, roleBelow, roleOfElements } from "./roles.ts";
import { DEPTH_LIMIT, nearest, type ParsedFile } from "./text/parse.ts";

/** More values than this, aliases expanded, are refused. */
const VALUE_LIMIT = 10_000_000;

/** A `$ref` and the object it stands in. */
export interface RefSite {
  readonly ref: string;
  readonly holder: Node;
}

/**
 * Walks a whole file once: bounds its depth and the number of its values with aliases expanded, and lists the
 * references, those in examples and other data left out. Throws E_TOO_DEEP, E_TOO_LARGE.
 */
export function scanFile(file: ParsedFile): readonly RefSite[] {
  const sites: RefSite[] = [];
  const path: (string | number)[] = [];
  let values = 0;
  const pointer = (): string => join("", ...path);
  const visit = (value: object, role: Role): void => {
    if (path.length > DEPTH_LIMIT) throw tooDeep(file, join("", ...path.slice(0, DEPTH_LIMIT)));
    if (Array.isArray(value)) {
      const below = roleOfElements(role);
      for (let index = 0; index < value.length; index += 1) step(value[index], index, below);
      return;
    }
    for (const [key, below] of Object.entries(value)) {
      if (key === "$ref" && typeof below === "string" && role === "plain") {
        sites.push({ ref: below, holder: { value, file: file.path, pointer: pointer() } });
      }
      step(below, key, roleBelow(role, key));
    }
  };
  const step = (value: unknown, key: string | number, role: Role): void => {
    values += 1;
    if (values > VALUE_LIMIT) {
      throw new TallyError("E_TOO_LARGE", `${file.path} expands to more than ${VALUE_LIMIT} values`);
    }
    if (typeof value !== "object" || value === null) return;
    path.push(key);
    visit(value, role);
    path.pop();
  };
  if (typeof file.value === "object" && file.value !== null) visit(file.value, "plain");
  return sites;
}

function tooDeep(file: ParsedFile, pointer: string): TallyError {
  const place = nearest(pointer, file.places([pointer]));
  return new TallyError("E_TOO_DEEP", `nested more than ${DEPTH_LIMIT} levels deep`, { place });
}
