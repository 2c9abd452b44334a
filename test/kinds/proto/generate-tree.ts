import { type Chooser, editFile, type Field, type File, generateFile, type Message, renderFile } from "./generate.ts";

/** Files of a few packages that import each other, by path. */
type Files = Record<string, File>;

const mangle = (name: string, suffix: string): string => (/^[MES]\d?$/.test(name) ? `${name}${suffix}` : name);

/** Gives the types of a file names that no other file of its package has. */
function suffixed(file: File, suffix: string): File {
  const inType = (type: string): string => type.replace(/\b[ME]\d\b/g, (name) => mangle(name, suffix));
  const inMessage = (message: Message): void => {
    message.name = mangle(message.name, suffix);
    for (const field of message.fields) field.type = inType(field.type);
    for (const value of message.enums) if (value.name !== "N") value.name = mangle(value.name, suffix);
    message.nested.forEach(inMessage);
  };
  file.messages.forEach(inMessage);
  for (const value of file.enums) {
    value.name = mangle(value.name, suffix);
    value.values = value.values.map(([name, number]) => [`${name}${suffix}`, number]);
  }
  for (const message of file.messages)
    for (const field of message.fields)
      if (/^E\d/.test(field.options.default ?? "")) field.options.default = `${field.options.default}${suffix}`;
  for (const part of file.extend) {
    part.of = mangle(part.of, suffix);
    for (const field of part.fields) field.name = `${field.name}${suffix}`;
  }
  for (const service of file.services) {
    service.name = mangle(service.name, suffix);
    for (const rpc of service.rpcs) {
      rpc.request = mangle(rpc.request, suffix);
      rpc.response = mangle(rpc.response, suffix);
    }
  }
  return file;
}

/** Two or three files; the first two share a package, the third has one of its own. */
export function generateTree(choose: Chooser, name: string): Files {
  const files: Files = {};
  const count = 2 + choose.next(2);
  for (let index = 0; index < count; index += 1) {
    const own = index < 2 ? `${name}.v1` : choose.pick([`${name}.v1beta1`, `${name}.other`]);
    files[`${name}/${"abc"[index]}.proto`] = suffixed(generateFile(choose, own), "abc"[index] ?? "");
  }
  return files;
}

type TreeEdit = (choose: Chooser, files: Files, name: string) => void;

/** Moves one thing of a kind from one file to another. */
const moving =
  (kind: "messages" | "enums" | "services" | "extend"): TreeEdit =>
  (choose, files) => {
    const [from, to] = [choose.pick(Object.values(files)), choose.pick(Object.values(files))];
    if (from === to || from.syntax !== to.syntax) return;
    const [moved] = (from[kind] as unknown[]).splice(choose.next(from[kind].length || 1), 1);
    if (moved) (to[kind] as unknown[]).push(moved); // of the same kind
  };

const editing: TreeEdit = (choose, files) => {
  const path = choose.pick(Object.keys(files));
  files[path] = editFile(choose, files[path] as File);
};

const NEXT = { proto2: "2023", proto3: "2023", "2023": "2024", "2024": "2023" } as const;

/** The same meaning in the next edition, as far as that is easy to say. */
const migrating: TreeEdit = (choose, files) => {
  const file = choose.pick(Object.values(files));
  const from = file.syntax;
  file.syntax = NEXT[from];
  const inField = (field: Field): void => {
    if (field.label === "required") field.options["features.field_presence"] = "LEGACY_REQUIRED";
    if (field.label === "" && from === "proto3" && field.oneof === null && !/^(?:map|[ME]\d)/.test(field.type))
      field.options["features.field_presence"] = "IMPLICIT";
    if (field.label !== "repeated") field.label = "";
    if (field.type === "group") field.type = "string";
    if (file.syntax === "2024") delete field.options.ctype;
  };
  const inMessage = (message: Message): void => {
    message.fields.forEach(inField);
    message.nested.forEach(inMessage);
  };
  file.messages.forEach(inMessage);
  for (const { fields } of file.extend) fields.forEach(inField);
  for (const option of ["java_multiple_files", "java_string_check_utf8"]) delete file.options[option];
};

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  java_outer_classname: ['"A"', '"B"', '""'],
  php_class_prefix: ['"A"', '"B \\"q\\""'],
  php_metadata_namespace: ['"A\\\\B"', '"\\x01\\t"'],
  py_generic_services: ["true", "false"],
  java_generic_services: ["true", "false"],
  optimize_for: ["SPEED", "CODE_SIZE", "LITE_RUNTIME"],
};

