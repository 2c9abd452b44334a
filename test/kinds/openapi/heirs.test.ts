import { describe, expect, it } from "vitest";
import type { Direction, Finding } from "../../../src/core/finding.ts";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { DEFAULT_IN_FORCE } from "../../../src/core/verdict.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diff, diffTexts, memory, one } from "./fixture.ts";

type Version = "2.0" | "3.0.3" | "3.1.0";
type Schemas = Readonly<Record<string, unknown>>;

const VERSIONS: readonly Version[] = ["2.0", "3.0.3", "3.1.0"];
const text = { type: "string" };
const number = { type: "integer" };

/** A reference to a named schema; `document` turns it into that of the version. */
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const child = (base: string, properties: object, required: readonly string[] = []) => ({
  allOf: [ref(base), { type: "object", properties, ...(required.length > 0 && { required }) }],
});

const animal = (more: object = {}) => ({
  type: "object",
  required: ["kind"],
  properties: { kind: text, ...more },
  discriminator: { propertyName: "kind" },
});

/** One operation whose body is described by `body`, in each version. */
function document(version: Version, place: "request" | "response", schemas: Schemas, body: unknown): string {
  const content = { "application/json": { schema: body } };
  const ok = { description: "d" };
  const info = { title: "t", version: "1" };
  if (version !== "2.0") {
    const post = {
      ...(place === "request" && { requestBody: { required: true, content } }),
      responses: { "200": { ...ok, ...(place === "response" && { content }) } },
    };
    return JSON.stringify({ openapi: version, info, paths: { "/pets": { post } }, components: { schemas } });
  }
  const post = {
    consumes: ["application/json"],
    produces: ["application/json"],
    ...(place === "request" && { parameters: [{ in: "body", name: "b", required: true, schema: body }] }),
    responses: { "200": { ...ok, ...(place === "response" && { schema: body }) } },
  };
  const plain = JSON.stringify({ swagger: version, info, paths: { "/pets": { post } }, definitions: schemas });
  return plain.replaceAll("#/components/schemas/", "#/definitions/").replaceAll('{"propertyName":"kind"}', '"kind"');
}

const worst = (findings: readonly Finding[], along: Direction = "backward"): string => {
  const levels = findings.filter(({ direction }) => direction === along).map(({ level }) => level);
  return ["breaking", "undecided", "risky"].find((level) => levels.some((each) => each === level)) ?? "compatible";
};

const compare = (
  version: Version,
  place: "request" | "response",
  before: Schemas,
  after: Schemas,
  body: unknown = ref("Pet"),
): Promise<readonly Finding[]> =>
  diffTexts(document(version, place, before, body), document(version, place, after, body));

const PETS = { Pet: animal(), Cat: child("Pet", { meow: text }), Dog: child("Pet", { bark: text }) };
const [OK, RISK, BREAKS] = ["compatible", "risky", "breaking"];

const EDITS: readonly (readonly [name: string, before: Schemas, after: Schemas, request: string, response: string])[] =
  [
    ["nothing", PETS, PETS, OK, OK],
    ["a type", PETS, { ...PETS, Dog: child("Pet", { bark: number }) }, BREAKS, BREAKS],
    ["a property more that is asked for", PETS, { ...PETS, Dog: child("Pet", { bark: text }, ["bark"]) }, BREAKS, OK],
    [
      "a type, two steps down",
      { ...PETS, Puppy: child("Dog", { age: text }) },
      { ...PETS, Puppy: child("Dog", { age: number }) },
      BREAKS,
      BREAKS,
    ],
    ["an heir more", PETS, { ...PETS, Fox: child("Pet", { ring: text }) }, OK, RISK],
    ["an heir less", { ...PETS, Fox: child("Pet", { ring: text }) }, PETS, RISK, OK],
    ["a schema that builds on nothing", PETS, { ...PETS, Car: { type: "object", required: ["wheels"] } }, OK, OK],
  ];

describe("what a discriminator without a union may choose", () => {
  for (const version of VERSIONS) {
    it.each(EDITS)(`${version}: %s`, async (_, before, after, request, response) => {
      const asked = await compare(version, "request", before, after);
      const told = await compare(version, "response", before, after);
      expect([worst(asked), worst(told)]).toEqual([request, response]);
      expect([worst(told, "forward"), worst(asked, "forward")]).toEqual([request, response]);
      for (const finding of [...asked, ...told].filter(({ level }) => level === "breaking")) {
        expect(finding.witness?.payload).toMatchObject({ body: expect.stringMatching(/"kind":"(Dog|Puppy)"/) });
        expect((await openapi.replay(JSON.parse(JSON.stringify(finding.witness)))).reproduced).toBe(true);
      }
    });
  }
});

