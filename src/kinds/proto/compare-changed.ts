import type { DescEnum, DescExtension, DescMessage, DescService } from "@bufbuild/protobuf";
import { isEqual } from "../../core/bytes.ts";
import { cutFile, DECLARED, type Declaration } from "./cut.ts";
import type { FileUnit, ProtoModel } from "./model.ts";

/** What a file declares and others can name. */
export type NamedType = DescMessage | DescEnum | DescService | DescExtension;

/** What of one side the other does not have just so. */
export interface Changed {
  /** The input's own files that the other side does not have byte for byte, by name. */
  readonly files: ReadonlySet<string>;
  /** The types in these files, but for those that the same file of the other side declares by the very same bytes. */
  readonly types: ReadonlySet<NamedType>;
  /** The same of the files that the input only imports: nobody asks for them, but their types meet too. */
  readonly imported: ReadonlySet<NamedType>;
}

/** Nothing: both sides are the same. */
export const NOTHING_CHANGED: Changed = { files: new Set(), types: new Set(), imported: new Set() };

/** Is a type declared otherwise than on the other side, be it in a file of the input or in one that it imports? */
export const isDeclaredOtherwise = ({ types, imported }: Changed, type: NamedType): boolean =>
  types.has(type) || imported.has(type);

/** What `side` has otherwise than `other`: file by file, and in a file that differs declaration by declaration. */
export function changedIn(side: ProtoModel, other: ProtoModel): Changed {
  const kept = new Map<string, ReadonlySet<string>>(); // by file that differs
  const isOther = (type: NamedType): boolean => kept.get(type.file.proto.name)?.has(keyOf(outermost(type))) === false;
  for (const name of new Set([...side.own, ...side.units.keys()])) {
    if (side.skipped?.has(name)) continue;
    const [mine, theirs] = [side.units.get(name), other.units.get(name)];
    if (mine && theirs && isEqual(mine.meaning, theirs.meaning)) continue;
    kept.set(name, mine && theirs ? keptDeclarations(mine, theirs) : new Set());
  }
  const isOwn = ({ file }: NamedType): boolean => side.own.has(file.proto.name);
  const differing = kept.size === 0 ? [] : [...side.registry].filter(isOther);
  return {
    files: new Set([...kept.keys()].filter((name) => side.own.has(name))),
    types: new Set(differing.filter(isOwn)),
    imported: new Set(differing.filter((type) => !isOwn(type))),
  };
}

/** The declaration at the top of the file that a type stands in. */
function outermost(type: NamedType): NamedType {
  let top = type;
  while (top.kind !== "service" && top.parent) top = top.parent;
  return top;
}

const keyOf = (type: NamedType): string => `${DECLARED[type.kind]} ${type.name}`;

/** The declarations that two versions of a file have alike: none where what holds for all of them differs. */
function keptDeclarations(mine: FileUnit, theirs: FileUnit): ReadonlySet<string> {
  const [one, two] = [cutFile(mine), cutFile(theirs)];
  const kept = new Set<string>();
  if (!isEqual(one.frame, two.frame)) return kept;
  const others = bytesByKey(two.declarations);
  for (const [key, bytes] of bytesByKey(one.declarations)) {
    const other = others.get(key);
    if (other && isEqual(bytes, other)) kept.add(key);
  }
  return kept;
}

/** A file may extend two messages by fields of one name: these count as one. */
function bytesByKey(declarations: readonly Declaration[]): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const { number, name, bytes } of declarations) {
    const key = `${number} ${name}`;
    const known = found.get(key);
    found.set(key, known ? Buffer.concat([known, bytes]) : bytes);
  }
  return found;
}
