import { type Chooser, chooser } from "./generate.ts";
import type { Tree } from "./pairs.ts";

/** A file of a tree whose files need each other. */
interface Drawn {
  readonly syntax: "proto2" | "proto3" | "2023";
  readonly package: string;
  readonly imports: { readonly index: number; isPublic: boolean }[];
  /** Texts of the declarations by name. */
  readonly declared: Map<string, string>;
  readonly options: string[];
}

const nameOf = (index: number): string => `${index % 3 === 0 ? "a/" : ""}f${index}.proto`;
const enumValue = (file: number, name: string, value: number) => `V${file}_${name.toUpperCase()}_${value}`;

/** What a file can name: its own declarations and those of the files that it imports. */
function visible(files: readonly Drawn[], index: number, kind: string): readonly string[] {
  const seen = new Set([index]);
  const add = (at: number, all: boolean): void => {
    for (const { index: next, isPublic } of files[at]?.imports ?? []) {
      if ((!all && !isPublic) || seen.has(next)) continue;
      seen.add(next);
      add(next, false);
    }
  };
  add(index, true);
  return [...seen].flatMap((at) => {
    const file = files[at];
    return [...(file?.declared.keys() ?? [])]
      .filter((name) => name.startsWith(kind))
      .map((name) => `${file?.package}.${name}`);
  });
}

const label = ({ syntax }: Drawn): string => (syntax === "proto2" ? "optional " : "");

function message(choose: Chooser, files: readonly Drawn[], index: number, file: Drawn): string {
  const fields = Array.from({ length: 1 + choose.next(4) }, (_, at) => {
    const items = [...visible(files, index, "Item"), ...visible(files, index, "Page")];
    const kinds = visible(files, index, "Kind");
    const type = choose.chance(45) && items.length > 0 ? choose.pick(items) : null;
    const other = choose.chance(30) && kinds.length > 0 ? choose.pick(kinds) : choose.pick(["int32", "string", "bool"]);
    const marks = visible(files, index, "mark");
    const mark = marks.length > 0 && choose.chance(25) ? ` [(${choose.pick(marks)}) = {x: ${choose.next(3)}}]` : "";
    return `  ${choose.chance(20) ? "repeated " : label(file)}${type ?? other} n${at} = ${at + 1}${mark};`;
  });
  const open = file.syntax !== "proto3" && choose.chance(50) ? ["  extensions 100 to 200;"] : [];
  return `{\n${[...fields, ...open].join("\n")}\n}`;
}

const enumBody = (choose: Chooser, index: number, name: string): string =>
  `{\n${Array.from({ length: 1 + choose.next(3) }, (_, at) => `  ${enumValue(index, name, at)} = ${at};`).join("\n")}\n}`;

function service(choose: Chooser, files: readonly Drawn[], index: number): string {
  const types = ["Item", "Page"].flatMap((kind) => visible(files, index, kind));
  const stream = () => (choose.chance(20) ? "stream " : "");
  const method = (at: number) =>
    `  rpc Call${at}(${stream()}${choose.pick(types)}) returns (${stream()}${choose.pick(types)});`;
  return `{\n${[0, 1].map(method).join("\n")}\n}`;
}

/** Writes one declaration: what its name begins with says what it is. */
function declare(choose: Chooser, files: readonly Drawn[], index: number, name: string): string | null {
  const file = files[index] as Drawn; // drawn before
  if (name.startsWith("Kind")) return `enum ${name} ${enumBody(choose, index, name)}`;
  if (name.startsWith("Item") || name.startsWith("Page")) {
    if (!file.declared.has(name)) file.declared.set(name, "");
    return `message ${name} ${message(choose, files, index, file)}`;
  }
  if (name.startsWith("Ask")) return `service ${name} ${service(choose, files, index)}`;
  if (name.startsWith("mark"))
    return `message X${name} { ${label(file)}int32 x = 1; }\nextend google.protobuf.FieldOptions { ${label(file)}X${name} ${name} = ${50_000 + index * 10 + choose.next(2)}; }`;
  const open = visible(files, index, "Item").filter((type) => {
    const at = files.findIndex(
      ({ package: name }, number) =>
        type.startsWith(`${name}.`) && files[number]?.declared.has(type.slice(name.length + 1)),
    );
    return files[at]?.declared.get(type.slice((files[at]?.package.length ?? 0) + 1))?.includes("extensions 100");
  });
  const values = visible(files, index, "Item");
  if (open.length === 0 || file.syntax === "proto3" || values.length === 0) return null;
  return `extend ${choose.pick(open)} { ${label(file)}${choose.pick(values)} ${name.toLowerCase()} = ${100 + index * 5 + choose.next(5)}; }`;
}

