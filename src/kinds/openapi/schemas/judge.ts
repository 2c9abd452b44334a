import { isObject, type JsonValue } from "../../../core/json.ts";
import type { Side } from "../../../core/place.ts";
import { type Decision, type Located, type Policy, type SchemaWorld, STRICT } from "../../../json-schema/answer.ts";
import { openSession, type Session } from "../../../json-schema/session.ts";
import type { Api } from "../model.ts";
import { addressOf, type Node } from "../node.ts";
import { openReach } from "./reach.ts";

/** A schema of one side of a comparison. */
export interface Schema {
  readonly side: Side;
  readonly node: Node;
}

/** Decides containment between schemas of the two sides of one comparison; what it learns, it keeps. */
export interface Judge {
  /** Is every value valid under `writer` valid under `reader`? */
  decide(writer: Schema, reader: Schema, policy: Policy): Decision;
  /** Why the reader takes every value of the writer: a line for each demand. For pairs that were decided to be contained. */
  explain(writer: Schema, reader: Schema, policy: Policy): readonly string[];
  /** Is the value valid under the schema? Null where that is not known. */
  accepts(schema: Schema, value: unknown, policy: Policy): boolean | null;
  /** May a side that writes by the schema send the value? Null where that is not known. */
  sends(schema: Schema, value: unknown, policy: Policy): boolean | null;
  /**
   * A schema object that stands for a schema of either side, to be built into another one. Null where the sides
   * follow different dialects, so that they cannot be mixed.
   */
  embed(schema: Schema): Readonly<Record<string, unknown>> | null;
  /** Do both sides follow one dialect, so that equal texts mean the same? */
  readonly alike: boolean;
  /** On which sides does `nullable` let null in? */
  readonly nullable: Readonly<Record<Side, boolean>>;
  /** True where a discriminator selects the branches of a union. */
  readonly selects: boolean;
  /** The same judge without that; itself where nothing selects. */
  readonly plain: Judge;
  /** May a discriminator matter to this pair of schemas? */
  isSelective(writer: Schema, reader: Schema, policy: Policy): boolean;
}

const PROMISES = {
  request: { ...STRICT, formats: true, view: "request" },
  response: { ...STRICT, formats: true, view: "response" },
} as const;

/** Formats assert: a document that names one promises it. */
export const policyFor = (view: "request" | "response"): Policy => PROMISES[view];

/** Why a question was given up that may be easier with everything compiled, so that equal parts are told at sight. */
const EXHAUSTED: readonly string[] = ["budget", "too-large"];

/** The one dialect that knows `nullable`. */
const NULLABLE: Api["dialect"] = "openapi-3.0";

/** Reference of an embedded schema. */
const EMBEDDED = "tally:";

/**
 * Opens a judge. `same` tells that two nodes say the same, so that unchanged schemas share one compiled form; `selects`:
 * discriminators select the branches of unions.
 */
