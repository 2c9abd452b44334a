import { expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

const holder = (type: string) => ({
  openapi: "3.0.3",
  info: { title: "t", version: "1" },
  paths: {
    "/a": {
      get: {
        responses: {
          "200": {
            description: "d",
            content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
          },
        },
      },
    },
  },
  components: {
    schemas: {
      Pet: {
        type: "object",
        required: ["kind"],
        properties: { kind: { type: "string" } },
        discriminator: { propertyName: "kind" },
      },
      Cat: { allOf: [{ $ref: "#/components/schemas/Pet" }, { type: "object", properties: { lives: { type } } }] },
    },
  },
});

/** A key may be written with escapes: the same document in other characters. */
const WAYS: readonly (readonly [way: string, write: (text: string) => string])[] = [
  ["as JSON escapes", (text) => text.replace('"discriminator"', '"\\u0064iscriminator"')],
  ["as YAML escapes of two digits", (text) => text.replace('"discriminator"', '? "\\x64iscriminator" ')],
  ["in YAML on two lines", (text) => text.replace('"discriminator"', '? "discrimi\\\n  nator" ')],
  ["as YAML escapes of eight digits", (text) => text.replace('"discriminator"', '? "\\U00000064iscriminator" ')],
];

it.each(WAYS)("finds a keyword that is written %s", async (_way, write) => {
  const [before, after] = ["string", "integer"].map((type) => JSON.stringify(holder(type)));
  const found = (findings: Awaited<ReturnType<typeof diffTexts>>) => findings.map(({ fingerprint }) => fingerprint);
  const plain = found(await diffTexts(before ?? "", after ?? ""));
  expect(plain).not.toEqual([]);
  expect(found(await diffTexts(write(before ?? ""), write(after ?? "")))).toEqual(plain);
});
