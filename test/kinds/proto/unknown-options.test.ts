import { create, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import {
  FileDescriptorSetSchema,
  file_google_protobuf_descriptor,
  FieldDescriptorProto_Label as Label,
  MessageOptionsSchema,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { diff, memory } from "./fixture.ts";

const [KNOWN, UNKNOWN] = [50001, 50002];

/** A set in which a message has an option that the set declares and one that it does not. */
function setWith(known: string, unknown: string) {
  const options = create(MessageOptionsSchema);
  options.$unknown = [[KNOWN, known] as const, [UNKNOWN, unknown] as const].map(([no, text]) => ({
    ...{ no, wireType: WireType.LengthDelimited },
    data: Uint8Array.from([text.length, ...Buffer.from(text)]),
  }));
  const extension = {
    ...{ name: "known", number: KNOWN, type: Type.STRING, label: Label.OPTIONAL, jsonName: "known" },
    extendee: ".google.protobuf.MessageOptions",
  };
  const dependency = [file_google_protobuf_descriptor.proto.name];
  const own = {
    name: "a.proto",
    package: "a",
    dependency,
    messageType: [{ name: "M", options }],
    extension: [extension],
  };
  const set = create(FileDescriptorSetSchema, { file: [file_google_protobuf_descriptor.proto, own] });
  return memory({ "a.binpb": toBinary(FileDescriptorSetSchema, set) }, "a.binpb");
}

test("a custom option that the set does not declare is compared by its bytes, beside one that it declares", async () => {
  const changed = async (known: string, unknown: string) =>
    (await diff(setWith("a", "b"), setWith(known, unknown)))
      .filter(({ direction }) => direction === "backward")
      .map(({ id, level, element }) => `${level} ${id} ${element}`);
  expect(await changed("a", "b")).toEqual([]);
  expect(await changed("x", "b")).toEqual(["risky proto.option.changed a.M.(a.known)"]);
  expect(await changed("a", "y")).toEqual(["risky proto.option.changed a.M.raw"]);
});