function draw(choose: Chooser, count: number): Drawn[] {
  const files: Drawn[] = [];
  for (let index = 0; index < count; index += 1) {
    const below = Array.from({ length: index }, (_, at) => at).filter(() => choose.chance(120 / (index + 1)));
    files.push({
      syntax: choose.pick(["proto2", "proto3", "2023"]),
      package: choose.pick(["one", "two", `own.p${index}`]),
      imports: below.map((at) => ({ index: at, isPublic: choose.chance(25) })),
      declared: new Map(),
      options: [],
    });
    const names = [
      `Item${index}`,
      `Kind${index}`,
      `Item${index}b`,
      `mark${index}`,
      `Page${index}`,
      `Ext${index}`,
      `Ask${index}`,
    ];
    for (const name of names)
      if (choose.chance(name.startsWith("Item") ? 95 : 50)) redeclare(choose, files, index, name);
  }
  return files;
}

function redeclare(choose: Chooser, files: readonly Drawn[], index: number, name: string): void {
  const text = declare(choose, files, index, name);
  if (text === null) files[index]?.declared.delete(name);
  else files[index]?.declared.set(name, text);
}

/** One edit of what one file says; of some of them nothing but the layout changes. */
function edit(choose: Chooser, files: Drawn[]): void {
  const index = choose.next(files.length);
  const file = files[index];
  if (!file) return;
  const names = [...file.declared.keys()];
  const action = choose.next(10);
  if (action < 5 && names.length > 0) redeclare(choose, files, index, choose.pick(names));
  else if (action === 5 && names.length > 1) file.declared.delete(choose.pick(names));
  else if (action === 6) redeclare(choose, files, index, `${choose.pick(["Item", "Page", "Kind", "Ask"])}${index}n`);
  else if (action === 7 && file.imports.length > 0) {
    const changed = choose.pick(file.imports);
    changed.isPublic = !changed.isPublic;
  } else if (action === 8) file.options.push(`option go_package = "example.com/p${choose.next(9)}";`);
  else file.options.push("/* nothing that matters */  // at all");
}

function render(files: readonly Drawn[]): Tree {
  return Object.fromEntries(
    files.map((file, index) => {
      const syntax = file.syntax === "2023" ? 'edition = "2023";' : `syntax = "${file.syntax}";`;
      const imports = file.imports.map(
        ({ index: at, isPublic }) => `import ${isPublic ? "public " : ""}"${nameOf(at)}";`,
      );
      const lines = [syntax, `package ${file.package};`, ...imports, 'import "google/protobuf/descriptor.proto";'];
      return [nameOf(index), `${[...lines, ...file.options, ...file.declared.values()].join("\n")}\n`];
    }),
  );
}

const copy = (files: readonly Drawn[]): Drawn[] =>
  files.map((file) => ({
    ...file,
    imports: file.imports.map((item) => ({ ...item })),
    declared: new Map(file.declared),
    options: [...file.options],
  }));

/** Two trees of files that import each other, the second after one to three edits; not all of them compile. */
export function linkedTrees(seed: number): { readonly before: Tree; readonly after: Tree } {
  const choose = chooser(seed * 6271 + 5);
  const before = draw(choose, 5 + choose.next(5));
  const after = copy(before);
  for (let edits = 1 + choose.next(3); edits > 0; edits -= 1) edit(choose, after);
  return { before: render(before), after: render(after) };
}
