import fc from "fast-check";
import { dump } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { type Plan, planPairs } from "./api-pairs.ts";
import { diff, loadBoth, memory, one } from "./fixture.ts";
import { randomFrom } from "./generated.ts";
import { documentOf } from "./plan-documents.ts";
import { requestOf, requestTrouble, responseOf, responseTrouble } from "./plan-messages.ts";

/** Pairs of operations for each law, always the same ones; a nightly run asks for more, and draws others: TALLY_API_PAIRS=2000. */
const ASKED = process.env.TALLY_API_PAIRS;
const PAIRS = Number(ASKED ?? 100);

const TIMEOUT = 60_000 + PAIRS * 500;

/** Messages tried each way for each pair. */
const MESSAGES = 20;

const text = (plan: Plan): string => JSON.stringify(documentOf(plan));

/** Findings read strictly: no tolerance forgives anything. */
async function strictly(before: Plan, after: Plan): Promise<readonly Finding[]> {
  const pair = await loadBoth(one(text(before)), one(text(after)));
  return openapi.compare(pair.before, pair.after, { tolerances: [] });
}

const levelsOf = (findings: readonly Finding[], direction: string): ReadonlySet<string> =>
  new Set(findings.filter((finding) => finding.direction === direction).map(({ level }) => level));

const law = (how: (before: Plan, after: Plan, seed: number) => Promise<void>) =>
  fc.assert(
    fc.asyncProperty(planPairs, ({ before, after, seed }) => how(before, after, seed)),
    { numRuns: PAIRS, ...(ASKED === undefined && { seed: 1 }) },
  );

const WAIVED = new Set(openapi.rules.filter(({ waiver }) => waiver).map(({ id }) => id));

/** A finding without its places, and where it is turned round, as the rule of the other way calls it. */
const MIRRORS = new Map(openapi.rules.map(({ id, mirror }) => [id, mirror]));
const bare = ({ id, level, direction, operation, element }: Finding): string =>
  [id, level, direction, operation, element].join(" ");

/** The document in 3.1, with the operation of another beside its own. */
function text31(
  plan: Plan,
  other?: { readonly paths: Document; readonly components: { readonly schemas: object } },
): string {
  const own = documentOf({ ...plan, version: "3.1" }) as NonNullable<typeof other>;
  if (other === undefined) return JSON.stringify(own);
  const components = { ...own.components, schemas: { ...own.components.schemas, ...other.components.schemas } };
  return JSON.stringify({ ...own, components, paths: { ...own.paths, "/others/{id}": Object.values(other.paths)[0] } });
}

type Document = Readonly<Record<string, unknown>>;

