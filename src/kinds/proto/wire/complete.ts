import { oncePer } from "../../../core/once.ts";
import { isMessageType, type SchemaView } from "./schema.ts";

/** What was found out so far about the types of a view, by name. */
const answersOf = oncePer((_: SchemaView) => new Map<string, boolean>());

/**
 * Can a complete message of this type exist? Not where its required fields lead back to a type that they started
 * from: every message of it would hold another one (protobuf.dev/programming-guides/proto2, required).
 */
export function canBeComplete(view: SchemaView, name: string): boolean {
  const answers = answersOf(view);
  const open = new Set<string>();
  const waiting = [name];
  // a type is asked twice: first for what it requires, then, with that answered, for itself
  for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
    if (answers.has(next)) {
      waiting.pop();
      continue;
    }
    const needed = view.message(next).required.flatMap(({ type, ref }) => (isMessageType(type) && ref ? [ref] : []));
    const unanswered = needed.filter((ref) => !answers.has(ref));
    if (unanswered.length === 0)
      answers.set(
        next,
        needed.every((ref) => answers.get(ref)),
      );
    else if (unanswered.some((ref) => ref === next || open.has(ref))) answers.set(next, false);
    else waiting.push(...unanswered);
    open.add(next);
  }
  return answers.get(name) ?? false;
}
