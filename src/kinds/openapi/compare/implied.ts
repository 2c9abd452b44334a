import { describe } from "../build.ts";
import type { Operation, Parameter } from "../model.ts";
import type { Node } from "../node.ts";
import { pathNames } from "../paths.ts";
import type { OperationPair } from "./comparison.ts";

/**
 * The operations with the path parameters that only one of them describes, though both paths name them: where a
 * document says nothing of such a parameter, any text can stand in its place.
 */
export function withImplied(operations: OperationPair): OperationPair {
  const { before, after } = operations;
  if (before === null || after === null) return operations;
  const [old, next] = [implied(before, after), implied(after, before)];
  if (old.length + next.length === 0) return operations;
  return { ...operations, before: extended(before, old), after: extended(after, next) };
}

const extended = (operation: Operation, more: readonly Parameter[]): Operation =>
  more.length === 0 ? operation : { ...operation, parameters: [...operation.parameters, ...more] };

function implied(operation: Operation, other: Operation): readonly Parameter[] {
  const [own, theirs] = [pathNames(operation.path), pathNames(other.path)];
  return other.parameters.flatMap((parameter) => {
    const name = parameter.in === "path" ? own[theirs.indexOf(parameter.name)] : undefined;
    if (name === undefined || operation.parameters.some(({ key }) => key === parameter.key)) return [];
    const value = { name, in: "path", required: true, schema: { type: "string", minLength: 1 } };
    const node: Node = { value, file: operation.node.file, pointer: operation.node.pointer, made: `implied ${name}` };
    return [describe(node, name, "path", parameter.key)];
  });
}
