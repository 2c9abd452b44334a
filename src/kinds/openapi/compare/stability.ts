import type { Direction } from "../../../core/finding.ts";
import { type CompareOptions, STABILITIES } from "../../../core/kind.ts";
import type { Side } from "../../../core/place.ts";
import type { Api, Operation } from "../model.ts";
import { child } from "../node.ts";
import type { Emission } from "./comparison.ts";

/** What is promised from now on cannot be told. */
const UNCLEAR = /\.stability-unreadable$/;

/**
 * Does the document that callers were built against say of the operation that it may still change
 * (`x-stability-level: draft` or `alpha`)? A callback is promised as the operation is whose call asks for it.
 */
export function mayChange(
  { pair, rule }: Emission,
  direction: Direction,
  apis: Readonly<Record<Side, Api>>,
  { tolerances, stableFrom = "beta" }: CompareOptions,
): boolean {
  if (!tolerances.includes("unstable-operations") || UNCLEAR.test(rule)) return false;
  const side = direction === "backward" ? "before" : "after";
  const operation = ownerOf(pair[side], apis[side]);
  const level = STABILITIES.findIndex((name) => name === child(operation?.node ?? null, "x-stability-level")?.value);
  return level !== -1 && level < STABILITIES.indexOf(stableFrom);
}

const ownerOf = (operation: Operation | null, { operations }: Api): Operation | null =>
  operation === null || operation.owner === null
    ? operation
    : (operations.find(({ name }) => name === operation.owner) ?? null);
