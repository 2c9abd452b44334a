import type { Side } from "../../../core/place.ts";
import type { Node } from "../node.ts";

/** Where in a message a schema speaks. `readAs`: the status that the reading side takes an unknown one for. */
export type Spot =
  | { readonly type: "request-body"; readonly media: string }
  | { readonly type: "parameter"; readonly key: string }
  | { readonly type: "answer-body"; readonly media: string; readonly status: string; readonly readAs?: string }
  | { readonly type: "header"; readonly key: string; readonly status: string };

/** One step from a value to a value inside it. */
export type Step = { readonly type: "property"; readonly name: string } | { readonly type: "items" };

/** A value at a spot that the writing side's schema allows and the reading side's refuses. */
export interface SchemaFocus {
  readonly type: "schema";
  readonly spot: Spot;
  /** The whole schemas at the spot. */
  readonly schemas: { readonly before: Node; readonly after: Node };
  /** From the whole value to the one that shows the difference. */
  readonly steps: readonly Step[];
  /** That value; absent: any value the two whole schemas disagree about. */
  readonly value?: unknown;
  /** A whole value that holds it, if one was put together; the schemas at the smallest place that decides it. */
  readonly whole?:
    | {
        readonly value: unknown;
        readonly at?: { readonly steps: readonly Step[]; readonly writer: Node; readonly reader: Node };
      }
    | undefined;
  /** The name of a property that the reading side no longer knows: nothing is refused, but it is lost. */
  readonly lost?: string;
  /** A part of a multipart body that is refused for its media type, or for a header that it has or does not have. */
  readonly part?: {
    readonly name: string;
    readonly type?: string;
    readonly header?: {
      readonly name: string;
      readonly value: unknown;
      readonly schemas: Readonly<Record<Side, Node>>;
    };
  };
  /** True where no value is refused, but what is written there is read as another value. */
  readonly misread?: true;
}
