import { expect, it } from "vitest";
import { diffTexts } from "./fixture.ts";

type Json = Readonly<Record<string, unknown>>;

const TEXT = { type: "string" };
const B = { $ref: "#/components/schemas/B" };
const object = (properties: Json, more: Json = {}): Json => ({ type: "object", properties, ...more });
const XY = object({ x: TEXT, y: TEXT });
const NONE = object({});

const api = (schema: Json, b: Json, version: string): string => {
  const content = { "application/json": { schema } };
  const operation = { requestBody: { content }, responses: { "200": { description: "OK", content } } };
  return JSON.stringify({
    openapi: version,
    info: { title: "t", version: "1" },
    paths: { "/a": { post: operation } },
    components: { schemas: { B: b } },
  });
};

const told = async (before: Json, after: Json, [old, next = old]: readonly Json[], version: string) => {
  const findings = await diffTexts(api(before, old ?? NONE, version), api(after, next ?? NONE, version));
  return findings
    .filter(({ direction, surface }) => direction === "backward" && surface !== "source")
    .map(({ id, level, element }) => `${level} ${id.replace("openapi.", "")} ${element}`)
    .sort();
};

const UNJUDGED = (element: string): readonly string[] =>
  ["request.body", "response.200.body"].map(
    (place) => `undecided document.unjudged ${place}${element.includes(" ") ? `.${element}` : ` ${element}`}`,
  );

const VENDOR = (modelAsString: boolean): Json => ({ enum: ["a"], "x-ms-enum": { name: "N", modelAsString } });
const GROWING = [
  "risky request.extensible-enum-removed request.body",
  "risky response.extensible-enum-removed response.200.body",
];

/** Name, both versions of a schema, of the component B (once where it stays), and what is told backward, in 3.1 and in 3.0. */
const PAIRS: readonly (readonly [string, Json, Json, readonly Json[], readonly string[], readonly string[]])[] = [
  ["a condition that comes to stand beside a reference", B, { ...B, minProperties: 0 }, [XY], [], []],
  [
    "the same of a property",
    object({ p: B }),
    object({ p: { ...B, maxProperties: 1 } }),
    [XY],
    ["breaking request.max-properties-added request.body.p"],
    [],
  ],
  ["a default that moves behind a reference", { ...B, default: {} }, B, [{ ...XY, default: {} }], [], []],
  [
    "a property that goes behind a reference with conditions",
    { ...B, minProperties: 1 },
    { ...B, minProperties: 1 },
    [XY, object({ x: TEXT })],
    ["risky request.property-removed request.body.y", "risky response.property-removed response.200.body.y"],
    ["risky request.property-removed request.body.y", "risky response.property-removed response.200.body.y"],
  ],
  [
    "a default that changes behind a reference with conditions",
    { ...B, minProperties: 1 },
    { ...B, minProperties: 1 },
    [object({ x: { ...TEXT, default: "a" } }), object({ x: { ...TEXT, default: "b" } })],
    ["risky request.default-changed request.body.x", "risky response.default-changed response.200.body.x"],
    ["risky request.default-changed request.body.x", "risky response.default-changed response.200.body.x"],
  ],
  [
    "a default, a mark and a format that move into allOf",
    object({ d: { ...TEXT, default: "a" }, r: { ...TEXT, readOnly: true }, f: { ...TEXT, format: "our-own" } }),
    object(
      Object.fromEntries(
        Object.entries({ d: { default: "a" }, r: { readOnly: true }, f: { format: "our-own" } }).map(([name, more]) => [
          name,
          { allOf: [{ ...TEXT, ...more }] },
        ]),
      ),
    ),
    [NONE],
    [],
    [],
  ],
  [
    "properties that move into allOf below a map",
    object({}, { additionalProperties: XY }),
    object({}, { additionalProperties: { allOf: [object({ x: TEXT }), object({ y: TEXT })] } }),
    [NONE],
    [],
    [],
  ],
  [
    "a property that goes below a map",
    object({}, { additionalProperties: XY }),
    object({}, { additionalProperties: object({ x: TEXT }) }),
    [NONE],
    ["risky request.property-removed request.body.*.y", "risky response.property-removed response.200.body.*.y"],
    ["risky request.property-removed request.body.*.y", "risky response.property-removed response.200.body.*.y"],
  ],
  [
    "a description of what was always sent",
    object({ x: TEXT }, { required: ["z"] }),
    object({ x: TEXT, z: TEXT }, { required: ["z"] }),
    [NONE],
    ["breaking request.property-added request.body.z"],
    ["breaking request.property-added request.body.z"],
  ],
  [
    "a keyword of another version",
    { const: "a" },
    { const: "b" },
    [NONE],
    ["breaking request.const-changed request.body", "breaking response.const-changed response.200.body"],
    UNJUDGED("const"),
  ],
  [
    "null, as 3.0 lets it in",
    object({ x: TEXT }),
    object({ x: { ...TEXT, nullable: true } }),
    [NONE],
    UNJUDGED("x nullable"),
    ["breaking response.null-allowed response.200.body.x"],
  ],
  [
    "an unknown keyword of what must not be",
    { not: { ...TEXT, maxlength: 3 } },
    { not: { ...TEXT, maxlength: 4 } },
    [NONE],
    UNJUDGED("maxlength"),
    UNJUDGED("maxlength"),
  ],
  [
    "a default of what must not be",
    { not: { ...TEXT, default: "a" } },
    { not: { ...TEXT, default: "b" } },
    [NONE],
    [],
    [],
  ],
  [
    "an unknown keyword of names",
    { propertyNames: { maxlength: 3 } },
    { propertyNames: { maxlength: 4 } },
    [NONE],
    UNJUDGED("maxlength"),
    UNJUDGED("propertyNames"),
  ],
  ["a list that may grow no more", VENDOR(true), VENDOR(false), [NONE], GROWING, GROWING],
  ["a list that may grow, never said", VENDOR(false), { enum: ["a"] }, [NONE], [], []],
];

it.each(PAIRS)("%s", async (_, before, after, components, next, old) => {
  expect(await told(before, after, components, "3.1.0")).toEqual(next);
  expect(await told(before, after, components, "3.0.3")).toEqual(old);
});

it("shows a property that is lost in a message that is taken otherwise", async () => {
  const address = { type: "string", format: "uri" };
  const before = object({ s: { enum: ["a", "b"] }, t: address, u: TEXT });
  const after = object({ s: { enum: ["a"] }, t: address }, { required: ["t"] });
  const findings = await diffTexts(api(before, NONE, "3.0.3"), api(after, NONE, "3.0.3"));
  const lost = findings.find(
    ({ id, direction }) => id === "openapi.request.property-removed" && direction === "backward",
  );
  expect(lost?.witness).toMatchObject({ outcome: "lost", payload: { body: '{"t":"https://example.com/","u":""}' } });
});
