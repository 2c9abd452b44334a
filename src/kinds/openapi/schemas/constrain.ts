import { jsonObject } from "../../../core/json.ts";
import type { Step } from "../compare/schema-focus.ts";
import type { Node } from "../node.ts";

/** The schema, for values only that hold the given value at the end of the steps. */
export function constrain(node: Node, steps: readonly Step[], value: unknown): Node {
  const inner = steps.reduceRight<Record<string, unknown>>((below, step) => around(step, below), { enum: [value] });
  return { value: { allOf: [node.value, inner] }, file: node.file, pointer: node.pointer, made: "constrained" };
}

/** The schema, for values only that hold one of the inner schema at the end of the steps. */
export const within = (node: Node, steps: readonly Step[], inner: Record<string, unknown>): Node => ({
  value: { allOf: [node.value, steps.reduceRight((below, step) => around(step, below), inner)] },
  file: node.file,
  pointer: node.pointer,
  made: `within ${JSON.stringify(inner)}`,
});

/** The schema, for values only that are not the empty text. */
export const notEmpty = (node: Node): Node => ({
  value: { allOf: [node.value, { not: { enum: [""] } }] },
  file: node.file,
  pointer: node.pointer,
  made: `not empty ${node.made ?? ""}`,
});

/** Texts that are no segment of a path: without any the path is another, and dots are taken out of it (RFC 3986, 5.2.4). */
const NO_SEGMENTS: readonly unknown[] = ["", ".", ".."];

/** May the value stand in a path? */
export const isSegment = (value: unknown): boolean => !NO_SEGMENTS.includes(value);

/** The schema, for values only that may stand in a path. */
export const asSegment = (node: Node): Node => ({
  value: { allOf: [node.value, { not: { enum: NO_SEGMENTS } }] },
  file: node.file,
  pointer: node.pointer,
  made: `segment ${node.made ?? ""}`,
});

/** The schema, for objects only that have some member. */
export const withMember = (node: Node): Node => ({
  value: { allOf: [node.value, { type: "object", minProperties: 1 }] },
  file: node.file,
  pointer: node.pointer,
  made: `with a member ${node.made ?? ""}`,
});

/** The schema, for values only that hold an object with the given property at the end of the steps. */
export function withProperty(node: Node, steps: readonly Step[], name: string): Node {
  const last: Record<string, unknown> = { type: "object", required: [name] };
  const inner = steps.reduceRight((below, step) => around(step, below), last);
  return { value: { allOf: [node.value, inner] }, file: node.file, pointer: node.pointer, made: `with ${name}` };
}

/** The schema, for values only that hold something at the end of the steps, and no empty text; of a list there two elements. */
export const withSomething = (node: Node, steps: readonly Step[]): Node => ({
  value: {
    allOf: [
      node.value,
      steps.reduceRight<Record<string, unknown>>(
        (below, step, index) => ({
          ...around(step, below),
          ...(step.type === "items" && index === steps.length - 1 && { minItems: 2 }),
        }),
        { not: { enum: [""] } },
      ),
    ],
  },
  file: node.file,
  pointer: node.pointer,
  made: `with ${JSON.stringify(steps)} ${node.made ?? ""}`,
});

/** The schema, for values only that have nothing at the end of the steps; the last step is a property. */
export function without(node: Node, steps: readonly Step[]): Node {
  const inner = steps.reduceRight<Record<string, unknown> | null>((below, step) => {
    if (below === null) return step.type === "property" ? { not: { type: "object", required: [step.name] } } : {};
    if (step.type === "items") return { items: below };
    return { properties: jsonObject([[step.name, below]]) };
  }, null);
  return {
    value: { allOf: [node.value, inner ?? {}] },
    file: node.file,
    pointer: node.pointer,
    made: `without ${JSON.stringify(steps)} ${node.made ?? ""}`,
  };
}

/** The schema of a value that holds one of the inner schema one step further down. */
export function around(step: Step, below: Record<string, unknown>): Record<string, unknown> {
  if (step.type === "items") return { type: "array", minItems: 1, items: below };
  return { type: "object", required: [step.name], properties: jsonObject([[step.name, below]]) };
}
