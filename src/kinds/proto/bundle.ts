import { asBuffer, isEqual } from "../../core/bytes.ts";
import { canonicalJson, sha256 } from "../../core/json.ts";
import { byText } from "../../core/order.ts";
import type { Bundle } from "../../core/source.ts";
import { BUNDLE } from "./load.ts";
import type { ProtoModel, Role } from "./model.ts";

const sortedNames = (model: ProtoModel): readonly string[] => [...model.units.keys()].sort();

/** Hash of what the files mean: descriptors without source info, in the order of their names, and what is declared. */
export function identity(model: ProtoModel): string {
  const parts = sortedNames(model).map((name) => {
    const unit = model.units.get(name);
    return [name, unit ? sha256(unit.meaning) : "", model.own.has(name)];
  });
  const declared = eventRoles(model);
  return sha256(canonicalJson(declared.length > 0 ? { events: declared, files: parts } : parts));
}

/** Declared message types that there are, by name, each with who writes its messages. */
const eventRoles = ({ events }: ProtoModel): readonly (readonly [string, ...Role[]])[] =>
  [...(events ?? [])].map(([name, roles]) => [name, ...[...roles].sort()] as const).sort(([a], [b]) => byText(a, b));

/** Do the files of two models mean the same? What their identities say, without the hashes. */
export function same(before: ProtoModel, after: ProtoModel): boolean {
  if (before.units.size !== after.units.size) return false;
  if (canonicalJson(eventRoles(before)) !== canonicalJson(eventRoles(after))) return false;
  return [...before.units.values()].every(({ name, meaning }) => {
    const other = after.units.get(name);
    return other && isEqual(other.meaning, meaning) && before.own.has(name) === after.own.has(name);
  });
}

/** `pkg.Service/Method` of every method of the input's own files, sorted. */
export function operations(model: ProtoModel): readonly string[] {
  const names: string[] = [];
  for (const file of model.registry.files) {
    if (!model.own.has(file.proto.name)) continue;
    for (const service of file.services) names.push(...service.methods.map((m) => `${service.typeName}/${m.name}`));
  }
  return names.sort();
}

/** The descriptor set with source info, the sources, and which is which: loads again without a compiler. */
export async function bundle(model: ProtoModel): Promise<Bundle> {
  const { BinaryWriter, WireType } = await import("@bufbuild/protobuf/wire");
  const writer = new BinaryWriter();
  for (const unit of model.units.values()) {
    const parts = [unit.meaning];
    if (unit.sourceInfo)
      parts.push(new BinaryWriter().tag(9, WireType.LengthDelimited).bytes(unit.sourceInfo).finish());
    writer.tag(1, WireType.LengthDelimited).bytes(Buffer.concat(parts));
  }
  const index = { own: [...model.own].sort(), paths: Object.fromEntries([...model.paths].sort()) };
  const kept = [...model.texts].sort(([a], [b]) => byText(a, b));
  return {
    kind: "proto",
    entry: BUNDLE.set,
    files: [
      { path: BUNDLE.set, bytes: writer.finish() },
      { path: BUNDLE.index, bytes: Buffer.from(canonicalJson(index)) },
      ...kept.map(([path, bytes]) => ({ path: `${BUNDLE.sources}/${path}`, bytes })),
    ],
  };
}

/** The text of a file by its path relative to the root of the source, or null. */
export function text(model: ProtoModel, file: string): string | null {
  const bytes = model.texts.get(file);
  return bytes ? asBuffer(bytes).toString("utf8") : null;
}
