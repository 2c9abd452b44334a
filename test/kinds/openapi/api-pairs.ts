import fc from "fast-check";
import { edited, edits, flatSchemas, plainSchemas, type Schema, schemas } from "./generated.ts";

/** A parameter, or a response header (`in` is `header`, style `simple`). */
export interface Carried {
  readonly name: string;
  readonly in: "path" | "query" | "header" | "cookie";
  readonly required: boolean;
  readonly style: string;
  readonly explode: boolean;
  readonly schema: Schema;
}

/** Schemas by media type. */
export type Contents = Readonly<Record<string, Schema>>;

/** What one status answers with. */
export interface Answer {
  readonly headers: readonly Carried[];
  readonly contents: Contents;
}

/** One operation, apart from any version of the specification; its schemas are JSON Schema 2020-12. */
export interface Plan {
  readonly version: "2.0" | "3.0" | "3.1";
  readonly parameters: readonly Carried[];
  readonly body: { readonly required: boolean; readonly contents: Contents } | null;
  readonly answers: Readonly<Record<string, Answer>>;
  /** Any one of these is enough: the schemes that each asks for, with the scopes of OAuth. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly components: Readonly<Record<string, Schema>>;
}

type Styles = Readonly<Record<Carried["in"], readonly string[]>>;

const STYLES: Styles = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form"],
};

/** The names of parameters, each in its own place. */
const NAMED = [
  ["id", "path"],
  ["q", "query"],
  ["r", "query"],
  ["X-A", "header"],
  ["c", "cookie"],
] as const;

const carriedAs = (name: string, place: Carried["in"], { styles, flat }: Stuff): fc.Arbitrary<Carried> =>
  fc
    .record({
      style: fc.constantFrom(...styles[place]),
      required: fc.boolean(),
      explode: fc.boolean(),
      flat,
    })
    .map(({ style, required, explode, flat: schema }) => ({
      name,
      in: place,
      required: required || place === "path",
      style,
      explode: explode || style === "deepObject",
      schema:
        style === "deepObject"
          ? { type: "object", properties: { a: schema.type === "array" ? {} : { type: "string" } } }
          : schema,
    }));

const MEDIA = [
  "application/json",
  "application/vnd.a+json",
  "application/*",
  "*/*",
  "text/plain",
  "application/x-www-form-urlencoded",
];

/** Names of components; what refers to them may refer to itself. */
const COMPONENTS = ["Cat", "Dog"] as const;
const refTo = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const tagged: fc.Arbitrary<Schema> = fc
  .record({ mapped: fc.boolean(), both: fc.boolean(), how: fc.constantFrom("oneOf", "anyOf") })
  .map(({ mapped, both, how }) => ({
    [how]: COMPONENTS.slice(0, both ? 2 : 1).map(refTo),
    discriminator: { propertyName: "k", ...(mapped && { mapping: { cat: "#/components/schemas/Cat" } }) },
  }));

/** What an operation is made of. */
interface Stuff {
  readonly media: readonly string[];
  readonly statuses: readonly string[];
  readonly named: readonly (typeof NAMED)[number][];
  readonly schemas: fc.Arbitrary<Schema>;
  readonly flat: fc.Arbitrary<Schema>;
  readonly styles: Styles;
  /** What a response header is of these. */
  readonly header: (carried: Carried) => Carried;
}

const RICH: Stuff = {
  media: MEDIA,
  statuses: ["200", "201", "2XX", "404", "default"],
  named: NAMED,
  schemas: fc.oneof({ arbitrary: schemas, weight: 4 }, fc.constantFrom(...COMPONENTS).map(refTo), tagged),
  flat: flatSchemas,
  styles: STYLES,
  header: (carried) => carried,
};

/** What Swagger 2.0 has words for. */
const PLAIN: Stuff = {
  media: ["application/json"],
  statuses: ["200", "404", "default"],
  named: NAMED.filter(([, place]) => place !== "cookie"),
  schemas: fc.oneof(
    plainSchemas,
    fc.constantFrom(...COMPONENTS).map(refTo),
    fc
      .dictionary(fc.constantFrom("a", "b", "c"), plainSchemas, { minKeys: 1 })
      .map((properties) => ({ type: "object", properties })),
  ),
  flat: fc.oneof(
    plainSchemas,
    plainSchemas.map((items) => ({ type: "array", items })),
  ),
  styles: { ...STYLES, path: ["simple"], query: ["form"] },
  header: (carried) => ({ ...carried, required: false, explode: false }),
};

interface Made {
  readonly contents: fc.Arbitrary<Contents>;
  readonly answers: fc.Arbitrary<Plan["answers"]>;
  readonly body: fc.Arbitrary<Plan["body"]>;
  readonly plan: fc.Arbitrary<Plan>;
}

const asked = fc.constantFrom<Plan["security"][number]>(
  {},
  { key: [] },
  { key: [], basic: [] },
  { oauth: ["r"] },
  { oauth: ["r", "w"] },
);
const security = fc.uniqueArray(asked, { maxLength: 2, selector: (each) => JSON.stringify(each) });

/** An object whose `k` says of which kind it is. */
const componentOf = (name: string, rest: fc.Arbitrary<Schema>): fc.Arbitrary<Schema> =>
  fc.record({ rest, asks: fc.boolean() }).map(({ rest: below, asks }) => ({
    type: "object",
    properties: { k: { type: "string" }, [name.toLowerCase()]: below },
    ...(asks && { required: ["k"] }),
  }));

function madeOf(stuff: Stuff, versions: readonly Plan["version"][]): Made {
  const contents = fc.dictionary(fc.constantFrom(...stuff.media), stuff.schemas, { minKeys: 1, maxKeys: 2 });
  const headers = fc
    .uniqueArray(fc.constantFrom("X-B", "X-C"), { maxLength: 2 })
    .chain((names) => fc.tuple(...names.map((name) => carriedAs(name, "header", stuff).map(stuff.header))));
  const answer = fc.record({ headers, contents: fc.oneof(contents, fc.constant({})) });
  const answers = fc.dictionary(fc.constantFrom(...stuff.statuses), answer, { minKeys: 1, maxKeys: 2 });
  const body = fc.option(fc.record({ required: fc.boolean(), contents }), { nil: null });
  const parameters = fc
    .subarray(stuff.named.slice(1), { maxLength: 3 })
    .chain((named) => fc.tuple(...[NAMED[0], ...named].map(([name, place]) => carriedAs(name, place, stuff))));
  const components = fc.record({ Cat: componentOf("Cat", stuff.schemas), Dog: componentOf("Dog", stuff.schemas) });
  const version = fc.constantFrom(...versions);
  return { contents, answers, body, plan: fc.record({ version, parameters, body, answers, security, components }) };
}

const [rich, plain] = [madeOf(RICH, ["3.0", "3.1"]), madeOf(PLAIN, ["2.0"])];

/** A schema beside a reference is a schema of its own: OpenAPI 3.0 reads no siblings. */
function plainly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainly);
  if (typeof value !== "object" || value === null) return value;
  const { $ref, ...rest } = Object.fromEntries(Object.entries(value).map(([key, below]) => [key, plainly(below)]));
  if ($ref === undefined) return rest;
  return Object.keys(rest).length === 0 ? { $ref } : { allOf: [{ $ref }], ...rest };
}

