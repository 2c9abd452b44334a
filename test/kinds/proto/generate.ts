/** Numbers from a seed, the same everywhere (mulberry32). */
export function chooser(seed: number) {
  let state = seed >>> 0;
  const next = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  return { next, pick, chance: (percent: number) => next(100) < percent };
}

export type Chooser = ReturnType<typeof chooser>;
export type Syntax = "proto2" | "proto3" | "2023" | "2024";

export interface Field {
  name: string;
  number: number;
  /** Scalar, name of a type, `map<k, v>`, or `group`. */
  type: string;
  label: "" | "optional" | "required" | "repeated";
  oneof: string | null;
  options: Record<string, string>;
}

interface Enum {
  name: string;
  options: string[];
  values: [string, number][];
  reserved: string[];
}

export interface Message {
  name: string;
  options: string[];
  fields: Field[];
  nested: Message[];
  enums: Enum[];
  reserved: string[];
  extensions: string[];
}

interface Rpc {
  name: string;
  request: string;
  response: string;
  streams: [boolean, boolean];
  options: string[];
}

export interface File {
  syntax: Syntax;
  package: string;
  options: Record<string, string>;
  messages: Message[];
  enums: Enum[];
  services: { name: string; rpcs: Rpc[] }[];
  /** Fields that extend the message of this name. */
  extend: { of: string; fields: Field[] }[];
}

const SCALARS = [
  "int32",
  "int64",
  "uint32",
  "uint64",
  "sint32",
  "sint64",
  "fixed32",
  "fixed64",
  "sfixed32",
  "sfixed64",
  "bool",
  "string",
  "bytes",
  "float",
  "double",
];
const KEYS = ["int32", "int64", "string", "bool", "uint32"];
const isEdition = (file: File) => file.syntax === "2023" || file.syntax === "2024";

/** A file of its own package with a few messages, enums and services; made to be valid. */
export function generateFile(choose: Chooser, name: string): File {
  const file: File = {
    syntax: choose.pick(["proto2", "proto3", "2023", "2024", "proto3", "proto2"] as const),
    package: name,
    options: {},
    messages: [],
    enums: [],
    services: [],
    extend: [],
  };
  for (let index = 0; index <= choose.next(2); index += 1)
    file.enums.push(generateEnum(choose, `E${index}`, `E${index}`));
  const count = 1 + choose.next(3);
  for (let index = 0; index < count; index += 1) file.messages.push(blankMessage(`M${index}`));
  for (const message of file.messages) fillMessage(choose, file, message);
  if (choose.chance(60)) file.services.push(generateService(choose, file, "S"));
  if (file.syntax !== "proto3" && choose.chance(40)) addExtension(choose, file);
  if (choose.chance(30)) setOption(choose, file);
  return file;
}

const blankMessage = (name: string): Message => ({
  name,
  options: [],
  fields: [],
  nested: [],
  enums: [],
  reserved: [],
  extensions: [],
});

function generateEnum(choose: Chooser, name: string, prefix: string): Enum {
  const values: [string, number][] = [[`${prefix}_ZERO`, 0]];
  for (let index = 1; index <= 1 + choose.next(3); index += 1) values.push([`${prefix}_V${index}`, index]);
  const reserved = choose.chance(30) ? ["20 to 30, 40", `"${prefix}_OLD"`] : [];
  return { name, options: [], values, reserved };
}

function fillMessage(choose: Chooser, file: File, message: Message): void {
  if (choose.chance(30)) message.enums.push(generateEnum(choose, "N", `${message.name}_N`));
  if (choose.chance(30)) {
    const nested = blankMessage("In");
    nested.fields.push(generateField(choose, file, message, 1));
    message.nested.push(nested);
  }
  const count = 1 + choose.next(5);
  for (let number = 1; number <= count; number += 1) message.fields.push(generateField(choose, file, message, number));
  if (choose.chance(30)) message.reserved.push("50 to 60, 70", '"was"');
  if (file.syntax !== "proto3" && choose.chance(40)) message.extensions.push("100 to 110", "120");
}