const EDITS: readonly TreeEdit[] = [
  ...Array.from({ length: 16 }, () => editing),
  moving("messages"),
  moving("enums"),
  moving("services"),
  moving("extend"),
  migrating,
  (choose, files) => void delete files[choose.pick(Object.keys(files).slice(1))],
  (choose, files) => {
    const path = choose.pick(Object.keys(files));
    files[path.replace(".proto", "_moved.proto")] = files[path] as File;
    delete files[path];
  },
  (choose, files, name) => {
    choose.pick(Object.values(files)).package = choose.pick([`${name}.v1`, `${name}.v2`, `${name}.v1beta1`]);
  },
  (choose, files) => {
    const name = choose.pick(Object.keys(OPTIONS));
    choose.pick(Object.values(files)).options[name] = choose.pick(OPTIONS[name] ?? []);
  },
  (choose, files) => {
    const message = choose.pick(choose.pick(Object.values(files)).messages);
    const inner = message?.nested.pop();
    if (!message || !inner) return;
    message.fields = message.fields.filter(({ type }) => type !== inner.name);
  },
  (choose, files) => {
    const [value] = choose.pick(Object.values(files)).enums;
    value?.values.push([`${value.values[0]?.[0]}_NEGATIVE`, -1 - choose.next(3)]);
  },
];

/** A copy with one to six edits. */
export function editTree(choose: Chooser, files: Files, name: string): Files {
  const copy = structuredClone(files);
  for (let count = 1 + choose.next(6); count > 0; count -= 1) choose.pick(EDITS)(choose, copy, name);
  return copy;
}

/** Texts by path, with the imports that they need, written in many ways. */
export function renderTree(choose: Chooser, files: Files): Record<string, string> {
  const home = new Map<string, string>();
  for (const [path, file] of Object.entries(files))
    for (const { name } of [...file.messages, ...file.enums]) home.set(`${file.package}.${name}`, path);
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => {
      const text = renderFile(file);
      const used = [...home].flatMap(([name, other]) =>
        other !== path &&
        name.startsWith(`${file.package}.`) &&
        new RegExp(`\\b${name.slice(file.package.length + 1)}\\b`).test(text)
          ? other
          : [],
      );
      const imports = [...new Set(used)].map((other) => `import "${other}";\n`).join("");
      const head = text.indexOf(";\n") + 2;
      return [path, dressed(choose, text.slice(0, head) + imports + text.slice(head))];
    }),
  );
}

const SPACES = ["\t", "  ", "\n", " /* \u00e9\u6f22 */ ", " // \ud83d\ude00\n\t", "\r\n", " \t "];

/** The same text with other white space, comments between the words, and features in message literals. */
function dressed(choose: Chooser, text: string): string {
  const literal = text.replace(/(\[|option )features\.(\w+) = (\w+)(\]|;)/g, (whole, start, name, value, end) =>
    choose.chance(50) ? `${start}features = { ${name}: ${value} }${end}` : whole,
  );
  if (choose.chance(40)) return literal;
  return literal.replace(/"(?:\\.|[^"\\])*"|[ \n]+/g, (part) =>
    part.startsWith('"') || !choose.chance(12) ? part : choose.pick(SPACES),
  );
}
