import type { Side } from "../../../core/place.ts";
import type { Serialization } from "../model.ts";
import type { Node } from "../node.ts";
import type { Position } from "../rules/peers.ts";
import type { OperationPair } from "./comparison.ts";
import type { Flow } from "./flow.ts";
import type { Ways } from "./forms.ts";
import type { Spot } from "./schema-focus.ts";

/** Two schemas at the same spot of a message. */
export interface SchemaPair {
  readonly operations: OperationPair;
  readonly flow: Flow;
  readonly position: Position;
  readonly before: Node;
  readonly after: Node;
  readonly spot: Spot;
  readonly element: string;
  readonly what: string;
  readonly part: string;
  /** True where values travel as texts: parameters and headers that are not written as JSON. */
  readonly text?: boolean;
  /** True where the members of a body travel as texts: forms, bodies in parts, XML. */
  readonly fields?: boolean;
  /** True where something around the value was chosen, which a value that shows an edit must say too. */
  readonly chosen?: boolean;
  /** How each side writes the members of a form, or of a body in parts. */
  readonly forms?: Readonly<Record<Side, Ways>>;
  /** How each side writes them as texts. */
  readonly serializations?: Readonly<Record<Side, Serialization>>;
  /** More of oasdiff's names for whatever differs here. */
  readonly alsoPeers?: readonly string[];
}

/** `response.200.body.owner.login`, `response.200.body[].id`. */
export const elementOf = (schemas: SchemaPair, label: string): string =>
  label === "" || label.startsWith("[") ? schemas.element + label : `${schemas.element}.${label}`;