const EDITED = { ...PETS, Dog: child("Pet", { bark: number }) };
const bodies = (findings: readonly Finding[]): readonly unknown[] =>
  findings.map(({ witness }) => {
    const payload: Readonly<Record<string, unknown>> = { ...witness?.payload };
    return typeof payload.body === "string" ? JSON.parse(payload.body) : null;
  });

describe("inside of a body", () => {
  const owner = {
    type: "object",
    required: ["id"],
    properties: { id: number, pets: { type: "array", items: ref("Pet") } },
  };

  it("heirs are found in properties and lists, and shown by a whole body", async () => {
    const findings = await compare("3.0.3", "response", PETS, EDITED, owner);
    expect(findings.map(({ id, element }) => [id, element])).toEqual([
      ["openapi.response.type-changed", "response.200.body.pets[].bark"],
      ["openapi.response.type-changed", "response.200.body.pets[].bark"],
    ]);
    expect(bodies(findings)).toEqual([
      { id: 0, pets: [{ kind: "Dog", bark: 0 }] },
      { id: 0, pets: [{ kind: "Dog", bark: "" }] },
    ]);
  });

  it("each is told of once, with every operation that reaches it", async () => {
    const twice = (schemas: Schemas): string => {
      const api = JSON.parse(document("3.0.3", "response", schemas, owner));
      return JSON.stringify({ ...api, paths: { ...api.paths, "/more": api.paths["/pets"] } });
    };
    const findings = await diffTexts(twice(PETS), twice(EDITED));
    expect(findings.map(({ operations }) => operations)).toEqual(
      Array.from({ length: 2 }, () => ["POST /more", "POST /pets"]),
    );
  });

  it("an heir may hold a schema with heirs of its own", async () => {
    const family = (size: object): Schemas => ({
      ...PETS,
      Dog: child("Pet", { eats: ref("Food"), friend: ref("Pet") }),
      Food: { ...animal(), properties: { kind: text, of: ref("Pet") } },
      Bone: child("Food", { size }),
    });
    const findings = await compare("3.1.0", "request", family(text), family(number));
    expect(findings.map(({ element, level }) => `${level} ${element}`)).toEqual([
      "breaking request.body.eats.size",
      "breaking request.body.eats.size",
    ]);
    expect(bodies(findings)[0]).toEqual({ kind: "Dog", eats: { kind: "Bone", size: "" } });
  });

  it("heirs are found in parameters and headers, and shown there", async () => {
    const api = (cat: object) => {
      const content = { "application/json": { schema: { type: "array", items: ref("Pet") } } };
      const parameters = [{ name: "q", in: "query", content }];
      const responses = { "200": { description: "d", headers: { X: { content } } } };
      const components = { schemas: { Pet: animal(), Cat: child("Pet", { m: cat }) } };
      const info = { title: "t", version: "1" };
      return JSON.stringify({
        openapi: "3.0.3",
        info,
        paths: { "/a": { get: { parameters, responses } } },
        components,
      });
    };
    expect(await diffTexts(api(text), api(text))).toEqual([]);
    const found = await diffTexts(api(text), api(number));
    const told = found.filter(({ direction, level }) => direction === "backward" && level === "breaking");
    expect(told.map(({ id, element, witness }) => [id, element, JSON.stringify(witness?.payload)])).toEqual([
      ["openapi.parameter.type-changed", "parameter.query.q[].m", expect.stringContaining("Cat")],
      ["openapi.header.type-changed", "response.200.header.X[].m", expect.stringContaining("Cat")],
    ]);
  });

  it("where no body can be written the heir is named, and nothing is claimed", async () => {
    const map = { type: "object", patternProperties: { "^p": ref("Pet") } };
    const findings = await compare("3.1.0", "request", PETS, EDITED, map);
    expect(findings.map(({ level }) => level)).toEqual(["undecided", "undecided"]);
    expect(findings[0]?.message).toContain("Dog");
    const looser = { ...PETS, Dog: child("Pet", { bark: {} }) };
    expect(worst(await compare("3.1.0", "request", PETS, looser, map))).toBe("compatible");
  });

  it("is shown where a body can be, after a place where none can", async () => {
    const body = {
      type: "object",
      properties: { a: { type: "object", properties: { b: ref("Pet") } } },
      patternProperties: { "^p": ref("Pet") },
    };
    const findings = await compare("3.1.0", "request", PETS, EDITED, body);
    expect(worst(findings)).toBe("breaking");
    expect(bodies(findings)).toContainEqual({ a: { b: { kind: "Dog", bark: "" } } });
  });

  it("members of any name hold heirs too", async () => {
    const map = (more: object = {}) => ({ type: "object", additionalProperties: ref("Pet"), ...more });
    const findings = await compare("3.1.0", "request", PETS, EDITED, map());
    expect(findings.map(({ element }) => element)).toEqual(["request.body.*.bark", "request.body.*.bark"]);
    expect(bodies(findings)[0]).toEqual({ "*": { kind: "Dog", bark: "" } });
    const closed = await compare("3.1.0", "request", PETS, EDITED, map({ propertyNames: { pattern: "^[a-z]+$" } }));
    expect(closed.map(({ level }) => level)).toEqual(["undecided", "undecided"]);
  });

  it("a place that leaves no room for an heir hides no other place", async () => {
    const cat = { allOf: [ref("Pet"), { type: "object", properties: { kind: { enum: ["Cat"] } } }] };
    const body = (...names: readonly string[]) => ({
      type: "object",
      properties: { cat, ...Object.fromEntries(names.map((name) => [name, ref("Pet")])) },
    });
    expect(await compare("3.0.3", "request", PETS, EDITED, body())).toEqual([]);
    const findings = await compare("3.0.3", "request", PETS, EDITED, body("other", "third"));
    expect(findings.map(({ element }) => element)).toEqual(["request.body.other.bark", "request.body.other.bark"]);
  });

  it("a reference may have something beside it", async () => {
    const beside: readonly unknown[] = [
      { allOf: [ref("Pet")], description: "a pet" },
      { ...ref("Pet"), minProperties: 1 },
      { oneOf: [ref("Pet"), { type: "null" }] },
    ];
    for (const body of beside) {
      const findings = await compare("3.1.0", "request", PETS, EDITED, body);
      expect(bodies(findings)).toEqual([
        { kind: "Dog", bark: "" },
        { kind: "Dog", bark: 0 },
      ]);
    }
    const [plain, wrapped] = [
      document("3.1.0", "request", PETS, ref("Pet")),
      document("3.1.0", "request", EDITED, { allOf: [ref("Pet")] }),
    ];
    expect(worst(await diffTexts(plain, wrapped))).toBe("breaking");
  });

  it("what differs in meaning alone is told too", async () => {
    const old = { ...PETS, Dog: child("Pet", { bark: { ...text, deprecated: true } }) };
    const findings = await compare("3.0.3", "response", PETS, old);
    expect(findings.map(({ id }) => id)).toContain("openapi.property.deprecated");
  });
});

