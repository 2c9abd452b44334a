import type { Side } from "../../../core/place.ts";
import type { Step } from "../compare/schema-focus.ts";
import type { Node } from "../node.ts";
import type { Judge, Schema } from "./judge.ts";
import type { Hop } from "./outline.ts";

/** A schema object, as far as anybody knows before looking inside. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/** Two schema objects that stand opposite each other: what `writer` allows is sent, what `reader` refuses breaks. */
export interface Facing {
  readonly judge: Judge;
  readonly same: (a: Node | null, b: Node | null, role?: "plain" | "names") => boolean;
  readonly view: "request" | "response";
  /** Which side of the comparison writes. */
  readonly side: Side;
  readonly writer: Node;
  readonly reader: Node;
  /** The values of the two nodes. */
  readonly w: SchemaObject;
  readonly r: SchemaObject;
  /** Follows references on the writing and on the reading side. */
  readonly follow: { readonly writer: (node: Node) => Node; readonly reader: (node: Node) => Node };
  /** The target of a reference on the writing and on the reading side, whatever stands beside it. */
  readonly hop: { readonly writer: Hop; readonly reader: Hop };
}

/** One difference of two schema objects, applied alone to the writing side. */
export interface Edit {
  /** The change, named as if the writing side were the old one. */
  readonly change: string;
  /** The writing side's schema, and the same with this one change. */
  readonly writer: Schema;
  readonly reader: Schema;
  /** What to show. */
  readonly places: { readonly writer: Node; readonly reader: Node };
  /** The property or element meant, below the schema itself; empty for the schema itself. */
  readonly label: string;
  /** The values on both sides, for the message. */
  readonly wrote: string;
  readonly reads: string;
  /** Where the change is only that one more property is described: which one, and how. */
  readonly added?: Added;
  /** The property that it is about, where such a message should not carry it: readOnly in requests, writeOnly in responses. */
  readonly hidden?: string;
}

/** A property that the reading side describes and the writing side does not. */
export interface Added {
  readonly name: string;
  readonly schema: Schema;
}

/** Two schemas below the facing ones, at the same place of a value. */
export interface Below {
  readonly writer: Node;
  readonly reader: Node;
  readonly step: Step | null;
  readonly label: string;
  /** For one branch of many: the whole that may take what the opposite branch refuses. */
  readonly within?: Node;
}

/** What a property is called where people read it: one without a name is not the whole. */
export const labelOf = (name: string): string => (name === "" ? '""' : name);

/** A schema of the writing side that was put together. */
export const madeBy = (facing: Facing, value: SchemaObject, made: string): Schema => ({
  side: facing.side,
  node: { value, file: facing.writer.file, pointer: facing.writer.pointer, made },
});

/** The facing reader as a schema. */
export const readerOf = (facing: Facing, node: Node = facing.reader): Schema => ({
  side: facing.side === "before" ? "after" : "before",
  node,
});

/** The facing writer as a schema. */
export const writerOf = (facing: Facing, node: Node = facing.writer): Schema => ({ side: facing.side, node });

/** The writer's schema with some keywords set, or left out where the value is undefined. */
export function withKeywords(facing: Facing, changes: SchemaObject, base: SchemaObject = facing.w): SchemaObject {
  const entries = Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
