import { otherSide, SIDES, type Side } from "../../../core/place.ts";
import { openWords } from "../../../json-schema/model/words.ts";
import type { Api } from "../model.ts";
import { addressOf, child, elements, members, type Node } from "../node.ts";
import { peersOfEdit } from "../rules/schemas.ts";
import { isMarked } from "../schemas/outline.ts";
import { unpaired } from "./below.ts";
import { type Comparison, followIn, hopIn } from "./comparison.ts";
import type { Step } from "./schema-focus.ts";
import { elementOf, type SchemaPair } from "./schema-pair.ts";
import { type Aspect, joined, type Twin } from "./twin.ts";

/** Properties that one side describes and the other does not: who sends them is not heard, who waits for them waits in vain. */
export function compareNames(comparison: Comparison, schemas: SchemaPair, twin: Twin, aspects: Aspect[]): void {
  const hidden = schemas.flow.message === "request" ? "readOnly" : "writeOnly";
  for (const owner of SIDES) {
    const theirs = child(twin[otherSide(owner)], "properties");
    const told = tellers(comparison, twin, owner);
    const required = told.flatMap((node) => elements(child(node, "required"))).map(({ value }) => value);
    for (const [name, node] of told.flatMap((one) => members(child(one, "properties")))) {
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
          peers: {
            buf: [],
            oasdiff: peersOfEdit(at.position, `property-${owner === "before" ? "removed" : "added"}`, true),
          },
          focus: request && steps !== null ? { type: "schema", spot: at.spot, schemas: at, steps, lost: name } : null,
          fragments: { before: "", after: "" },
        });
      });
    }
  }
}

/** The schema of a side, and those that hold beside it without one opposite: branches of `allOf`, and theirs. */
function tellers(comparison: Comparison, twin: Twin, side: Side): readonly Node[] {
  const alone = unpaired(twin, side);
  if (alone.length === 0) return [twin[side]];
  const api = comparison[side];
  const found = new Map([[addressOf(twin[side]), twin[side]]]);
  const queue = alone.map(followIn(api));
  for (let node = queue.pop(); node !== undefined && found.size < DESCRIBED; node = queue.pop()) {
    if (found.has(addressOf(node))) continue;
    found.set(addressOf(node), node);
    queue.push(...[hopIn(api)(node) ?? [], elements(child(node, "allOf"))].flat().map(followIn(api)));
  }
  return [...found.values()];
}

/** Does the side describe the name at the end of the steps anywhere: in whatever branch, behind whatever reference or pattern? */
function isDescribed(comparison: Comparison, at: Twin, side: Side, steps: readonly Step[], name: string): boolean {
  const api = comparison[side];
  const last = steps.reduce((nodes, step) => further(api, nodes, step), around(api, at[side]));
  const isMatched = (node: Node): boolean =>
    members(child(node, "patternProperties")).some(([pattern]) => words.matches(pattern, name) === true);
  return below(last, { type: "property", name }).length > 0 || (hasPatterns(api) && last.some(isMatched));
}

/** All that describes the values of a schema, by its address; and that of the values a step further down. */
interface Described {
  readonly around: Map<string, readonly Node[]>;
  readonly further: WeakMap<readonly Node[], Map<string, readonly Node[]>>;
}

/** Ways from thousands of places soon lead over the same schemas. */
const known = new WeakMap<Api, Described>();

function knownIn(api: Api): Described {
  const found = known.get(api) ?? { around: new Map(), further: new WeakMap() };
  known.set(api, found);
  return found;
}

function around(api: Api, node: Node): readonly Node[] {
  const all = knownIn(api).around;
  const start = followIn(api)(node);
  const found = all.get(addressOf(start)) ?? spread(api, [start]);
  all.set(addressOf(start), found);
  return found;
}

function further(api: Api, nodes: readonly Node[], step: Step): readonly Node[] {
  const all = knownIn(api).further.get(nodes) ?? new Map<string, readonly Node[]>();
  knownIn(api).further.set(nodes, all);
  const key = step.type === "items" ? "" : `.${step.name}`;
  const found = all.get(key);
  if (found) return found;
  const reached = below(nodes, step);
  const [first, ...others] = reached;
  const made = first !== undefined && others.length === 0 ? around(api, first) : spread(api, reached);
  all.set(key, made);
  return made;
}

/** At most this many schemas are looked at for a name. */
const DESCRIBED = 500;

/** Schemas, and those that describe the same values beside them. */
function spread(api: Api, nodes: readonly Node[]): readonly Node[] {
  const [follow, hop] = [followIn(api), hopIn(api)];
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
}

const below = (nodes: readonly Node[], step: Step): readonly Node[] =>
  nodes.flatMap((node) =>
    step.type === "items" ? (child(node, "items") ?? []) : (child(child(node, "properties"), step.name) ?? []),
  );

const words = openWords();

/** OpenAPI 3.0 does not know the keyword (4.7.24). */
const hasPatterns = ({ dialect }: Api): boolean => dialect !== "openapi-3.0";
