import { isObject, type JsonValue } from "../../../core/json.ts";
import type { Policy } from "../../../json-schema/answer.ts";
import { child, type Node } from "../node.ts";
import type { Edit } from "./edit.ts";
import { type Judge, policyFor, type Schema } from "./judge.ts";
import type { Ground, Leasts } from "./least.ts";
import { type Opposite, type Outline, outlineOf } from "./outline.ts";
import { openSight, type Seen } from "./sight.ts";

/** Two schemas that differ in one edit. */
export type Alone = Pick<Edit, "writer" | "reader" | "added">;

/** The schema of nothing. */
const NOTHING: Node = { value: { not: {} }, file: "", pointer: "", made: "nothing" };

/** Decides about edits taken alone. */
export interface EditJudge {
  /** Does the edit leave every value of the writing side readable? */
  decide(edit: Alone, policy: Policy): Seen;
  /**
   * Is every value that the writing side may send under the policy readable, and is there one? A policy that leaves
   * nothing to say forgives nothing. `shown` holds a value that breaks strictly: what still breaks is not forgiven.
   */
  forgives(edit: Alone, policy: Policy, shown: Shown | null): boolean;
}

/** A value that shows something, and one that it was made smaller from. */
export type Shown = { readonly witness: unknown; readonly found?: unknown };

/**
 * Opens a judge of edits. What an edit leaves untouched below it stands on both sides alike, so the question is asked
 * without it first; a value that is found then is filled up and judged by the schemas as they are.
 */
export function openEditJudge(ground: Ground, leasts: Leasts): EditJudge {
  const { judge, hop } = ground;
  const sight = openSight(ground, leasts);
  const decide = (edit: Alone, policy: Policy): Seen => {
    const seen = sight(edit, policy);
    if (seen !== null) return seen;
    const outline = untouched(edit, hop);
    if (outline === null || outline.below.length === 0) return judge.decide(edit.writer, edit.reader, policy);
    const made = ({ side, node }: Schema, value: unknown): Schema => ({
      side,
      node: { ...node, value, made: "outline" },
    });
    const answer = judge.decide(made(edit.writer, outline.writer), made(edit.reader, outline.reader), policy);
    if (answer.answer === "contained") return answer;
    if (answer.answer === "not-contained" && !policy.undeclaredNamesAbsent) {
      const witness = filledUp(answer.witness, outline, edit, policy);
      const holds = witness !== undefined && refutes(judge, edit, witness, policy);
      if (holds) return { answer: "not-contained", steps: answer.steps, witness: witness as JsonValue, gap: null }; // JSON parts
    }
    return judge.decide(edit.writer, edit.reader, policy);
  };

  /** The value with parts that meet what the outline left out. */
  const filledUp = (value: unknown, { below }: Outline, { writer }: Alone, policy: Policy): unknown => {
    const part = (node: Node, here: unknown): unknown => {
      const schema = { side: writer.side, node };
      if (judge.accepts(schema, here, policy) === true) return here;
      return leasts(schema, policy.view ?? "response")?.value;
    };
    if (Array.isArray(value)) {
      const items = below.find(({ at }) => at === null);
      const filled = items ? value.map((item: unknown) => part(items.writer, item)) : value;
      return filled.includes(undefined) ? undefined : filled;
    }
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([name, member]) => {
      const node = below.find(({ at }) => at === name) ?? (declares(writer.node, name) ? null : below.find(isRest));
      return [name, node ? part(node.writer, member) : member] as const;
    });
    return entries.some(([, member]) => member === undefined) ? undefined : Object.fromEntries(entries);
  };

  const isShown = ({ writer, reader }: Alone, value: unknown, policy: Policy): boolean =>
    judge.accepts(reader, value, policy) === false && judge.sends(writer, value, policy) === true;

  const speaks = ({ writer }: Alone, policy: Policy): boolean => {
    if (leasts(writer, policy.view ?? "response")?.declared === true) return true;
    return judge.decide(writer, { side: writer.side, node: NOTHING }, policy).answer !== "contained";
  };

  return {
    decide,
    forgives(edit, policy, shown) {
      const seen = sight(edit, policy);
      if (seen === null && shown !== null && isShown(edit, shown.found ?? shown.witness, policy)) return false;
      return (seen ?? decide(edit, policy)).answer === "contained" && speaks(edit, policy);
    },
  };
}

const isRest = ({ at }: Opposite): boolean => at === "*";

const declares = (node: Node, name: string): boolean => child(child(node, "properties"), name) !== null;

/**
 * Is the value one of the writing side's that the other refuses, for certain? For policies that leave the writer as it
 * is.
 */
export const refutes = (judge: Judge, { writer, reader }: Alone, value: unknown, policy: Policy): boolean =>
  judge.accepts(writer, value, policyFor(policy.view ?? "response")) === true &&
  judge.accepts(reader, value, policy) === false;

/** The two schemas without the members that are the very same; null where they are not to be taken apart. */
function untouched({ writer, reader }: Alone, hop: Ground["hop"]): Outline | null {
  if (writer.side !== reader.side) return null;
  const own = hop[writer.side];
  const takes = ({ writer: left, reader: right, at }: Opposite): boolean =>
    at !== undefined && left.value === right.value;
  return outlineOf(writer.node, reader.node, { hop: { writer: own, reader: own }, takes });
}
