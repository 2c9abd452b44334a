import { describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/json.ts";
import { openSession, STRICT, schemaWorld } from "../../src/json-schema/index.ts";
import { searchValue } from "../../src/json-schema/search.ts";

/** Searches for a value of A that is none of B, judged by the evaluator of a session. */
function search(a: unknown, b: unknown, budget?: number): { readonly value: JsonValue } | null {
  const session = openSession();
  const [writer, reader] = [schemaWorld(a, "2020-12"), schemaWorld(b, "2020-12")];
  const isClose = (value: JsonValue): boolean => session.accepts(writer, "writer", value, STRICT) === true;
  const isFound = (value: JsonValue): boolean =>
    isClose(value) && session.accepts(reader, "reader", value, STRICT) === false;
  return searchValue({ schemas: [a, b], isClose, isFound }, budget);
}

const PET = {
  type: "object",
  required: ["id", "tags"],
  properties: { id: { type: "integer" }, tags: { type: "array", minItems: 1, items: { enum: ["cat", "dog", "cow"] } } },
};

describe("the search for a value", () => {
  it.each([
    [{}, { type: "array" }, null],
    [{ type: "number" }, { type: "number", maximum: 7 }, 8],
    [{ type: "string" }, { type: "string", maxLength: 5 }, "aaaaaa"],
    [{ type: "string", pattern: "^x-[0-9]+$" }, { enum: ["a"] }, "x-0"],
    [{ minItems: 3, type: "array" }, { uniqueItems: true }, [0, 0, 0]],
    [{ type: "object", minProperties: 3 }, { type: "string" }, { a: 0, a1: 0, a2: 0 }],
  ])("finds one of %j and not of %j", (a, b, value) => {
    expect(search(a, b)).toEqual({ value });
  });

  it("changes what comes close, deep inside", () => {
    const narrowed = structuredClone(PET);
    narrowed.properties.tags.items.enum.pop();
    expect(search(PET, narrowed)?.value).toMatchObject({ tags: ["cow"] });
    expect(search(PET, { ...PET, required: ["id", "tags", "name"] })?.value).toMatchObject({ tags: ["cat"] });
  });

  it("finds nothing where there is nothing, and stops", () => {
    expect(search(PET, PET)).toBeNull();
    expect(search({ type: "integer" }, { type: "number" }, 50)).toBeNull();
  });
});
