import { posix } from "node:path";
import { jsonObject } from "../../../core/json.ts";
import { SIDES, type Side } from "../../../core/place.ts";
import { isRemote } from "../documents.ts";
import type { Api, Content, Operation, Parameter } from "../model.ts";
import { addressOf, type Node } from "../node.ts";
import { around } from "../schemas/constrain.ts";
import type { Step } from "./schema-focus.ts";
import type { Twin } from "./twin.ts";

/** A value somewhere in a body, as one of the heirs of the schema that describes it. */
export interface Choice extends Twin {
  readonly value: string;
  readonly steps: readonly Step[];
  readonly properties: Readonly<Record<Side, string>>;
  /** Addresses of what they build on. */
  readonly bases: Readonly<Record<Side, string>>;
}

/** The schema of a body, for values only that are what was chosen; null where no reference leads to that. */
export function bodyAs(api: Api, root: Node, choices: readonly Choice[], side: Side): Node | null {
  const isReached = choices.every((choice) => {
    const target = api.documents.resolve(referenceTo(choice[side], root.file), root.file);
    return target !== null && addressOf(target) === addressOf(choice[side]);
  });
  if (!isReached) return null;
  const parts = choices.flatMap(({ steps, ...choice }): readonly unknown[] => {
    const inner = partsOf(root.file, choice, side);
    return steps.length === 0
      ? inner
      : [steps.reduceRight<Record<string, unknown>>((below, step) => around(step, below), { allOf: inner })];
  });
  const first = choices[0]?.bases[side];
  const isHeir = choices[0]?.steps.length === 0 && first === addressOf(api.documents.follow(root)); // and says all of it
  const made = `as ${JSON.stringify(choices.map(({ value, steps }) => [value, steps]))} ${root.made ?? ""}`;
  return { ...root, value: { allOf: isHeir ? parts : [root.value, ...parts] }, made };
}

/** An heir that says its name. */
export function partsOf(file: string, choice: Omit<Choice, "steps">, side: Side): readonly Record<string, unknown>[] {
  const required = [...new Set(SIDES.map((each) => choice.properties[each]))]; // each side looks at its own
  const properties = jsonObject(required.map((name) => [name, { enum: [choice.value] }]));
  return [{ $ref: referenceTo(choice[side], file) }, { type: "object", required, properties }];
}

/** A reference that stands in a file. */
function referenceTo({ file, pointer }: Node, from: string): string {
  const fragment = pointer.includes("%") ? encodeURIComponent(pointer) : pointer;
  if (file === from) return `#${fragment}`;
  return `${isRemote(file) ? file : posix.relative(posix.dirname(from), file)}#${fragment}`;
}

/** What a schema describes: a body, a parameter or a header. */
export type Holder = Content | Parameter;

/** The operation, with another schema for one of its bodies, parameters or headers. */
export function holding(operation: Operation | null, holder: Holder, schema: Node): Operation | null {
  if (operation === null) return null;
  const swapped = <T extends Holder>(all: readonly T[]): readonly T[] =>
    all.map((each) => (each === holder ? { ...each, schema } : each));
  const { body, answers, parameters } = operation;
  return {
    ...operation,
    parameters: swapped(parameters),
    body: body && { ...body, contents: swapped(body.contents) },
    answers: answers.map((answer) => ({
      ...answer,
      headers: swapped(answer.headers),
      contents: swapped(answer.contents),
    })),
  };
}
