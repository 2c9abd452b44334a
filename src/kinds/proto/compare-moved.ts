import type { DescMessage } from "@bufbuild/protobuf";
import { groupBy } from "../../core/group.ts";

/**
 * Pairs types that are gone with types that are new: by their name in another package, else by having the very same
 * fields, where only one on each side does. Their bytes are then the same, whoever meant what.
 */
export function pairMoved(
  olds: readonly DescMessage[],
  news: readonly DescMessage[],
): readonly (readonly [DescMessage, DescMessage])[] {
  const named = groupBy(news, localName);
  const byName = olds.flatMap((type) => {
    const [only, second] = named.get(localName(type)) ?? [];
    return only && !second ? [[type, only] as const] : [];
  });
  const paired = new Set(byName.flat());
  const isLeft = (type: DescMessage): boolean => !paired.has(type) && type.fields.length > 0;
  const [before, after] = [groupBy(olds.filter(isLeft), fieldsOf), groupBy(news.filter(isLeft), fieldsOf)];
  const byFields = [...before].flatMap(([fields, [old, another]]) => {
    const [next, second] = after.get(fields) ?? [];
    return old && next && !another && !second ? [[old, next] as const] : [];
  });
  return [...byName, ...byFields];
}

const localName = (type: DescMessage): string =>
  type.file.proto.package === "" ? type.typeName : type.typeName.slice(type.file.proto.package.length + 1);

/** The fields of a type as a text; what it says of itself and of types within it is said without its name. */
function fieldsOf({ proto, typeName }: DescMessage): string {
  const self = `.${typeName}`;
  const isWithin = (name: string): boolean => name === self || name.startsWith(`${self}.`);
  const fields = proto.field.map((field) => {
    const type = isWithin(field.typeName) ? field.typeName.slice(self.length) : field.typeName;
    return [field.number, field.name, field.jsonName, field.label, field.type, type, field.proto3Optional];
  });
  return JSON.stringify(fields.sort(([a], [b]) => Number(a) - Number(b)));
}
