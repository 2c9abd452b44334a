import { expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

const holder = (values: readonly string[], more: object) =>
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "t", version: "1" },
    paths: {
      "/a": {
        get: {
          responses: {
            "200": {
              description: "d",
              content: { "application/json": { schema: { type: "string", enum: values, ...more } } },
            },
          },
        },
      },
    },
  });

const MARK = { description: "Of many [Extensible enum]" };

const WAYS: readonly (readonly [way: string, mark: object, write: (text: string) => string])[] = [
  ["x-extensible-enum", { "x-extensible-enum": ["a"] }, (text) => text],
  ["x-ms-enum", { "x-ms-enum": { modelAsString: true } }, (text) => text],
  ["a phrase", MARK, (text) => text],
  ["a phrase with an escape", MARK, (text) => text.replace("[Ext", "[\\u0045xt")],
  ["a phrase on two lines of YAML", MARK, (text) => text.replace("[Extensible enum]", "[Exten\\\n   sible\n  enum]")],
];

const found = async (values: readonly string[], mark: object, write: (text: string) => string) =>
  (await diffTexts(write(holder(["a"], mark)), write(holder(values, mark)))).filter(
    ({ direction }) => direction === "backward",
  );

it.each(WAYS)("knows a list that may grow by %s", async (_way, mark, write) => {
  expect(await found(["a", "b"], mark, write)).toMatchObject([
    { level: "risky", tolerance: "extensible-enums", marked: true },
  ]);
});

it("takes no other list as one", async () => {
  const other = { description: "Of many", "x-ms-enum": { modelAsString: false } };
  expect(await found(["a", "b"], other, (text) => text)).toMatchObject([{ level: "breaking" }]);
  expect(await found(["a", "b"], {}, (text) => text)).toMatchObject([{ level: "breaking" }]);
});