type Step = (plan: Plan) => Plan;

const marking = fc.record({ name: fc.constantFrom("a", "b", "k"), mark: fc.constantFrom("readOnly", "writeOnly") });

/** What is done to one schema: edits as people make them, or a property that one kind of message does not carry. */
const schemaStep: fc.Arbitrary<(schema: Schema) => Schema> = fc.oneof(
  {
    arbitrary: fc
      .array(edits, { minLength: 1, maxLength: 2 })
      .map((some) => (old: Schema) => plainly(edited(old, some)) as Schema),
    weight: 5,
  },
  marking.map(({ name, mark }) => (old: Schema) => {
    const known = old.properties as Record<string, Schema> | undefined;
    return plainly({
      ...old,
      properties: { ...known, [name]: { ...(known?.[name] ?? { type: "string" }), [mark]: true } },
    }) as Schema;
  }),
);

const atAny = <T>(record: Readonly<Record<string, T>>, at: number, how: (one: T) => T): Readonly<Record<string, T>> => {
  const names = Object.keys(record);
  const name = names[at % names.length];
  return name === undefined ? record : { ...record, [name]: how(record[name] as T) };
};

const inCarried = (list: readonly Carried[], at: number, how: (one: Carried) => Carried): readonly Carried[] =>
  list.map((one, index) => (index === at % list.length ? how(one) : one));

