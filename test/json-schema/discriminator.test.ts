import { describe, expect, it } from "vitest";
import { STRICT } from "../../src/json-schema/answer.ts";
import { contains } from "../../src/json-schema/index.ts";

const text = { type: "string" };
const animal = (properties: object = {}) => ({
  type: "object",
  properties: { kind: text, ...properties },
  required: ["kind"],
});

/** A union of named schemas, told apart by `kind`. */
const union = (branches: Readonly<Record<string, object>>, more: object = {}, keyword = "oneOf") => ({
  [keyword]: Object.keys(branches).map((name) => ({ $ref: `#/$defs/${name}` })),
  discriminator: { propertyName: "kind", ...more },
  $defs: branches,
});

const CAT = animal({ meow: text });
const DOG = animal({ bark: text });
const FOX = animal({ ring: text });

const ask = async (a: unknown, b: unknown, more: object = {}) => {
  const policy = { ...STRICT, discriminatorSelects: true, ...more };
  const answer = await contains(a, b, { dialect: "openapi-3.1", policy });
  return { strict: answer.strict, under: answer.underPolicy ?? answer.strict };
};

describe("unions whose branches are selected", () => {
  it("take one branch more, which plain JSON Schema does not", async () => {
    const { strict, under } = await ask(union({ Cat: CAT, Dog: DOG }), union({ Cat: CAT, Dog: DOG, Fox: FOX }));
    expect([strict.answer, under.answer]).toEqual(["not-contained", "contained"]);
  });

  it("show a value that selects the branch which is gone", async () => {
    const { under } = await ask(union({ Cat: CAT, Dog: DOG, Fox: FOX }), union({ Cat: CAT, Dog: DOG }));
    expect(under).toMatchObject({ answer: "not-contained", witness: { kind: "Fox" } });
  });

  it("break where plain JSON Schema sees nothing: a value that selects is renamed", async () => {
    const [a, b] = ["#/$defs/Dog", "Dog"].map((target, index) =>
      union({ Cat: CAT, Dog: DOG }, { mapping: { [index === 0 ? "dog" : "hound"]: target } }, "anyOf"),
    );
    const { strict, under } = await ask(a, b);
    expect(strict.answer).toBe("contained");
    expect(under).toMatchObject({ answer: "not-contained", witness: { kind: "dog" } });
  });

  it("take the values that a branch lists itself, and leave alone one that lists none of those that select it", async () => {
    const listed = (...values: readonly string[]) => animal({ kind: { enum: values } });
    const a = union({ Cat: listed("Cat", "Lion"), Dog: listed("dog") });
    const { under } = await ask({ enum: [{ kind: "Lion" }] }, a);
    expect(under.answer).toBe("not-contained");
    expect((await ask({ enum: [{ kind: "dog" }] }, a)).under.answer).toBe("contained");
  });

  it("are read the same below not, and by writers that send no undeclared names", async () => {
    const refused = (branches: Readonly<Record<string, object>>) => {
      const { $defs, ...rest } = union(branches);
      return { not: rest, $defs };
    };
    const [few, many] = [refused({ Cat: CAT, Dog: DOG }), refused({ Cat: CAT, Dog: DOG, Fox: FOX })];
    expect((await ask(many, few)).under.answer).toBe("contained");
    expect((await ask(few, many)).under).toMatchObject({ answer: "not-contained", witness: { kind: "Fox" } });
    const bare = { type: "object", properties: { meow: text } };
    const a = union({ Cat: bare });
    expect(
      (await ask(a, union({ Cat: { ...bare, maxProperties: 1 } }), { undeclaredNamesAbsent: true })).under,
    ).toMatchObject({ answer: "not-contained" });
  });

  it("follow references in circles", async () => {
    const node = (name: string) => animal({ next: { $ref: "#/$defs/Any" }, [name]: text });
    const circle = (names: readonly string[]) => ({
      $ref: "#/$defs/Any",
      $defs: {
        ...Object.fromEntries(names.map((name) => [name, node(name)])),
        Any: { oneOf: names.map((name) => ({ $ref: `#/$defs/${name}` })), discriminator: { propertyName: "kind" } },
      },
    });
    expect((await ask(circle(["A", "B"]), circle(["A", "B", "C"]))).under.answer).toBe("contained");
    expect((await ask(circle(["A", "B", "C"]), circle(["A", "B"]))).under.answer).toBe("not-contained");
  });
});
