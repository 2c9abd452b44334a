import { clone, create, createFileRegistry, type DescMessage } from "@bufbuild/protobuf";
import {
  DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_descriptor,
} from "@bufbuild/protobuf/wkt";
import { FILE_BUF_EXTENSION, IS_IMPORT } from "../load-set.ts";

const field = (name: string, number: number, type: FieldDescriptorProto_Type, typeName = "") =>
  create(FieldDescriptorProtoSchema, {
    ...{ name, number, type, typeName },
    label: FieldDescriptorProto_Label.OPTIONAL,
    jsonName: name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
  });

/**
 * The schema of an image of buf: a FileDescriptorSet whose files have a `buf_extension`, so that what it says of imports
 * outlives the way from a text to bytes. Source: buf.alpha.image.v1, https://buf.build/bufbuild/buf.
 */
export function imageSchema(): DescMessage {
  const file = clone(FileDescriptorProtoSchema, file_google_protobuf_descriptor.proto);
  const { BOOL, MESSAGE } = FieldDescriptorProto_Type;
  file.messageType.push(
    create(DescriptorProtoSchema, { name: "ImageFileExtension", field: [field("is_import", IS_IMPORT, BOOL)] }),
  );
  const files = file.messageType.find(({ name }) => name === "FileDescriptorProto");
  files?.field.push(field("buf_extension", FILE_BUF_EXTENSION, MESSAGE, ".google.protobuf.ImageFileExtension"));
  const schema = createFileRegistry(file, () => undefined).getMessage("google.protobuf.FileDescriptorSet");
  if (!schema) throw new Error("descriptor.proto declares it");
  return schema;
}
