import fc from "fast-check";
import { expect, test } from "vitest";
import { bundleSource } from "../../../src/core/source.ts";
import type { Policy } from "../../../src/json-schema/answer.ts";
import { buildApi } from "../../../src/kinds/openapi/build.ts";
import { loadDocuments } from "../../../src/kinds/openapi/load.ts";
import type { Api } from "../../../src/kinds/openapi/model.ts";
import { child, type Node, refOf } from "../../../src/kinds/openapi/node.ts";
import { sameness } from "../../../src/kinds/openapi/same.ts";
import type { Facing, SchemaObject } from "../../../src/kinds/openapi/schemas/edit.ts";
import { openJudge, policyFor } from "../../../src/kinds/openapi/schemas/judge.ts";
import { openLeasts } from "../../../src/kinds/openapi/schemas/least.ts";
import { objectEdits } from "../../../src/kinds/openapi/schemas/object-edits.ts";
import { openSight } from "../../../src/kinds/openapi/schemas/sight.ts";

const NAMES = ["a", "b", "c", "d"] as const;

const member = fc.constantFrom<unknown>(
  ...[{}, { type: "integer" }, { type: ["string", "null"] }, { enum: [0, ""] }, { type: "string", readOnly: true }],
  ...[{ $ref: "#/components/schemas/hidden" }, { $ref: "#/components/schemas/loop" }, { type: "array", items: {} }],
);

/** Keywords that decide what a description of one more name means; most objects have none of them. */
const MORE: readonly SchemaObject[] = [
  ...[{}, {}, {}, {}, {}, {}],
  ...[true, false, { type: "integer" }].map((additionalProperties) => ({ additionalProperties })),
  ...[false, { type: "string" }].map((unevaluatedProperties) => ({ unevaluatedProperties })),
  { patternProperties: { "^[ab]$": { type: "integer" } } },
  { minProperties: 2 },
  { maxProperties: 2 },
  { allOf: [{ properties: { b: { type: "integer" } } }] },
  { allOf: [{ $ref: "#/components/schemas/loop" }] },
  { not: { required: ["b"] } },
];

/** Objects over few names. */
const objects = fc
  .tuple(
    fc.record({
      type: fc.constantFrom<unknown>("object", ["object", "string"]),
      properties: fc.dictionary(fc.constantFrom(...NAMES), member, { maxKeys: 4 }),
      required: fc.subarray([...NAMES], { maxLength: 2 }),
    }),
    fc.constantFrom(...MORE),
  )
  .map(([object, more]) => ({ ...object, ...more }));

const OTHERS = {
  hidden: { writeOnly: true, readOnly: true, type: "string" },
  loop: { type: "object", properties: { c: { $ref: "#/components/schemas/loop" } } },
};

async function apiOf(object: unknown, version: string): Promise<Api> {
  const schemas = { object, ...OTHERS };
  const document = { openapi: version, info: { title: "t", version: "1" }, paths: {}, components: { schemas } };
  const files = [{ path: "api.json", bytes: new TextEncoder().encode(JSON.stringify(document)) }];
  const source = bundleSource({ kind: "openapi", entry: "api.json", files }, "api.json");
  return buildApi(await loadDocuments(source, { importRoots: [], allowRemote: false }));
}

const hopIn = (api: Api) => (node: Node) => {
  const ref = refOf(node);
  return ref === null ? null : api.documents.resolve(ref, node.file);
};

/** Everything needed to look for the edits of two objects. */
function facingOf(before: Api, after: Api, view: "request" | "response") {
  const same = sameness(before.documents, after.documents);
  const judge = openJudge(before, after, same, false);
  const follow = { before: before.documents.follow, after: after.documents.follow };
  const hop = { before: hopIn(before), after: hopIn(after) };
  const find = (api: Api): Node => {
    const node = child(child(child(api.root, "components"), "schemas"), "object");
    if (node === null) throw new Error("no object");
    return node;
  };
  const [writer, reader] = [find(before), find(after)];
  const facing: Facing = {
    ...{ judge, same, view, side: "before", writer, reader, hop: { writer: hop.before, reader: hop.after } },
    w: writer.value as SchemaObject, // generated as objects
    r: reader.value as SchemaObject,
    follow: { writer: follow.before, reader: follow.after },
  };
  return { facing, judge, ground: { judge, follow, hop } };
}

const PARTS = fc.tuple(objects, objects, fc.constantFrom("3.0.3", "3.1.0"), fc.constantFrom("request", "response"));

test("what is decided at sight is what the engine decides, under every policy (seed 5)", async () => {
  const seen = { contained: 0, "not-contained": 0, undecided: 0 };
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(PARTS, async ([a, b, version, view]) => {
      const { facing, judge, ground } = facingOf(await apiOf(a, version), await apiOf(b, version), view);
      const sight = openSight(ground, openLeasts(ground));
      for (const edit of objectEdits(facing)) {
        for (const undeclaredNamesAbsent of [false, true]) {
          for (const ignoreUnknownProperties of [false, true]) {
            const policy: Policy = { ...policyFor(view), undeclaredNamesAbsent, ignoreUnknownProperties };
            const decision = sight(edit, policy);
            if (decision === null) continue;
            seen[decision.answer] += 1;
            const asked = judge.decide(edit.writer, edit.reader, policy);
            const told = JSON.stringify({ a, b, version, view, policy, label: edit.label, change: edit.change });
            expect(decision.answer, told).toBe(asked.answer);
            if (decision.answer !== "not-contained") continue;
            expect(judge.sends(edit.writer, decision.witness, policy), told).toBe(true);
            expect(judge.accepts(edit.reader, decision.witness, policy), told).toBe(false);
            if (decision.plain !== true) continue;
            plain += 1;
            expect(judge.accepts({ side: "after", node: facing.reader }, decision.witness, policy), told).toBe(false);
          }
        }
      }
    }),
    { seed: 5, numRuns: Number(process.env.TALLY_PAIRS ?? 600) },
  );
  expect(seen.contained).toBeGreaterThan(50);
  expect(seen["not-contained"]).toBeGreaterThan(50);
  expect(plain).toBeGreaterThan(50);
});

test("a property that is not even asked about takes nothing away with it (seed 6)", async () => {
  let left = 0;
  await fc.assert(
    fc.asyncProperty(PARTS, async ([a, b, version, view]) => {
      const { facing, judge } = facingOf(await apiOf(a, version), await apiOf(b, version), view);
      const asked = new Set(objectEdits(facing).map(({ change, label }) => `${change} ${label}`));
      for (const name of Object.keys(a.properties)) {
        if (Object.hasOwn(b.properties, name) || asked.has(`property-removed ${name}`)) continue;
        left += 1;
        const whole = { ...facing.w, additionalProperties: facing.r.additionalProperties };
        const { [name]: _, ...properties } = a.properties;
        const made = (value: unknown, mark: string) => ({
          side: "before" as const,
          node: { ...facing.writer, value, made: mark },
        });
        const decision = judge.decide(made(whole, "all"), made({ ...whole, properties }, "less"), policyFor(view));
        expect(decision.answer, JSON.stringify({ a, b, version, view, name })).not.toBe("not-contained");
      }
    }),
    { seed: 6, numRuns: Number(process.env.TALLY_PAIRS ?? 600) },
  );
  expect(left).toBeGreaterThan(100);
});
