import type { Side } from "../../../core/place.ts";
import { stylesParts, writingOf } from "../encoding.ts";
import { isForm, isMultipart } from "../media.ts";
import type { Content } from "../model.ts";
import { child, type Node } from "../node.ts";
import type { Comparison } from "./comparison.ts";
import type { Step } from "./schema-focus.ts";

/** How one side writes a member of a form: `text`, `repeated`, `joined ,`, `brackets`, `json`. */
export type Ways = (name: string, schema: Node) => string;

/** How both sides write the members of a form, or of a body in parts; null where the body is neither. */
export function waysOf(
  comparison: Comparison,
  contents: Readonly<Record<Side, Content>>,
): Readonly<Record<Side, Ways>> | null {
  const types = [contents.before.type, contents.after.type];
  const inParts = types.every(isMultipart);
  if (!inParts && !types.every(isForm)) return null;
  const ways =
    (side: Side): Ways =>
    (name, schema) => {
      const styled = !inParts || stylesParts(comparison[side]);
      return writingOf(styled ? child(contents[side].encoding, name) : null, schema);
    };
  return { before: ways("before"), after: ways("after") };
}

/** Something inside shows how a member is written: two elements of a list, a property of an object. */
export function inside(schema: Node | null): readonly Step[] {
  if (child(schema, "items") !== null || child(schema, "type")?.value === "array") return [{ type: "items" }];
  const properties = child(schema, "properties")?.value;
  const [first] = typeof properties === "object" && properties !== null ? Object.keys(properties) : [];
  return first === undefined ? [] : [{ type: "property", name: first }];
}
