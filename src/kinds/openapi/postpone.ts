import { isObject } from "../../core/json.ts";
import type { Context } from "./context.ts";
import { PARAMETER_PLACES } from "./model.ts";
import type { Node } from "./node.ts";

/** What stands at a place of an operation: itself, or what a reference leads to. */
type Part = "parameter" | "body" | "answer" | "header";

/**
 * May the parts of an operation wait until somebody asks for them? Where building them cannot be refused, and where no
 * media type is XML, whose elements take the names of components: then what the operation says, references followed, is
 * all that counts of it.
 */
export function canWait(item: Node, node: Node, context: Context): boolean {
  const [shared, own] = [item.value, node.value].map((value) => (isObject(value) ? value : {}));
  const isSound = (part: Part) => (value: unknown) => isSoundAt(part, value, node.file, context);
  return (
    listed(shared?.parameters).every(isSound("parameter")) &&
    listed(own?.parameters).every(isSound("parameter")) &&
    isSound("body")(own?.requestBody) &&
    held(own?.responses).every(isSound("answer"))
  );
}

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const held = (value: unknown): readonly unknown[] => (isObject(value) ? Object.values(value) : []);

function isSoundAt(part: Part, value: unknown, file: string, context: Context): boolean {
  if (!isObject(value)) return part !== "parameter";
  if (typeof value.$ref !== "string") return isSoundValue(part, value, file, context);
  const key = `${part} ${file} ${value.$ref}`;
  const known = context.sound.get(key) ?? isSoundTarget(part, value.$ref, file, context);
  context.sound.set(key, known);
  return known;
}

/** One step only: what takes more is built at once. */
function isSoundTarget(part: Part, ref: string, file: string, context: Context): boolean {
  const target = context.documents.resolve(ref, file);
  if (target === null || !isObject(target.value) || typeof target.value.$ref === "string") return false;
  return isSoundValue(part, target.value, target.file, context);
}

function isSoundValue(part: Part, value: Readonly<Record<string, unknown>>, file: string, context: Context): boolean {
  if (part === "header") return true;
  if (part === "parameter")
    return typeof value.name === "string" && PARAMETER_PLACES.some((place) => place === value.in);
  if (isObject(value.content) && Object.keys(value.content).some((type) => /xml/i.test(type))) return false;
  return part === "body" || held(value.headers).every((header) => isSoundAt("header", header, file, context));
}
