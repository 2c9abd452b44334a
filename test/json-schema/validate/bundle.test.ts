import { describe, expect, it } from "vitest";
import { isObject, type JsonValue } from "../../../src/core/json.ts";
import type { Dialect, SchemaWorld } from "../../../src/json-schema/answer.ts";
import { bundle, confirm } from "../../../src/json-schema/validate/index.ts";

const DOCUMENT: Record<string, unknown> = {
  Pet: {
    type: "object",
    description: "left out",
    required: ["id", "name"],
    properties: {
      id: { type: "integer", readOnly: true },
      name: { $ref: "#/Name" },
      kids: { type: "array", items: { $ref: "#/Pet" } },
      toys: { $ref: "#/Missing" },
    },
    additionalProperties: false,
  },
  Name: { type: "string", maxLength: 5 },
};

function world(dialect: Dialect, document: Record<string, unknown> = DOCUMENT): SchemaWorld {
  return {
    dialect,
    resolve(ref, base) {
      const value = ref
        .slice(2)
        .split("/")
        .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), document);
      return value === undefined ? null : { value, base };
    },
  };
}

const cut = (dialect: Dialect, value: JsonValue, view: "request" | null = null): unknown =>
  bundle(world(dialect), { value: { $ref: "#/Pet" }, base: "" }, { value, view });

describe("bundle", () => {
  it("keeps what a value touches, with cycles as references, and nothing else", () => {
    expect(cut("2020-12", { name: "a", kids: [{ id: 1 }] })).toEqual({
      $ref: "#/$defs/Pet",
      $defs: {
        Pet: {
          type: "object",
          required: ["id", "name"],
          properties: {
            id: { type: "integer" },
            name: { $ref: "#/$defs/Name" },
            kids: { type: "array", items: { $ref: "#/$defs/Pet" } },
          },
          additionalProperties: false,
        },
        Name: { type: "string", maxLength: 5 },
      },
    });
    expect(cut("2020-12", 3)).toEqual({
      $ref: "#/$defs/Pet",
      $defs: { Pet: { type: "object", required: ["id", "name"], properties: {}, additionalProperties: false } },
    });
  });

  it("reads readOnly and writeOnly in the view asked for", () => {
    const seen = cut("openapi-3.0", {}, "request");
    expect(seen).toMatchObject({ definitions: { Pet: { required: ["name"] } } });
  });

  it("is refused where a touched reference leads nowhere, and only there", () => {
    expect(cut("2020-12", { toys: 1 })).toBeNull();
    expect(cut("2020-12", { kids: [] })).not.toBeNull();
  });

  it("judges its value as the whole schema does", async () => {
    const values: readonly JsonValue[] = [
      {},
      { id: 1, name: "a" },
      { id: 1, name: "toolong" },
      { id: 1, name: "a", x: 1 },
    ];
    for (const value of values) {
      const part = cut("draft-07", value);
      const whole = { $ref: "#/Pet", ...DOCUMENT, Missing: {} };
      const answer = await confirm({ dialect: "draft-07", formats: false, a: part, b: whole, witness: value });
      expect([value, answer.verdict]).toEqual([value, "refused"]);
      const reversed = await confirm({ dialect: "draft-07", formats: false, a: whole, b: part, witness: value });
      expect([value, reversed.verdict]).toEqual([value, "refused"]);
    }
  });
});