function typeFor(choose: Chooser, file: File, message: Message): string {
  const roll = choose.next(100);
  if (roll < 60) return choose.pick(SCALARS);
  const enums = file.enums.map(({ name }) => name); // an edit may have taken the last one
  if (roll < 72) return choose.pick(enums.length > 0 ? enums : SCALARS);
  if (roll < 84) return choose.pick(file.messages.length > 0 ? file.messages : [message]).name;
  if (roll < 92)
    return `map<${choose.pick(KEYS)}, ${choose.pick([...SCALARS, choose.pick(enums.length > 0 ? enums : SCALARS)])}>`;
  return file.syntax === "proto2" ? "group" : "string";
}

function labelFor(choose: Chooser, file: File, type: string): Field["label"] {
  if (type.startsWith("map")) return "";
  if (file.syntax === "proto2") return choose.pick(["optional", "optional", "required", "repeated"] as const);
  if (file.syntax === "proto3") return choose.pick(["", "", "optional", "repeated"] as const);
  return choose.pick(["", "", "repeated"] as const);
}

function generateField(choose: Chooser, file: File, message: Message, number: number): Field {
  const type = typeFor(choose, file, message);
  const field: Field = {
    name: type === "group" ? `Group${number}` : `item${number}`,
    number,
    type,
    label: labelFor(choose, file, type),
    oneof: null,
    options: {},
  };
  if (
    (field.label === "" || field.label === "optional") &&
    !type.startsWith("map") &&
    type !== "group" &&
    choose.chance(20)
  ) {
    field.oneof = choose.pick(["one", "two"]);
    field.label = "";
  }
  decorate(choose, file, field);
  return field;
}

/** Gives a field options that fit its type and syntax. */
function decorate(choose: Chooser, file: File, field: Field): void {
  field.options = {};
  const single = field.label !== "repeated" && !field.type.startsWith("map") && field.type !== "group";
  if (choose.chance(15) && field.type !== "group") field.options.json_name = `"alias${choose.next(50)}"`;
  if (/^(?:u|s|fixed|sfixed)?(?:int)?64$/.test(field.type) && choose.chance(30))
    field.options.jstype = choose.pick(["JS_STRING", "JS_NUMBER"]);
  if ((field.type === "string" || field.type === "bytes") && file.syntax !== "2024" && choose.chance(25))
    field.options.ctype = choose.pick(["STRING", "CORD"]);
  if (file.syntax !== "proto3" && single && choose.chance(30)) addDefault(choose, file, field);
  if (!isEdition(file)) return;
  if (field.type === "string" && choose.chance(25))
    field.options["features.utf8_validation"] = choose.pick(["NONE", "VERIFY"]);
  if (single && field.oneof === null && choose.chance(25)) {
    const message = /^M\d/.test(field.type);
    const allowed =
      message || field.options.default !== undefined
        ? ["LEGACY_REQUIRED"]
        : ["LEGACY_REQUIRED", "IMPLICIT", "EXPLICIT"];
    field.options["features.field_presence"] = choose.pick(allowed);
  }
  if (/^M\d/.test(field.type) && choose.chance(25))
    field.options["features.message_encoding"] = choose.pick(["DELIMITED", "LENGTH_PREFIXED"]);
}

function addDefault(choose: Chooser, file: File, field: Field): void {
  const known = file.enums.find(({ name }) => name === field.type);
  if (known) field.options.default = choose.pick(known.values)[0];
  else if (field.type === "bool") field.options.default = choose.pick(["true", "false"]);
  else if (field.type === "string") field.options.default = choose.pick(['"x"', '""', '"y z"']);
  else if (field.type === "bytes") field.options.default = choose.pick(['"\\\\001"', '"ab"']);
  else if (field.type === "float" || field.type === "double")
    field.options.default = choose.pick(["1.5", "inf", "nan", "0", "-2"]);
  else if (SCALARS.includes(field.type)) field.options.default = choose.pick(["0", "5", "7"]);
}

function generateService(choose: Chooser, file: File, name: string) {
  const rpcs = Array.from(
    { length: 1 + choose.next(3) },
    (_, index): Rpc => ({
      name: `Do${index}`,
      request: choose.pick(file.messages).name,
      response: choose.pick(file.messages).name,
      streams: [choose.chance(20), choose.chance(20)],
      options: choose.chance(30) ? [`idempotency_level = ${choose.pick(["IDEMPOTENT", "NO_SIDE_EFFECTS"])}`] : [],
    }),
  );
  return { name, rpcs };
}

