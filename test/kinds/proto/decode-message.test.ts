import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import {
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  FieldOptionsSchema,
  file_google_protobuf_compiler_plugin,
  file_google_protobuf_descriptor,
  file_google_protobuf_struct,
} from "@bufbuild/protobuf/wkt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeEnum, decodeMessage } from "../../../src/kinds/proto/decode-message.ts";

/** What a decoder makes of bytes; refusals count as one. */
function made<T>(decode: () => T): T | "refused" {
  try {
    return decode();
  } catch {
    return "refused";
  }
}

const library = {
  message: (bytes: Uint8Array) => fromBinary(DescriptorProtoSchema, bytes),
  enum: (bytes: Uint8Array) => fromBinary(EnumDescriptorProtoSchema, bytes),
};

const FILES = [file_google_protobuf_descriptor, file_google_protobuf_compiler_plugin, file_google_protobuf_struct];
const MESSAGES = FILES.flatMap(({ proto }) => proto.messageType.map((type) => toBinary(DescriptorProtoSchema, type)));
const ENUMS = FILES.flatMap(({ proto }) => proto.enumType.map((type) => toBinary(EnumDescriptorProtoSchema, type)));

describe("decoding descriptors", () => {
  it("gives what the library gives", () => {
    expect(MESSAGES.length).toBeGreaterThan(20);
    for (const bytes of MESSAGES) expect(decodeMessage(bytes)).toStrictEqual(library.message(bytes));
    expect(ENUMS.length).toBeGreaterThan(0);
    for (const bytes of ENUMS) expect(decodeEnum(bytes)).toStrictEqual(library.enum(bytes));
  });

  it("keeps what is set apart from what is not", () => {
    const bytes = toBinary(
      DescriptorProtoSchema,
      create(DescriptorProtoSchema, { name: "M", field: [{ name: "f", defaultValue: "" }] }),
    );
    const [field] = decodeMessage(bytes).field;
    expect(field && Object.keys(field)).toEqual(["$typeName", "name", "defaultValue"]);
    expect(field).toMatchObject({ number: 0, typeName: "", oneofIndex: 0 });
  });

  it("keeps custom options as they stand", () => {
    const custom = [
      { no: 1052, wireType: WireType.Varint, data: Uint8Array.of(2) },
      { no: 1055, wireType: WireType.LengthDelimited, data: Uint8Array.of(1, 65) },
      { no: 70_000, wireType: WireType.Bit32, data: Uint8Array.of(1, 2, 3, 4) },
    ];
    for (const count of [1, 2, 3]) {
      const options = create(FieldOptionsSchema);
      options.$unknown = custom.slice(0, count);
      const type = create(DescriptorProtoSchema, { field: [{ name: "f", options }] });
      const bytes = Buffer.from(toBinary(DescriptorProtoSchema, type));
      expect(decodeMessage(bytes)).toStrictEqual(library.message(bytes));
      expect(decodeMessage(bytes).field[0]?.options?.$unknown).toHaveLength(count);
    }
  });

  it("leaves to the library what compilers do not write", () => {
    const values = [{ name: "µ", number: -1 }, { name: "BIG", number: 2 ** 31 - 1 }, { number: 0 }];
    const type = create(EnumDescriptorProtoSchema, { name: "E", value: values });
    const bytes = toBinary(EnumDescriptorProtoSchema, type);
    expect(decodeEnum(bytes)).toStrictEqual(library.enum(bytes));
    expect(decodeEnum(bytes).value.map(({ number }) => number)).toEqual([-1, 2 ** 31 - 1, 0]);
    let deep = create(DescriptorProtoSchema, { name: "M" });
    for (let depth = 0; depth < 80; depth += 1) deep = create(DescriptorProtoSchema, { nestedType: [deep] });
    const nested = toBinary(DescriptorProtoSchema, deep);
    expect(decodeMessage(nested)).toStrictEqual(library.message(nested));
  });

  it("takes and refuses the same bytes as the library, whatever they are", () => {
    const edited = fc
      .tuple(fc.constantFrom(...MESSAGES), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.nat())
      .map(([bytes, edits, cut]) => {
        const copy = Uint8Array.from(bytes);
        for (const [at, byte] of edits) copy[at % copy.length] = byte;
        return cut % 3 === 0 ? copy.subarray(0, cut % copy.length) : copy;
      });
    fc.assert(
      fc.property(fc.oneof(edited, fc.uint8Array({ maxLength: 40 })), (given) => {
        const bytes = Buffer.from(given);
        expect(made(() => decodeMessage(bytes))).toStrictEqual(made(() => library.message(bytes)));
        expect(made(() => decodeEnum(bytes))).toStrictEqual(made(() => library.enum(bytes)));
      }),
      { numRuns: 2000 },
    );
  });
});
