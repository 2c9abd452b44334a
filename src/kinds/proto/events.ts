import type { DescMessage } from "@bufbuild/protobuf";
import type { Events } from "../../core/events.ts";
import type { EventsRoom } from "../../core/events-room.ts";
import { groupBy } from "../../core/group.ts";
import type { ProtoModel, Role } from "./model.ts";

/** What ends a name that stands for all messages of a package. */
const ALL = ".*";

/** Messages on a bus: what the provider publishes is written as responses are, what it receives as requests are. */
export const events: EventsRoom<ProtoModel> = {
  known(model, names) {
    const find = finder(model);
    return new Set(names.filter((name) => find(name).length > 0 || maybeSkipped(model, name)));
  },
  declare(model, declared) {
    const find = finder(model);
    const roles = new Map<string, Set<Role>>();
    const note = (names: Events["publishes"], role: Role): void => {
      for (const { typeName } of names.flatMap(find)) {
        roles.set(typeName, (roles.get(typeName) ?? new Set<Role>()).add(role));
      }
    };
    note(declared.publishes, "response");
    note(declared.receives, "request");
    return { ...model, events: roles };
  },
};

/** Looks up what a name stands for; messages of packages include nested ones. */
function finder({ registry }: ProtoModel): (name: string) => readonly DescMessage[] {
  let packages: ReadonlyMap<string, readonly DescMessage[]> | null = null;
  const byPackage = () =>
    groupBy(
      [...registry].filter((type) => type.kind === "message"),
      ({ file }) => file.proto.package,
    );
  return (name) => {
    if (name.endsWith(ALL)) {
      packages ??= byPackage();
      return packages.get(name.slice(0, -ALL.length)) ?? [];
    }
    const type = registry.getMessage(name);
    return type ? [type] : [];
  };
}

/** May a file that was not compiled, since it is the same on both sides, declare what the name stands for? */
function maybeSkipped({ skipped, paths, texts }: ProtoModel, name: string): boolean {
  const last = name.slice(name.lastIndexOf(".") + 1);
  for (const [file, pkg] of skipped ?? []) {
    if (name.endsWith(ALL)) {
      if (pkg === name.slice(0, -ALL.length)) return true;
      continue;
    }
    if (pkg !== "" && !name.startsWith(`${pkg}.`)) continue;
    const text = texts.get(paths.get(file) ?? "");
    if (!text || holdsWord(text, last)) return true;
  }
  return false;
}

const holdsWord = (text: Uint8Array, word: string): boolean =>
  new RegExp(`\\b${word.replaceAll(/\W/g, "")}\\b`).test(Buffer.from(text).toString("latin1"));
