import { expect, test } from "vitest";
import { parseNestedQuery } from "../../../broker/routes/pact/nested-query.ts";

test.each([
  ["", {}],
  ["a=1&b=2", { a: "1", b: "2" }],
  ["?a", { a: "" }],
  ["a=1&a=2", { a: "2" }],
  ["a[]=1&a[]=2", { a: ["1", "2"] }],
  ["q[][pacticipant]=A&q[][version]=1", { q: [{ pacticipant: "A", version: "1" }] }],
  ["q%5B%5D%5Bpacticipant%5D=A+B&q%5B%5D%5Bversion%5D=1%2B2", { q: [{ pacticipant: "A B", version: "1+2" }] }],
  [
    "q[][pacticipant]=A&q[][version]=1&q[][pacticipant]=B&q[][latest]=true&latestby=cvp",
    {
      q: [
        { pacticipant: "A", version: "1" },
        { pacticipant: "B", latest: "true" },
      ],
      latestby: "cvp",
    },
  ],
  ["q[][version]=1&q[][pacticipant]=A&q[][version]=2", { q: [{ version: "1", pacticipant: "A" }, { version: "2" }] }],
  ["a[b][c]=1&a[b][d]=2", { a: { b: { c: "1", d: "2" } } }],
  ["a[][b][]=1&a[][b][]=2", { a: [{ b: ["1", "2"] }] }],
  ["a[][b][c]=1&a[][b][d]=2&a[][b][c]=3", { a: [{ b: { c: "1", d: "2" } }, { b: { c: "3" } }] }],
  ["[]=1&]=2&=3", {}],
])("%j", (query, expected) => {
  expect(parseNestedQuery(query)).toEqual(expected);
});

test("__proto__ is a name like any other", () => {
  const parsed = parseNestedQuery("__proto__[x]=1");
  expect(Object.getOwnPropertyNames(parsed)).toEqual(["__proto__"]);
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});

test.each([
  ["a=1&a[]=2", "is used in two shapes"],
  ["a[]=1&a[b]=2", "is used in two shapes"],
  ["a[b]=1&a[]=2", "is used in two shapes"],
  ["a=%zz", "broken percent-encoding"],
  [`a${"[b]".repeat(9)}=1`, "nested too deeply"],
  ["a=1&".repeat(2_001), "more than 2000 query parameters"],
])("refuses %#", (query, message) => {
  expect(() => parseNestedQuery(query)).toThrow(message);
});
