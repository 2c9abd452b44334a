import fc from "fast-check";

const TYPES = [
  "map<string, int32>",
  "map<int32, Part>",
  "map<int64, Color>",
  "uint64",
  "sfixed64",
  "float",
  "int32",
  "int64",
  "uint32",
  "sint32",
  "fixed32",
  "bool",
  "string",
  "bytes",
  "double",
  "Part",
  "Color",
] as const;
const LABELS = ["", "optional ", "repeated "] as const;

interface FieldText {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly number: number;
  readonly inOneof: boolean;
}

const field = fc.record({
  name: fc.constantFrom("a", "b", "c", "d"),
  label: fc.constantFrom(...LABELS),
  type: fc.constantFrom(...TYPES),
  number: fc.integer({ min: 1, max: 5 }),
  inOneof: fc.boolean(),
});

const fields = fc.uniqueArray(field, {
  maxLength: 4,
  comparator: (x, y) => x.name === y.name || x.number === y.number,
});

const isMap = (type: string) => type.startsWith("map<");

const render = ({ label, type, name, number }: FieldText, plain: boolean) =>
  `  ${plain || isMap(type) ? "" : label}${type} ${name} = ${number};`;

function message(name: string, members: readonly FieldText[]): string {
  const inside = members.filter(({ inOneof, type }) => inOneof && !isMap(type));
  const rest = members.filter(({ inOneof, type }) => !inOneof || isMap(type)).map((member) => render(member, false));
  const oneof = inside.length > 0 ? ["  oneof choice {", ...inside.map((member) => render(member, true)), "  }"] : [];
  return [`message ${name} {`, ...rest, ...oneof, "}"].join("\n");
}

const RPC = {
  none: "",
  request: "rpc Do(Whole) returns (Nothing);",
  response: "rpc Do(Nothing) returns (Whole);",
} as const;

/** Texts of small schemas: two messages, an enum (open or closed), and a service that uses the first or not. */
export const schemaText = fc
  .record({
    syntax: fc.constantFrom('syntax = "proto3";', 'edition = "2023";'),
    whole: fields,
    part: fields.map((list) => list.filter(({ type }) => !type.includes("Part"))),
    colors: fc.uniqueArray(fc.constantFrom("RED", "BLUE", "GREEN"), { maxLength: 3 }),
    closed: fc.boolean(),
    asked: fc.constantFrom(...(Object.keys(RPC) as (keyof typeof RPC)[])),
  })
  .map(({ syntax, whole, part, colors, closed, asked }) => {
    const isEdition = syntax.startsWith("edition");
    const plain = (list: readonly FieldText[]) =>
      isEdition ? list.map((one) => ({ ...one, label: one.label.replace("optional ", "") })) : list;
    const values = ["NONE", ...colors].map((name, index) => `  ${name} = ${index};`);
    const option = isEdition && closed ? "  option features.enum_type = CLOSED;\n" : "";
    return [
      syntax,
      "package law;",
      message("Whole", plain(whole)),
      message("Part", plain(part)),
      `enum Color {\n${option}${values.join("\n")}\n}`,
      "message Nothing {}",
      `service Doing { ${RPC[asked]} }`,
    ].join("\n");
  });