/** Edits of an operation: of one of its schemas, or of what stands around them. */
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.nat(9), schemaStep).map(([at, how]) => (plan: Plan) => ({
    ...plan,
    parameters: inCarried(plan.parameters, at, (one) => ({ ...one, schema: how(one.schema) })),
  })),
  fc.tuple(fc.nat(9), schemaStep).map(([at, how]) => (plan: Plan) => ({
    ...plan,
    body: plan.body && { ...plan.body, contents: atAny(plan.body.contents, at, how) },
  })),
  fc.tuple(fc.nat(9), fc.nat(9), schemaStep).map(([at, below, how]) => (plan: Plan) => ({
    ...plan,
    answers: atAny(plan.answers, at, (one) => ({ ...one, contents: atAny(one.contents, below, how) })),
  })),
  fc.tuple(fc.nat(9), schemaStep).map(([at, how]) => (plan: Plan) => ({
    ...plan,
    components: atAny(plan.components, at, how),
  })),
  fc.tuple(fc.nat(9), schemaStep).map(([at, how]) => (plan: Plan) => ({
    ...plan,
    answers: atAny(plan.answers, at, (one) => ({
      ...one,
      headers: inCarried(one.headers, 0, (each) => ({ ...each, schema: how(each.schema) })),
    })),
  })),
  fc.tuple(fc.nat(9), fc.boolean()).map(([at, explode]) => (plan: Plan) => ({
    ...plan,
    parameters: inCarried(plan.parameters, at, (one) => ({
      ...one,
      explode: explode || one.style === "deepObject",
      required: !one.required || one.in === "path",
    })),
  })),
  fc.nat(9).map((at) => (plan: Plan) => ({
    ...plan,
    parameters: plan.parameters.filter((one, index) => one.in === "path" || index !== at % plan.parameters.length),
  })),
  fc.oneof(rich.body, plain.body).map((next) => (plan: Plan) => ({
    ...plan,
    body: plan.body && next ? { ...plan.body, required: next.required } : next,
  })),
  rich.contents.map((next) => (plan: Plan) => ({
    ...plan,
    body: plan.body && { ...plan.body, contents: { ...plan.body.contents, ...next } },
  })),
  fc
    .oneof(rich.answers, plain.answers)
    .map((next) => (plan: Plan) => ({ ...plan, answers: { ...next, ...plan.answers } })),
  fc.nat(9).map((at) => (plan: Plan) => ({
    ...plan,
    answers: atAny(plan.answers, at, (one) => ({
      ...one,
      headers: one.headers.map((each) => ({ ...each, required: !each.required })),
    })),
  })),
  security.map((next) => (plan: Plan) => ({ ...plan, security: next })),
  fc.constantFrom<Plan["version"]>("2.0", "3.0", "3.1").map((version) => (plan: Plan) => ({ ...plan, version })),
);

/** One operation, and the same after some edits. */
export const planPairs: fc.Arbitrary<{ readonly before: Plan; readonly after: Plan; readonly seed: number }> = fc
  .record({
    before: fc.oneof({ arbitrary: rich.plan, weight: 3 }, plain.plan),
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    seed: fc.nat(0x7fffffff),
  })
  .map(({ before, steps, seed }) => ({ before, after: steps.reduce<Plan>((plan, each) => each(plan), before), seed }));