describe("an edit that is excused where it was made", () => {
  it("does not excuse an heir of which more is asked", async () => {
    const base = { ...animal(), required: ["kind", "size"] };
    const before = { Pet: base, Dog: child("Pet", { size: { type: "integer", minimum: 3 } }) };
    const findings = await compare("3.0.3", "response", before, { Pet: base, Dog: child("Pet", { bark: text }) });
    expect(worst(findings)).toBe("breaking");
  });

  it("nor where the schemas lead to themselves", async () => {
    const map = { type: "object", additionalProperties: ref("Pet") };
    const base = { ...animal({ map, size: text }), required: ["kind", "name"] };
    const before = { Pet: base, Dog: child("Pet", { size: number }) };
    const findings = await compare("3.0.3", "response", before, { Pet: base, Dog: child("Pet", { map: text }) });
    expect(worst(findings)).toBe("breaking");
  });
});

describe("who is chosen", () => {
  const named = (name: string, schemas: Schemas): Schemas => ({
    ...schemas,
    Pet: { ...animal(), discriminator: { propertyName: "kind", mapping: { [name]: "#/components/schemas/Dog" } } },
  });

  it("goes by the mapping", async () => {
    const findings = await compare("3.0.3", "request", named("hound", PETS), named("hound", EDITED));
    expect(bodies(findings)).toEqual([
      { kind: "hound", bark: "" },
      { kind: "hound", bark: 0 },
    ]);
  });

  it("goes by a name that the schema gives itself", async () => {
    const marked = (schemas: Schemas): Schemas => ({
      ...schemas,
      Dog: { ...Object(schemas.Dog), "x-ms-discriminator-value": "hound" },
    });
    const findings = await compare("2.0", "request", marked(PETS), marked(EDITED));
    expect(bodies(findings)[0]).toEqual({ kind: "hound", bark: "" });
  });

  it("is another one where the names change", async () => {
    const findings = await compare("3.0.3", "request", named("dog", PETS), named("hound", PETS));
    expect(findings.map(({ id, level }) => `${level} ${id}`)).toEqual([
      "risky openapi.request.discriminator-changed",
      "risky openapi.request.discriminator-changed",
    ]);
  });

  it("counts on each side by its own property", async () => {
    const moved = (bark: object): Schemas => ({
      Pet: { ...animal({ sort: text }), discriminator: { propertyName: "sort" } },
      Cat: child("Pet", { meow: text }),
      Dog: child("Pet", { bark }),
    });
    const old = { ...PETS, Pet: animal({ sort: text }) };
    expect(worst(await compare("3.0.3", "request", old, moved(text)))).toBe("risky");
    const findings = await compare("3.0.3", "request", old, moved(number));
    const broken = findings.filter(({ level }) => level === "breaking");
    expect(bodies(broken)).toContainEqual({ kind: "Dog", sort: "Dog", bark: "" });
  });

  it("is settled where a body names the heir itself", async () => {
    expect(await compare("3.0.3", "request", PETS, EDITED, ref("Cat"))).toEqual([]);
    const findings = await compare("3.0.3", "request", PETS, EDITED, ref("Dog"));
    expect(bodies(findings).every((body) => !JSON.stringify(body).includes("Dog"))).toBe(true);
  });

  it("may still be an heir of the heir", async () => {
    const young = (age: object): Schemas => ({ ...PETS, Puppy: child("Dog", { age }) });
    const findings = await compare("3.0.3", "request", young(text), young(number), ref("Dog"));
    expect(bodies(findings)[0]).toEqual({ kind: "Puppy", age: "" });
  });

  it("is found in other files", async () => {
    const files = (bark: object) => {
      const schemas = {
        Pet: animal(),
        Dog: { allOf: [{ $ref: "#/components/schemas/Pet" }, { properties: { bark } }] },
      };
      const root = document("3.0.3", "request", {}, { $ref: "parts/pets.yaml#/components/schemas/Pet" });
      return memory({ "api.yaml": root, "parts/pets.yaml": JSON.stringify({ components: { schemas } }) }, "api.yaml");
    };
    expect(bodies(await diff(files(text), files(number)))).toEqual([
      { kind: "Dog", bark: "" },
      { kind: "Dog", bark: 0 },
    ]);
  });
});