/** The same value with the keys of every object turned round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, below]) => [key, turned(below)]));
}

/** Components under other names, except where names choose: what a discriminator says is no name of ours. */
const renamed = (document: object) => {
  const whole = JSON.stringify(document);
  return one(
    whole.includes('"discriminator"') ? whole : whole.replaceAll(/(schemas\/|definitions\/|")(Cat|Dog)\b/g, "$1New$2"),
  );
};

const hasCycle = (whole: string, schemas: Readonly<Record<string, unknown>>): boolean =>
  whole.includes('"discriminator"') ||
  Object.values(schemas).some((schema) => JSON.stringify(schema).includes('"$ref"'));

/** References to components replaced by what they name, where those refer to nothing themselves. */
function inlined(document: Document) {
  const whole = JSON.stringify(document);
  const { schemas = {} } = (document.components ?? {}) as { readonly schemas?: Readonly<Record<string, unknown>> };
  const named = { ...schemas, ...(document.definitions as object | undefined) };
  if (hasCycle(whole, named)) return one(whole);
  const put = (_: string, name: string) => JSON.stringify((named as Record<string, unknown>)[name]);
  return one(whole.replaceAll(/\{"\$ref":"#\/(?:components\/schemas|definitions)\/(\w+)"\}/g, put));
}

/** Each component in a file of its own. */
function split(document: Document) {
  const whole = JSON.stringify(document);
  const { schemas } = (document.components ?? {}) as { readonly schemas?: Readonly<Record<string, unknown>> };
  if (schemas === undefined || whole.includes('"discriminator"')) return one(whole);
  const away = (value: unknown, to: string): string =>
    JSON.stringify(value).replaceAll(/#\/components\/schemas\/(\w+)/g, `${to}$1.json`);
  const files = Object.entries(schemas).map(([name, schema]) => [`schemas/${name}.json`, away(schema, "./")] as const);
  const entry = JSON.parse(away(document, "schemas/"));
  entry.components.schemas = Object.fromEntries(
    Object.keys(schemas).map((name) => [name, { $ref: `schemas/${name}.json` }]),
  );
  return memory({ "api.json": JSON.stringify(entry), ...Object.fromEntries(files) }, "api.json");
}

describe("generated pairs of whole operations", () => {
  it(
    "where nothing breaks, what one side sends is taken by the other",
    async () => {
      const count = { compatible: 0, broken: 0, open: 0, messages: 0 };
      await law(async (before, after, seed) => {
        const findings = await strictly(before, after);
        const random = randomFrom(seed);
        for (const [direction, old, next] of [
          ["backward", before, after],
          ["forward", after, before],
        ] as const) {
          const levels = levelsOf(findings, direction);
          count[levels.has("breaking") ? "broken" : levels.has("undecided") ? "open" : "compatible"] += 1;
          if (levels.has("breaking") || levels.has("undecided")) continue;
          for (let index = 0; index < MESSAGES; index += 1) {
            const [request, response] = [requestOf(old, random), responseOf(next, random)];
            const about = JSON.stringify({ direction, before, after });
            for (const [message, trouble, own, other] of [
              [request, requestTrouble, old, next],
              [response, responseTrouble, next, old],
            ] as const) {
              if (message === null || trouble(own, message) !== null) continue; // not every value has a text that is read as it
              count.messages += 1;
              expect(trouble(other, message), about).toBe(null);
            }
          }
        }
      });
      expect(count.compatible * 10).toBeGreaterThan(PAIRS);
      expect(count.broken * 10).toBeGreaterThan(PAIRS);
      expect(count.open * 4).toBeLessThan(count.compatible + count.broken);
      expect(count.messages).toBeGreaterThan(PAIRS * 4);
    },
    TIMEOUT,
  );

  it(
    "every witness shows its break again from the report alone, and every break has one",
    async () => {
      let witnesses = 0;
      await law(async (before, after) => {
        const report = await diff(one(text(before)), one(text(after)));
        const read: readonly Finding[] = JSON.parse(JSON.stringify(report));
        for (const { id, level, witness } of read) {
          if (level === "breaking" && !WAIVED.has(id)) expect(witness, id).not.toBe(null);
          if (!witness) continue;
          witnesses += 1;
          expect((await openapi.replay(witness)).reproduced, JSON.stringify({ id, before, after })).toBe(true);
        }
      });
      expect(witnesses).toBeGreaterThan(PAIRS);
    },
    TIMEOUT,
  );

  it(
    "swapped: what breaks backward breaks forward, by the mirrored rule in the same place",
    async () => {
      const mark = (finding: Finding): string =>
        bare({ ...finding, element: finding.element.replace(/^response\.\w+/, "response") });
      const turned = (finding: Finding): string =>
        mark({
          ...finding,
          id: MIRRORS.get(finding.id) ?? "",
          direction: finding.direction === "backward" ? "forward" : "backward",
        });
      await law(async (before, after) => {
        const [there, back] = [
          await diff(one(text(before)), one(text(after))),
          await diff(one(text(after)), one(text(before))),
        ];
        expect(back.map(turned).sort(), JSON.stringify({ before, after })).toEqual(there.map(mark).sort());
      });
    },
    TIMEOUT,
  );

  it(
    "an operation beside it that changes the other way round changes no finding",
    async () => {
      await law(async (before, after) => {
        const whole = (own: Plan, other: Plan): string =>
          text31(own, JSON.parse(text31(other).replaceAll(/(schemas\/|")(Cat|Dog)\b/g, "$1Other$2")));
        const [alone, among] = [
          await diff(one(text31(before)), one(text31(after))),
          await diff(one(whole(before, after)), one(whole(after, before))),
        ];
        const own = among.filter(({ operation }) => operation === null || operation.endsWith("/things/{id}"));
        expect(own.map(bare), JSON.stringify({ before, after })).toEqual(alone.map(bare));
      });
    },
    TIMEOUT,
  );

  it(
    "how a document is written changes no finding",
    async () => {
      await law(async (before, after, seed) => {
        const [old, next] = [documentOf(before), documentOf(after)];
        const plain = (await diff(one(JSON.stringify(old)), one(JSON.stringify(next)))).map(bare).sort();
        const ways = [(doc: object) => one(dump(turned(doc), { noRefs: true })), renamed, split];
        const how = ways[seed % ways.length] ?? renamed;
        const about = JSON.stringify({ how: String(how), before, after });
        expect((await diff(how(old), one(JSON.stringify(old)))).map(bare), about).toEqual([]);
        expect((await diff(how(old), how(next))).map(bare).sort(), about).toEqual(plain);
      });
    },
    TIMEOUT,
  );

  it(
    "an edit of a component is the same edits where that is written out",
    async () => {
      const kinds = (findings: readonly Finding[]): readonly string[] =>
        [...new Set(findings.map(({ id, level, direction }) => [id, level, direction].join(" ")))].sort();
      await law(async (before, after) => {
        const [old, next] = [documentOf(before), documentOf(after)];
        const plain = kinds(await diff(one(JSON.stringify(old)), one(JSON.stringify(next))));
        const about = JSON.stringify({ before, after });
        expect(kinds(await diff(inlined(old), one(JSON.stringify(old)))), about).toEqual([]);
        expect(kinds(await diff(inlined(old), inlined(next))), about).toEqual(plain);
      });
    },
    TIMEOUT,
  );
});