function addExtension(choose: Chooser, file: File): void {
  const target = file.messages.find(({ extensions }) => extensions.length > 0);
  if (!target) return;
  const field = generateField(choose, file, target, 101);
  if (field.type.startsWith("map") || field.type === "group") field.type = "string";
  const label = file.syntax === "proto2" ? "optional" : "";
  file.extend.push({ of: target.name, fields: [{ ...field, name: "ext", oneof: null, label, options: {} }] });
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  go_package: ['"a/b"', '"a/c"'],
  java_package: ['"com.a"', '"com.b"'],
  java_multiple_files: ["true", "false"],
  java_string_check_utf8: ["true", "false"],
  optimize_for: ["SPEED", "CODE_SIZE"],
  objc_class_prefix: ['"ABC"', '"ABD"'],
  cc_enable_arenas: ["true", "false"],
  csharp_namespace: ['"A"', '"B"'],
  ruby_package: ['"A"', '"B"'],
  php_namespace: ['"A"', '"B"'],
  swift_prefix: ['"A"', '"B"'],
  cc_generic_services: ["true", "false"],
};

function setOption(choose: Chooser, file: File): void {
  const name = choose.pick(Object.keys(OPTIONS));
  if ((name === "java_multiple_files" || name === "java_string_check_utf8") && isEdition(file)) return;
  if (choose.chance(30)) delete file.options[name];
  else file.options[name] = choose.pick(OPTIONS[name] ?? []);
}

type Edit = (choose: Chooser, file: File) => void;

const onMessage =
  (edit: (choose: Chooser, message: Message, file: File) => void): Edit =>
  (choose, file) => {
    const message = choose.pick(file.messages);
    if (message)
      edit(choose, message.nested.length > 0 && choose.chance(20) ? (message.nested[0] as Message) : message, file);
  };

const onField = (edit: (choose: Chooser, field: Field, file: File, message: Message) => void): Edit =>
  onMessage((choose, message, file) => {
    const field = choose.pick(message.fields);
    if (field) edit(choose, field, file, message);
  });

const onEnum =
  (edit: (choose: Chooser, value: Enum, file: File) => void): Edit =>
  (choose, file) => {
    const nested = file.messages.flatMap(({ enums }) => enums);
    const value = choose.pick([...file.enums, ...nested]);
    if (value) edit(choose, value, file);
  };

const onRpc =
  (edit: (choose: Chooser, rpc: Rpc, file: File) => void): Edit =>
  (choose, file) => {
    const service = choose.pick(file.services);
    const rpc = service && choose.pick(service.rpcs);
    if (rpc) edit(choose, rpc, file);
  };

