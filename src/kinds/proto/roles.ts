import type { DescMessage } from "@bufbuild/protobuf";
import { DIRECTIONS, type Direction } from "../../core/finding.ts";
import { groupBy } from "../../core/group.ts";
import type { Side } from "../../core/place.ts";
import type { MessagePair, Sides } from "./compare-graph.ts";
import type { ProtoModel, Role } from "./model.ts";

/** Directions hurt when what one side writes does not fit the other, by who writes the type. */
export function directionsOf(writer: Side, roles: ReadonlySet<Role>): readonly Direction[] {
  const hurt = (role: Role): Direction => ((role === "request") === (writer === "before") ? "backward" : "forward");
  return DIRECTIONS.filter((direction) => [...roles].some((role) => hurt(role) === direction));
}

/**
 * Hands roles down from methods and declared events to what their messages hold. What neither leads to may be written
 * and read by both sides (stored data, say), and so may what that holds. An event that one side alone declares is, for
 * all that is known of the other, written by both there, unless something else leads to it.
 */
export function spreadRoles(models: Sides["models"], messages: ReadonlyMap<string, MessagePair>): void {
  const spread = spreader(messages);
  const all = [...messages.values()];
  const speaks = models.before.events !== undefined || models.after.events !== undefined;
  const declared = speaks ? all.map((pair) => ({ pair, sides: declaredRoles(models, pair) })) : [];
  for (const { pair, sides } of declared) if (sides.length === 2) addRoles(pair, sides.flat());
  spread(all.filter(({ roles }) => roles.size > 0));
  const halfDeclared = declared.filter(({ sides }) => sides.length === 1);
  for (const { pair, sides } of halfDeclared) addRoles(pair, pair.roles.size === 0 ? EVERYONE : sides.flat());
  spread(halfDeclared.map(({ pair }) => pair));
  const unused = all.filter(({ roles }) => roles.size === 0);
  for (const pair of unused) addRoles(pair, EVERYONE);
  spread(unused);
}

/** Roles of a type that both callers and providers write. */
const EVERYONE: readonly Role[] = ["request", "response"];

function addRoles(pair: MessagePair, roles: Iterable<Role>): void {
  for (const role of roles) pair.roles.add(role);
}

/** Gives what some pairs hold the roles of their holders, until nothing changes. */
function spreader(messages: ReadonlyMap<string, MessagePair>): (start: readonly MessagePair[]) => void {
  const holdings = [...messages.values()].flatMap((pair) => [...pair.holders].map((holder) => ({ holder, pair })));
  const held = groupBy(holdings, ({ holder }) => holder);
  return (start) => {
    const waiting = [...start];
    for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
      for (const { pair: inner } of held.get(pair) ?? []) {
        const size = inner.roles.size;
        addRoles(inner, pair.roles);
        if (inner.roles.size > size) waiting.push(inner);
      }
    }
  };
}

/** What each side that declares the type says of who writes it: none, one or two answers. */
const declaredRoles = ({ before, after }: Sides["models"], pair: MessagePair): readonly (readonly Role[])[] =>
  [before.events?.get(pair.before.typeName), after.events?.get(pair.after.typeName)].flatMap((roles) =>
    roles ? [[...roles]] : [],
  );

/** Who writes a type that the other side does not have: as its own side declares, else everyone. */
export const lonelyRoles = ({ events }: ProtoModel, { typeName }: DescMessage): ReadonlySet<Role> =>
  events?.get(typeName) ?? new Set(EVERYONE);