export function openJudge(before: Api, after: Api, same: (a: Node, b: Node) => boolean, selects: boolean): Judge {
  const session = openSession({ lazy: true });
  let eager: Session | null = null;
  const patient = (): Session => {
    eager ??= openSession();
    return eager;
  };
  const alike = before.dialect === after.dialect;
  const apis = { before, after };
  const embedded: Located[] = [];
  const twins = new WeakMap<object, Located>();
  const locate = ({ side, node }: Schema): Located => {
    const { value } = node;
    const here = { value, base: `${side}:${node.file}` };
    if (side === "before" || !alike || node.made !== undefined || typeof value !== "object" || value === null)
      return here;
    const known = twins.get(value);
    if (known !== undefined) return known;
    const twin = twinOf(node);
    const located = twin !== null && same(twin, node) ? { value: twin.value, base: `before:${twin.file}` } : here;
    twins.set(value, located);
    return located;
  };
  const twinOf = (node: Node): Node | null => {
    const file = before.documents.named(after.documents.nameOf(node.file));
    return before.documents.resolve(`#${encode(node.pointer)}`, file);
  };
  const resolve = (ref: string, base: string): Located | null => {
    if (ref.startsWith(EMBEDDED)) return embedded[Number(ref.slice(EMBEDDED.length))] ?? null;
    const colon = base.indexOf(":");
    const side: Side = base.slice(0, colon) === "after" ? "after" : "before";
    const node = apis[side].documents.resolve(ref, base.slice(colon + 1));
    return node && locate({ side, node });
  };
  const spelled = (ref: string): string => {
    const target = ref.startsWith(EMBEDDED) ? embedded[Number(ref.slice(EMBEDDED.length))]?.value : null;
    return isObject(target) && typeof target.$ref === "string" ? target.$ref : ref;
  };
  const anchors = new Map<string, ReadonlyMap<string, Located>>();
  const dynamicAnchors = (base: string): ReadonlyMap<string, Located> => {
    const known = anchors.get(base);
    if (known) return known;
    const side: Side = base.startsWith("after:") ? "after" : "before";
    const named = apis[side].documents.dynamicAnchors(base.slice(base.indexOf(":") + 1));
    const located = new Map(
      [...named].map(([name, node]): [string, Located] => [
        name,
        // no schema, hence never decided; the side in it tells the two apart
        node === null ? { value: `several schemas of ${base} are called ${name}`, base } : locate({ side, node }),
      ]),
    );
    anchors.set(base, located);
    return located;
  };
  const oldWorld: SchemaWorld = { dialect: before.dialect, resolve, dynamicAnchors, spelled };
  const newWorld: SchemaWorld = alike ? oldWorld : { dialect: after.dialect, resolve, dynamicAnchors, spelled };
  const worlds = { before: oldWorld, after: newWorld };
  const sideOf = (schema: Schema) => ({ world: worlds[schema.side], located: locate(schema) });
  const numbers = new Map<string, number>();
  const embed: Judge["embed"] = (schema) => {
    if (!alike) return null;
    if (typeof schema.node.value === "boolean") return schema.node.value ? {} : { not: {} };
    const key = `${schema.side}:${addressOf(schema.node)}`;
    const number = numbers.get(key) ?? embedded.push(locate(schema)) - 1;
    numbers.set(key, number);
    return { $ref: `${EMBEDDED}${number}` };
  };
  const reaches = { before: openReach(before), after: openReach(after) };
  const isRead = (schema: Schema, role: "writer" | "reader", policy: Policy): boolean =>
    reaches[schema.side](schema.node) &&
    patient().node(sideOf(schema), role, policy) !==
      patient().node(sideOf(schema), role, { ...policy, discriminatorSelects: true });
  const judgeWith = (discriminatorSelects: boolean, plain: Judge | null): Judge => {
    const policies = new WeakMap<Policy, Policy>();
    const policyOf = (asked: Policy): Policy => {
      const policy = policies.get(asked) ?? { ...asked, discriminatorSelects };
      policies.set(asked, policy);
      return policy;
    };
    const judge: Judge = {
      decide(writer, reader, asked) {
        const policy = policyOf(asked);
        const decision = session.decide(sideOf(writer), sideOf(reader), policy);
        if (decision.answer !== "undecided" || !EXHAUSTED.includes(decision.reason.code)) return decision;
        return patient().decide(sideOf(writer), sideOf(reader), policy);
      },
      explain: (writer, reader, policy) => session.explain(sideOf(writer), sideOf(reader), policyOf(policy)),
      accepts: (schema, value, policy) =>
        session.accepts(sideOf(schema), "reader", value as JsonValue, policyOf(policy)), // documents hold JSON only
      sends: (schema, value, policy) => session.accepts(sideOf(schema), "writer", value as JsonValue, policyOf(policy)), // documents hold JSON only
      embed,
      alike,
      nullable: { before: before.dialect === NULLABLE, after: after.dialect === NULLABLE },
      selects: discriminatorSelects,
      get plain() {
        return plain ?? judge;
      },
      isSelective: (writer, reader, policy) => isRead(writer, "writer", policy) || isRead(reader, "reader", policy),
    };
    return judge;
  };
  const plain = judgeWith(false, null);
  return selects ? judgeWith(true, plain) : plain;
}

const encode = (pointer: string): string => (pointer.includes("%") ? encodeURIComponent(pointer) : pointer);