const EDITS: readonly Edit[] = [
  onMessage((choose, message) => void message.fields.splice(choose.next(message.fields.length || 1), 1)),
  onMessage((choose, message, file) => {
    const number = Math.max(0, ...message.fields.map((field) => field.number)) + 1;
    message.fields.push(generateField(choose, file, message, number));
  }),
  onMessage((choose, message) => {
    const [field] = message.fields.splice(choose.next(message.fields.length || 1), 1);
    if (field) message.reserved.push(choose.chance(60) ? String(field.number) : `"${field.name}"`);
  }),
  onField((choose, field, file, message) => {
    field.type = typeFor(choose, file, message);
    field.label = labelFor(choose, file, field.type);
    field.oneof = null;
    if (field.type === "group") field.name = `Group${field.number}`;
    decorate(choose, file, field);
  }),
  onField((choose, field, file) => {
    if (!SCALARS.includes(field.type)) return;
    field.type = choose.pick(SCALARS);
    decorate(choose, file, field);
  }),
  onField((choose, field, file) => {
    if (field.type === "group" || field.oneof !== null) return;
    field.label = labelFor(choose, file, field.type);
    decorate(choose, file, field);
  }),
  onField((_, field) => {
    if (field.type !== "group") field.name = `${field.name}_x`;
  }),
  onField((choose, field) => {
    field.number = 30 + choose.next(10);
  }),
  onField((choose, field) => {
    if (
      field.type.startsWith("map") ||
      field.type === "group" ||
      field.label === "repeated" ||
      field.label === "required"
    )
      return;
    field.oneof = choose.pick([null, "one", "two", "three"]);
    field.label = "";
    delete field.options["features.field_presence"];
  }),
  onField((choose, field, file) => decorate(choose, file, field)),
  onMessage((choose, message) => {
    message.reserved = choose.pick([[], ["50 to 55"], ["50 to 60, 70 to 80", '"was"'], ['"was"']]);
  }),
  onMessage((choose, message) => {
    if (message.extensions.length > 0)
      message.extensions = choose.pick([["100 to 110"], ["100 to 105", "107 to 120"], ["90 to 130"]]);
  }),
  onMessage((choose, message) => {
    message.options = choose.pick([
      [],
      ["no_standard_descriptor_accessor = true"],
      ["no_standard_descriptor_accessor = false"],
    ]);
  }),
  onEnum((choose, value) => void value.values.splice(1 + choose.next(value.values.length), 1)),
  onEnum((choose, value) => {
    const changed = value.values[choose.next(value.values.length)];
    if (changed) changed[0] = `${changed[0]}_X`;
  }),
  onEnum((choose, value) => void value.values.push([`${value.values[0]?.[0]}_ADDED`, 10 + choose.next(5)])),
  onEnum((choose, value) => {
    const [name, number] = choose.pick(value.values);
    value.values.push([`${name}_ALIAS`, number]);
    if (!value.options.includes("allow_alias = true")) value.options.push("allow_alias = true");
  }),
  onEnum((choose, value) => {
    value.reserved = choose.pick([[], ["20 to 25"], ["20 to 30, 40 to max"], ["-5 to -3"]]);
  }),
  onEnum((choose, value, file) => {
    if (isEdition(file))
      value.options.push(choose.pick(["features.enum_type = CLOSED", "features.json_format = LEGACY_BEST_EFFORT"]));
  }),
  onRpc((choose, rpc) => {
    rpc.streams = [choose.chance(50), choose.chance(50)];
  }),
  onRpc((choose, rpc, file) => {
    rpc.request = choose.pick(file.messages).name;
  }),
  onRpc((choose, rpc, file) => {
    rpc.response = choose.pick(file.messages).name;
  }),
  onRpc((choose, rpc) => {
    rpc.options = choose.pick([[], ["idempotency_level = IDEMPOTENT"]]);
  }),
  (choose, file) => void file.services[0]?.rpcs.splice(choose.next(3), 1),
  (_, file) => void file.services.pop(),
  (_, file) => void file.extend.pop(),
  (choose, file) => {
    const field = file.extend[0]?.fields[0];
    if (field) field.type = choose.pick(SCALARS);
  },
  (_, file) => {
    const field = file.extend[0]?.fields[0];
    if (field) field.name = `${field.name}_x`;
  },
  setOption,
  setOption,
  (choose, file) => {
    file.package = `${file.package}${choose.pick([".sub", "x"])}`;
  },
  removeType,
  (choose, file) => {
    const moved = choose.pick(file.messages);
    if (moved && file.messages.length > 1) rename(file, moved.name, `${moved.name}New`);
  },
];

/** Takes a message or enum out, with everything that refers to it. */
function removeType(choose: Chooser, file: File): void {
  if (choose.chance(30)) {
    const message = choose.pick(file.messages);
    if (!message) return;
    message.nested = [];
    const gone = message.enums.splice(0).map(({ name }) => name);
    message.fields = message.fields.filter(({ type }) => !gone.includes(type));
    return;
  }
  const name = choose.pick([...file.messages, ...file.enums]).name;
  if (file.messages.length + file.enums.length < 3 || (name.startsWith("E") && file.enums.length === 1)) return;
  file.messages = file.messages.filter((message) => message.name !== name);
  file.enums = file.enums.filter((value) => value.name !== name);
  file.extend = file.extend.filter(({ of }) => of !== name);
  const uses = ({ type }: Field) => type === name || type.includes(` ${name}>`);
  const clean = (message: Message): void => {
    message.fields = message.fields.filter((field) => !uses(field));
    message.nested.forEach(clean);
  };
  file.messages.forEach(clean);
  for (const service of file.services)
    service.rpcs = service.rpcs.filter(({ request, response }) => request !== name && response !== name);
}

