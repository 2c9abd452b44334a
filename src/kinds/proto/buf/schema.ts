import type { DescEnum, DescExtension, DescField, DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import type { AnyField, ProtoModel } from "../model.ts";

/**
 * One side as buf looks at it: elements by the names that it pairs them by. Imports are part of it; the messages
 * that stand for entries of maps are too.
 */
export interface BufSchema {
  readonly model: ProtoModel;
  readonly files: ReadonlyMap<string, DescFile>;
  readonly enums: ReadonlyMap<string, DescEnum>;
  readonly messages: ReadonlyMap<string, BufMessage>;
  readonly services: ReadonlyMap<string, DescService>;
  /** By `extendee number`. */
  readonly extensions: ReadonlyMap<string, DescExtension>;
  /** Names within their package, by file path. */
  readonly inFile: ReadonlyMap<string, Nested>;
  /** Names within their package, by package. */
  readonly inPackage: ReadonlyMap<string, Nested>;
}

/** A message; for an entry of a map, the field that it stands for. */
export interface BufMessage {
  readonly name: string;
  readonly fullName: string;
  readonly fields: readonly BufField[];
  readonly desc: DescMessage | null;
  readonly file: DescFile;
  /** The map field, where this is an entry. */
  readonly entryOf: DescField | null;
}

/** A field with what buf compares of it. `half`: the key or value of a map entry, which has no descriptor. */
export interface BufField {
  readonly desc: AnyField;
  readonly half: "key" | "value" | null;
}

/** What a file or a package declares, by name within the package. */
export interface Nested {
  readonly enums: Map<string, DescEnum>;
  readonly messages: Map<string, BufMessage>;
  readonly services: Map<string, DescService>;
  readonly extensions: Map<string, DescExtension>;
}

const emptyNested = (): Nested => ({
  enums: new Map(),
  messages: new Map(),
  services: new Map(),
  extensions: new Map(),
});

/** Indexes the files of a model that are asked for. */
export function indexModel(model: ProtoModel, keep: (file: DescFile) => boolean): BufSchema {
  const files = new Map([...model.registry.files].filter(keep).map((file) => [file.proto.name, file] as const));
  const inFile = new Map<string, Nested>();
  const inPackage = new Map<string, Nested>();
  for (const [path, file] of files) {
    const nested = nestedOf(file);
    inFile.set(path, nested);
    const whole = inPackage.get(file.proto.package) ?? emptyNested();
    merge(whole, nested);
    inPackage.set(file.proto.package, whole);
  }
  const all = [...inFile.values()];
  return {
    model,
    files,
    inFile,
    inPackage,
    enums: new Map(all.flatMap(({ enums }) => [...enums.values()].map((type) => [type.typeName, type] as const))),
    messages: new Map(
      all.flatMap(({ messages }) => [...messages.values()].map((type) => [type.fullName, type] as const)),
    ),
    services: new Map(
      all.flatMap(({ services }) => [...services.values()].map((type) => [type.typeName, type] as const)),
    ),
    extensions: new Map(
      all.flatMap(({ extensions }) =>
        [...extensions.values()].map((type) => [`${type.extendee.typeName} ${type.number}`, type] as const),
      ),
    ),
  };
}

function merge(into: Nested, from: Nested): void {
  for (const [name, type] of from.enums) into.enums.set(name, type);
  for (const [name, type] of from.messages) into.messages.set(name, type);
  for (const [name, type] of from.services) into.services.set(name, type);
  for (const [name, type] of from.extensions) into.extensions.set(name, type);
}

function nestedOf(file: DescFile): Nested {
  const nested = emptyNested();
  const prefix = file.proto.package === "" ? 0 : file.proto.package.length + 1;
  const local = (fullName: string) => fullName.slice(prefix);
  const addMessage = (desc: DescMessage): void => {
    nested.messages.set(local(desc.typeName), plainMessage(desc));
    for (const type of desc.nestedEnums) nested.enums.set(local(type.typeName), type);
    for (const type of desc.nestedExtensions) nested.extensions.set(local(type.typeName), type);
    for (const field of desc.fields) {
      if (field.fieldKind !== "map") continue;
      const entry = entryMessage(desc, field);
      nested.messages.set(local(entry.fullName), entry);
    }
    for (const type of desc.nestedMessages) addMessage(type);
  };
  for (const type of file.enums) nested.enums.set(local(type.typeName), type);
  for (const type of file.extensions) nested.extensions.set(local(type.typeName), type);
  for (const type of file.services) nested.services.set(local(type.typeName), type);
  for (const type of file.messages) addMessage(type);
  return nested;
}

const plainMessage = (desc: DescMessage): BufMessage => ({
  name: desc.name,
  fullName: desc.typeName,
  fields: desc.fields.map((field) => ({ desc: field, half: null })),
  desc,
  file: desc.file,
  entryOf: null,
});

function entryMessage(parent: DescMessage, field: DescField): BufMessage {
  const fullName = field.proto.typeName.replace(/^\./, "");
  return {
    name: fullName.slice(fullName.lastIndexOf(".") + 1),
    fullName,
    fields: [
      { desc: field, half: "key" },
      { desc: field, half: "value" },
    ],
    desc: null,
    file: parent.file,
    entryOf: field,
  };
}

/** Number of a field; 1 and 2 for the halves of a map entry. */
export const numberOf = ({ desc, half }: BufField): number => (half === "key" ? 1 : half === "value" ? 2 : desc.number);

/** Name of a field; `key` and `value` for the halves of a map entry. */
export const nameOf = ({ desc, half }: BufField): string => half ?? desc.proto.name;
