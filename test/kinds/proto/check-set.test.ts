import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { memory } from "./fixture.ts";

type File = MessageInitShape<typeof FileDescriptorProtoSchema>;

const load = (...file: File[]) =>
  proto.load(
    memory({ "a.binpb": toBinary(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file })) }, "a.binpb"),
    DEFAULT_LOAD,
  );

const field = (name: string, number: number, type: Type = Type.INT32, defaultValue?: string) => ({
  ...{ name, number, type, label: 1 },
  ...(defaultValue !== undefined && { defaultValue }),
});
const message = (...fields: ReturnType<typeof field>[]) => ({ name: "M", field: fields });
const file = (more: Partial<File>): File => ({ name: "a.proto", package: "p", ...more }) as File;
const open = { ...message(), extensionRange: [{ start: 100, end: 200 }] };
const extend = (name: string, number: number) => ({ ...field(name, number), extendee: ".p.M" });
const call = { name: "Do", inputType: ".p.M", outputType: ".p.M" };

describe("a descriptor set that no compiler made", () => {
  it.each<readonly [string, RegExp, readonly File[]]>([
    [
      "two files of one name",
      /two different files a\.proto/,
      [file({ messageType: [message()] }), file({ messageType: [message(field("a", 1))] })],
    ],
    [
      "a type in two files",
      /p\.M is declared twice, in a\.proto and b\.proto/,
      [file({ messageType: [message()] }), file({ name: "b.proto", messageType: [message(field("a", 1))] })],
    ],
    ["a type twice in one file", /p\.M is declared twice/, [file({ messageType: [message(), message()] })]],
    [
      "a method twice",
      /p\.S\/Do is declared twice/,
      [file({ messageType: [message()], service: [{ name: "S", method: [call, call] }] })],
    ],
    ["a number twice", /number 1/, [file({ messageType: [message(field("a", 1), field("b", 1))] })]],
    ["a name twice", /two fields a/, [file({ messageType: [message(field("a", 1), field("a", 2))] })]],
    ["the number 0", /number 0/, [file({ messageType: [message(field("a", 0))] })]],
    ["a negative number", /number -1/, [file({ messageType: [message(field("a", -1))] })]],
    ["a number that is too large", /number 536870912/, [file({ messageType: [message(field("a", 2 ** 29))] })]],
    [
      "a field without a type",
      /a has no type/,
      [file({ messageType: [{ name: "M", field: [{ name: "a", number: 1, label: 1 }] }] })],
    ],
    [
      "a field of a type that there is not",
      /a has no type/,
      [file({ messageType: [message(field("a", 1, 99 as Type))] })],
    ],
    [
      "two extensions of one number",
      /two extensions of p\.M have the number 100/,
      [file({ messageType: [open], extension: [extend("x", 100), extend("y", 100)] })],
    ],
    ...(
      [
        [Type.BYTES, "\\x"],
        [Type.INT32, "many"],
        [Type.INT32, ""],
        [Type.DOUBLE, ""],
        [Type.INT32, "nan"],
        [Type.INT32, "2147483648"],
        [Type.SINT32, "-2147483649"],
        [Type.UINT32, "-1"],
        [Type.FIXED64, "18446744073709551616"],
        [Type.INT64, "0x10"],
        [Type.INT64, "many"],
        [Type.DOUBLE, "many"],
      ] as const
    ).map(
      ([type, text]) =>
        [
          `${JSON.stringify(text)} as a default of ${Type[type]}`,
          /a default that is none of its values/,
          [file({ messageType: [message(field("a", 1, type, text))] })],
        ] as const,
    ),
  ])("is refused with %s", async (_, words, files) => {
    await expect(load(...files)).rejects.toMatchObject({ code: "E_SYNTAX", message: expect.stringMatching(words) });
  });

  it("is taken with one file twice, as sets are put together", async () => {
    const one = file({
      messageType: [
        message(
          field("a", 1, Type.DOUBLE, "nan"),
          field("b", 2, Type.INT64, "-9223372036854775808"),
          field("c", 3, Type.STRING, ""),
        ),
      ],
    });
    await expect(load(one, one)).resolves.toBeDefined();
  });
});