describe("reading heirs", () => {
  it("ends where schemas build on themselves", async () => {
    const loop = (bark: object): Schemas => ({
      Pet: { ...animal({ next: ref("Pet") }), allOf: [ref("Dog")] },
      Dog: child("Pet", { bark, next: ref("Dog") }),
    });
    expect(await compare("3.0.3", "request", loop(text), loop(text))).toEqual([]);
    expect(worst(await compare("3.0.3", "request", loop(text), loop(number)))).not.toBe("compatible");
  });

  it("is left to those who let discriminators select", async () => {
    const pair = await openapi.loadPair(
      one(document("3.0.3", "request", PETS, ref("Pet"))),
      one(document("3.0.3", "request", EDITED, ref("Pet"))),
      DEFAULT_LOAD,
    );
    const tolerances = DEFAULT_IN_FORCE.tolerances.filter((name) => name !== "discriminator-selects");
    expect(await openapi.compare(pair.before, pair.after, { tolerances, now: "2026-01-01" })).toEqual([]);
  });

  it("makes two versions differ that differ in an heir alone, or in its name", async () => {
    const identity = async (schemas: Schemas, body: unknown = ref("Pet")): Promise<string> =>
      (await openapi.load(one(document("3.0.3", "request", schemas, body)), DEFAULT_LOAD)).identity;
    const { Dog, ...others } = PETS;
    const all = [PETS, EDITED, { ...others, Wolf: Dog }, others];
    expect(new Set(await Promise.all(all.map((schemas) => identity(schemas)))).size).toBe(all.length);
    expect(await identity(PETS, text)).toBe(await identity(EDITED, text));
  });

  it("compares heirs of one version with those of another", async () => {
    const [old, kept, edited] = [
      document("2.0", "request", PETS, ref("Pet")),
      document("3.1.0", "request", PETS, ref("Pet")),
      document("3.1.0", "request", EDITED, ref("Pet")),
    ];
    const bodiesOf = async (next: string) =>
      (await diffTexts(old, next)).filter(({ element }) => element.startsWith("request.body"));
    expect(await bodiesOf(kept)).toEqual([]);
    expect(worst(await bodiesOf(edited))).toBe("breaking");
  });

  it("says the same turned round", async () => {
    for (const [, before, after] of EDITS) {
      const there = await compare("3.0.3", "request", before, after);
      const back = await compare("3.0.3", "request", after, before);
      const turned = (direction: Direction): Direction => (direction === "backward" ? "forward" : "backward");
      const view = (findings: readonly Finding[], along = (direction: Direction) => direction) =>
        findings.map(({ level, direction, element }) => `${level} ${along(direction)} ${element}`).sort();
      expect(view(back, turned)).toEqual(view(there));
    }
  });
});
