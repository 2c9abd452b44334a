/** Scalar types of the language, by their names in .proto files. */
export const SCALARS = [
  "double",
  "float",
  "int64",
  "uint64",
  "int32",
  "fixed64",
  "fixed32",
  "bool",
  "string",
  "bytes",
  "uint32",
  "sfixed32",
  "sfixed64",
  "sint32",
  "sint64",
] as const;

/** Name of a scalar type. */
export type Scalar = (typeof SCALARS)[number];

/** What one value of a field is; `group` is a message between group tags (proto2 groups, DELIMITED). */
export type WireType = Scalar | "enum" | "message" | "group";

/** How often a field stands, and whether its absence can be told from its default. */
export type Cardinality = "explicit" | "implicit" | "required" | "repeated" | "map";

/** A field as the wire needs it, features resolved. Plain JSON: it travels in a witness. */
export interface WireField {
  readonly number: number;
  /** Name in the .proto file; `[full.name]` for an extension. */
  readonly name: string;
  /** Effective JSON name. */
  readonly json: string;
  readonly type: WireType;
  readonly card: Cardinality;
  /** Full name of the enum or message meant by `type`. */
  readonly ref?: string;
  /** Type of the keys of a map; `type` is then the type of its values. */
  readonly key?: Scalar;
  readonly packed?: true;
  /** Strings must be UTF-8. */
  readonly utf8?: true;
  /** Name of the real oneof it is a member of. */
  readonly oneof?: string;
  /** Explicit default: integers in decimal, bytes in base64, floats as `nan`, `inf`, `-inf` or decimal. */
  readonly default?: string | boolean;
}

/** A message type. */
export interface WireMessage {
  readonly fields: readonly WireField[];
  /** Written as a MessageSet: its extensions stand in groups of their own. */
  readonly set?: true;
}

/** An enum type: values in the order of declaration. */
export interface WireEnum {
  readonly closed: boolean;
  readonly values: readonly (readonly [name: string, number: number])[];
}

/** Types by full name: all that reading, writing and replaying needs. */
export interface WireSchema {
  readonly messages: Readonly<Record<string, WireMessage>>;
  readonly enums: Readonly<Record<string, WireEnum>>;
}

/** A message type with its fields found fast. */
export interface MessageView {
  readonly name: string;
  readonly fields: readonly WireField[];
  readonly byNumber: ReadonlyMap<number, WireField>;
  /** By JSON name and by the name in the .proto file: parsers of ProtoJSON accept both. */
  readonly byKey: ReadonlyMap<string, WireField>;
  readonly required: readonly WireField[];
  /** Is it written as a MessageSet? */
  readonly isSet: boolean;
}

/** An enum type with its values found fast. */
export interface EnumView {
  readonly name: string;
  readonly closed: boolean;
  readonly values: readonly (readonly [name: string, number: number])[];
  /** First declared name of a number. */
  readonly nameOf: ReadonlyMap<number, string>;
  readonly numberOf: ReadonlyMap<string, number>;
}

/** Where types are looked up. Throws RangeError for a name that is not there. */
export interface SchemaView {
  message(name: string): MessageView;
  enum(name: string): EnumView;
}

/** The index of a message type. */
export function viewMessage(name: string, message: WireMessage): MessageView {
  const byKey = new Map(message.fields.map((field) => [field.name, field]));
  for (const field of message.fields) byKey.set(field.json, field);
  return {
    name,
    fields: message.fields,
    byNumber: new Map(message.fields.map((field) => [field.number, field])),
    byKey,
    required: message.fields.filter((field) => field.card === "required"),
    isSet: message.set === true,
  };
}

/**
 * The field of a type that another version's field is in JSON: by its key; of two with one key, which proto2 allows, the
 * one of its number.
 */
export function underSameKey(view: MessageView, { number, json }: WireField): WireField | undefined {
  const same = view.byNumber.get(number);
  return same?.json === json ? same : view.byKey.get(json);
}

/** The index of an enum type. */
export function viewEnum(name: string, value: WireEnum): EnumView {
  const nameOf = new Map<number, string>();
  for (const [label, number] of value.values) if (!nameOf.has(number)) nameOf.set(number, label);
  return { name, closed: value.closed, values: value.values, nameOf, numberOf: new Map(value.values) };
}

/** Looks types up in a plain schema, indexing each once. */
export function viewSchema(schema: WireSchema): SchemaView {
  return viewBy(
    (name) => (Object.hasOwn(schema.messages, name) ? schema.messages[name] : undefined),
    (name) => (Object.hasOwn(schema.enums, name) ? schema.enums[name] : undefined),
  );
}

/** A view over two look-ups, each asked once per name. */
export function viewBy(
  findMessage: (name: string) => WireMessage | undefined,
  findEnum: (name: string) => WireEnum | undefined,
): SchemaView {
  return {
    message: once((name) => {
      const found = findMessage(name);
      return found && viewMessage(name, found);
    }),
    enum: once((name) => {
      const found = findEnum(name);
      return found && viewEnum(name, found);
    }),
  };
}

function once<T>(make: (name: string) => T | undefined): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    if (value === undefined) throw new RangeError(`the schema has no type ${name}`);
    known.set(name, value);
    return value;
  };
}

/** What a field is apart from its type: one value, a list, or a map. */
export type Shape = "one" | "list" | "map";

/** Shape of a field. */
export const shapeOf = ({ card }: WireField): Shape => (card === "repeated" ? "list" : card === "map" ? "map" : "one");

/** True for a type whose values are messages. */
export const isMessageType = (type: WireType): type is "message" | "group" => type === "message" || type === "group";