function rename(file: File, from: string, to: string): void {
  const change = (message: Message): void => {
    if (message.name === from) message.name = to;
    for (const field of message.fields) if (field.type === from) field.type = to;
    message.nested.forEach(change);
  };
  file.messages.forEach(change);
  for (const part of file.extend) if (part.of === from) part.of = to;
  for (const { rpcs } of file.services) {
    for (const rpc of rpcs) {
      if (rpc.request === from) rpc.request = to;
      if (rpc.response === from) rpc.response = to;
    }
  }
}

/** A copy with one to three edits. It may not be valid: whoever compiles it finds out. */
export function editFile(choose: Chooser, file: File): File {
  const copy = structuredClone(file);
  for (let count = 1 + choose.next(3); count > 0; count -= 1) choose.pick(EDITS)(choose, copy);
  return copy;
}

/** The text of a file. */
export function renderFile(file: File): string {
  const head = isEdition(file) ? `edition = "${file.syntax}";` : `syntax = "${file.syntax}";`;
  return [
    head,
    `package ${file.package};`,
    ...Object.entries(file.options).map(([name, value]) => `option ${name} = ${value};`),
    ...file.enums.map((value) => renderEnum(value, file)),
    ...file.messages.map((message) => renderMessage(message, file)),
    ...file.extend.map(
      ({ of, fields }) => `extend ${of} {\n${fields.map((field) => renderField(field)).join("\n")}\n}`,
    ),
    ...file.services.map(({ name, rpcs }) => `service ${name} {\n${rpcs.map(renderRpc).join("\n")}\n}`),
    "",
  ].join("\n");
}

/** Editions write reserved names without quotes. */
const reservedText = (list: readonly string[], file: File): readonly string[] =>
  list.map((item) => `  reserved ${isEdition(file) ? item.replaceAll('"', "") : item};`);

function renderEnum(value: Enum, file: File): string {
  return [
    `enum ${value.name} {`,
    ...[...new Set(value.options)].map((option) => `  option ${option};`),
    ...value.values.map(([name, number]) => `  ${name} = ${number};`),
    ...reservedText(value.reserved, file),
    "}",
  ].join("\n");
}

function renderMessage(message: Message, file: File): string {
  const oneofs = [...new Set(message.fields.flatMap(({ oneof }) => oneof ?? []))];
  return [
    `message ${message.name} {`,
    ...message.options.map((option) => `  option ${option};`),
    ...message.enums.map((value) => renderEnum(value, file)),
    ...message.nested.map((nested) => renderMessage(nested, file)),
    ...message.fields.filter(({ oneof }) => oneof === null).map(renderField),
    ...oneofs.map(
      (name) =>
        `  oneof ${name} {\n${message.fields
          .filter(({ oneof }) => oneof === name)
          .map(renderField)
          .join("\n")}\n  }`,
    ),
    ...reservedText(message.reserved, file),
    ...message.extensions.map((range) => `  extensions ${range};`),
    "}",
  ].join("\n");
}

function renderField(field: Field): string {
  const options = Object.entries(field.options).map(([name, value]) => `${name} = ${value}`);
  const tail = options.length > 0 ? ` [${options.join(", ")}]` : "";
  const label = field.label === "" ? "" : `${field.label} `;
  if (field.type === "group") return `  ${label}group ${field.name} = ${field.number} { optional int32 inner = 1; }`;
  return `  ${label}${field.type} ${field.name} = ${field.number}${tail};`;
}

function renderRpc({ name, request, response, streams, options }: Rpc): string {
  const part = (type: string, stream: boolean | undefined) => `(${stream ? "stream " : ""}${type})`;
  const body = options.length > 0 ? ` { ${options.map((option) => `option ${option};`).join(" ")} }` : ";";
  return `  rpc ${name}${part(request, streams[0])} returns ${part(response, streams[1])}${body}`;
}
