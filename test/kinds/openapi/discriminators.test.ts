import { describe, expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts, one } from "./fixture.ts";

const text = { type: "string" };
const animal = (properties: object, required: readonly string[] = ["kind"]) => ({
  type: "object",
  properties: { kind: text, ...properties },
  required,
});

const CAT = animal({ meow: text });
const DOG = animal({ bark: text });
const FOX = animal({ ring: text });

interface Union {
  readonly branches: Readonly<Record<string, object>>;
  readonly mapping?: Readonly<Record<string, string>>;
  readonly keyword?: "oneOf" | "anyOf";
  /** False: without a discriminator. */
  readonly tells?: boolean;
}

const api = (place: "request" | "response", { branches, mapping, keyword = "oneOf", tells = true }: Union): string => {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } };
  const refs = Object.keys(branches).map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const discriminator = { propertyName: "kind", ...(mapping && { mapping }) };
  return JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/pets": {
        post: {
          ...(place === "request" && { requestBody: { required: true, content } }),
          responses: { "200": { description: "d", ...(place === "response" && { content }) } },
        },
      },
    },
    components: { schemas: { ...branches, Pet: { [keyword]: refs, ...(tells && { discriminator }) } } },
  });
};

const worst = (findings: readonly Finding[], along: Direction = "backward"): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

const two = { Cat: CAT, Dog: DOG };
const three = { ...two, Fox: FOX };
const dog = "#/components/schemas/Dog";
const [OK, RISK, BREAKS] = ["compatible", "risky", "breaking"];

const UNIONS: readonly (readonly [name: string, before: Union, after: Union, request: string, response: string])[] = [
  ["a branch more", { branches: two }, { branches: three }, RISK, BREAKS],
  ["a branch less", { branches: three }, { branches: two }, BREAKS, RISK],
  ["a branch more in anyOf", { branches: two, keyword: "anyOf" }, { branches: three, keyword: "anyOf" }, OK, BREAKS],
  ["a value renamed", { branches: two, mapping: { dog } }, { branches: two, mapping: { hound: dog } }, BREAKS, BREAKS],
  ["a value more", { branches: two, mapping: { dog } }, { branches: two, mapping: { dog, wolf: dog } }, OK, BREAKS],
  ["a mapping that says what goes without saying", { branches: two, mapping: { Dog: dog } }, { branches: two }, OK, OK],
  ["a mapping by name", { branches: two, mapping: { dog } }, { branches: two, mapping: { dog: "Dog" } }, OK, OK],
  [
    "values that change places",
    { branches: two, mapping: { a: "Cat", b: "Dog" } },
    { branches: two, mapping: { a: "Dog", b: "Cat" } },
    BREAKS,
    BREAKS,
  ],
  [
    "a type inside a branch",
    { branches: two },
    { branches: { ...two, Dog: animal({ bark: { type: "integer" } }) } },
    BREAKS,
    BREAKS,
  ],
  [
    "a property that a branch requires",
    { branches: two },
    { branches: { ...two, Dog: animal({ bark: text }, ["kind", "bark"]) } },
    BREAKS,
    RISK,
  ],
];

describe("a discriminator that comes or goes", () => {
  it("is a risk, because it may have been meant all along", async () => {
    const [without, with_] = [{ branches: two, tells: false }, { branches: two }] as const;
    for (const place of ["request", "response"] as const) {
      const findings = await diffTexts(api(place, without), api(place, with_));
      expect([worst(findings), worst(findings, "forward")]).toEqual([RISK, RISK]);
      expect(new Set(findings.map(({ id }) => id))).toEqual(new Set([`openapi.${place}.discriminator-added`]));
    }
  });
});

describe("discriminators", () => {
  it.each(UNIONS)("%s", async (_, before, after, request, response) => {
    const [asked, told] = [
      await diffTexts(api("request", before), api("request", after)),
      await diffTexts(api("response", before), api("response", after)),
    ];
    expect([worst(asked), worst(told)]).toEqual([request, response]);
    expect([worst(told, "forward"), worst(asked, "forward")]).toEqual([request, response]);
    for (const finding of [...asked, ...told]) {
      if (finding.level === "risky") expect(finding.tolerance).toBe("discriminator-selects");
      expect(finding.witness).not.toBeNull();
      const alone = JSON.parse(JSON.stringify(finding.witness));
      expect((await openapi.replay(alone)).reproduced).toBe(true);
    }
  });

  it("are shown by a message that selects its branch", async () => {
    const findings = await diffTexts(api("response", { branches: two }), api("response", { branches: three }));
    const [found] = findings.filter(({ direction }) => direction === "backward");
    expect(found?.id).toBe("openapi.response.one-of-added");
    expect(found?.witness?.payload).toMatchObject({ body: '{"kind":"Fox"}' });
  });

  it("are explained by the edit inside the branch", async () => {
    const required = { ...two, Dog: animal({ bark: text }, ["kind", "bark"]) };
    const findings = await diffTexts(api("request", { branches: two }), api("request", { branches: required }));
    const [found] = findings.filter(({ level }) => level === "breaking");
    expect(found?.id).toBe("openapi.request.property-required");
    expect(found?.witness?.payload).toMatchObject({ body: '{"kind":"Dog"}' });
  });

  it("select nothing where readers are strict", async () => {
    const pair = await openapi.loadPair(
      one(api("request", { branches: two })),
      one(api("request", { branches: three })),
      DEFAULT_LOAD,
    );
    const tolerances = DEFAULT_IN_FORCE.tolerances.filter((name) => name !== "discriminator-selects");
    const findings = await openapi.compare(pair.before, pair.after, { tolerances, now: "2026-01-01" });
    expect(worst(findings)).toBe("breaking");
  });
});

describe("a branch that is called otherwise and edited", () => {
  const pets = (cat: string, mapping: Union["mapping"], most: number) =>
    api("request", {
      branches: { [cat]: animal({ lives: { type: "integer", maximum: most } }), Dog: DOG },
      ...(mapping && { mapping }),
    });
  const at = (name: string) => `#/components/schemas/${name}`;
  const breaks = async (before: string, after: string): Promise<readonly string[]> =>
    (await diffTexts(before, after))
      .filter(({ level, direction }) => level === "breaking" && direction === "backward")
      .map(({ id }) => id.replace("openapi.request.", ""))
      .sort();

  it.each([
    ["mapped on both sides", { cat: at("Cat"), dog }, { cat: at("Kitten"), dog }, []],
    ["mapped by its bare name", { cat: "Cat", dog }, { cat: "Kitten", dog }, []],
    ["mapped by the name that it had", undefined, { Cat: at("Kitten") }, []],
    ["mapped from another value", { cat: at("Cat"), dog }, { puss: at("Kitten"), dog }, ["discriminator-changed"]],
    ["mapped to the other branch", { cat: at("Cat"), dog }, { dog: at("Kitten"), cat: dog }, ["discriminator-changed"]],
    ["not mapped any more", { cat: at("Cat"), dog }, { dog }, ["discriminator-changed"]],
    ["never mapped", undefined, undefined, ["discriminator-changed"]],
  ] as const)("%s", async (_name, mapping, next, more) => {
    const found = await breaks(pets("Cat", mapping, 9), pets("Kitten", next, 7));
    expect(found).toEqual([...more, "maximum-decreased"].sort());
  });
});
