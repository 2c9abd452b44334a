import { otherSide, type Side } from "../../../core/place.ts";
import { openWords } from "../../../json-schema/model/words.ts";
import type { Api } from "../model.ts";
import { addressOf, child, elements, members, type Node } from "../node.ts";
import { isMarked } from "../schemas/outline.ts";
import { type Comparison, followIn, hopIn } from "./comparison.ts";
import { SIDES } from "./flow.ts";
import type { Step } from "./schema-focus.ts";
import { elementOf, type SchemaPair } from "./schemas.ts";
import { type Aspect, joined, type Twin } from "./twin.ts";

/** Properties that one side describes and the other does not: who sends them is not heard, who waits for them waits in vain. */
export function compareNames(comparison: Comparison, schemas: SchemaPair, twin: Twin, aspects: Aspect[]): void {
  const hidden = schemas.flow.message === "request" ? "readOnly" : "writeOnly";
  for (const owner of SIDES) {
    const theirs = child(twin[otherSide(owner)], "properties");
    const required = elements(child(twin[owner], "required")).map(({ value }) => value);
    for (const [name, node] of members(child(twin[owner], "properties"))) {
      if (child(theirs, name) !== null || isMarked(node, hidden, hopIn(comparison[owner]))) continue;
      const request = schemas.flow.message === "request";
      if (!request && required.includes(name)) continue;
      aspects.push((at, { label, steps }) => {
        const from = steps === null ? twin : at;
        if (isDescribed(comparison, from, otherSide(owner), steps ?? [], name)) return;
        comparison.emit({
          rule: `${at.position}.${request ? "property-removed" : "property-added"}`,
          writer: request ? owner : otherSide(owner),
          flow: at.flow,
          level: "risky",
          pair: at.operations,
          element: elementOf(at, joined(label, name)),
          before: owner === "before" ? node : twin.before,
          after: owner === "after" ? node : twin.after,
          what: joined(label, name),
          mark: name,
          part: at.part,
          weak: true,
          focus: request && steps !== null ? { type: "schema", spot: at.spot, schemas: at, steps, lost: name } : null,
          fragments: { before: "", after: "" },
        });
      });
    }
  }
}

/** At most this many schemas are looked at for a name. */
const DESCRIBED = 500;

/** Does the side describe the name at the end of the steps anywhere: in whatever branch, behind whatever reference or pattern? */
function isDescribed(comparison: Comparison, at: Twin, side: Side, steps: readonly Step[], name: string): boolean {
  const [follow, hop] = [followIn(comparison[side]), hopIn(comparison[side])];
  const spread = (nodes: readonly Node[]): readonly Node[] => {
    const found = new Map<string, Node>();
    const queue = nodes.map(follow);
    for (let node = queue.pop(); node !== undefined && found.size < DESCRIBED; node = queue.pop()) {
      if (found.has(addressOf(node))) continue;
      found.set(addressOf(node), node);
      const branches = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => elements(child(node, keyword)));
      const others = ["if", "then", "else"].flatMap((keyword) => child(node, keyword) ?? []);
      const dependent = members(child(node, "dependentSchemas")).map(([, below]) => below);
      queue.push(...[hop(node) ?? [], branches, others, dependent].flat().map(follow));
    }
    return [...found.values()];
  };
  const below = (nodes: readonly Node[], step: Step): readonly Node[] =>
    nodes.flatMap((node) =>
      step.type === "items" ? (child(node, "items") ?? []) : (child(child(node, "properties"), step.name) ?? []),
    );
  const last = steps.reduce((nodes, step) => spread(below(nodes, step)), spread([at[side]]));
  const isMatched = (node: Node): boolean =>
    members(child(node, "patternProperties")).some(([pattern]) => words.matches(pattern, name) === true);
  return below(last, { type: "property", name }).length > 0 || (hasPatterns(comparison[side]) && last.some(isMatched));
}

const words = openWords();

/** OpenAPI 3.0 does not know the keyword (4.7.24). */
const hasPatterns = ({ dialect }: Api): boolean => dialect !== "openapi-3.0";
