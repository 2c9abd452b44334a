import type { Finding } from "../../core/finding.ts";
import type { Leniency } from "../../core/leniency.ts";
import type { ProtoModel } from "./model.ts";
import { isUnstable } from "./unstable.ts";

/** Rules about something that is gone. What its number or name is used for afterwards is judged by other rules. */
const REMOVALS: ReadonlySet<string> = new Set([
  "proto.field.removed",
  "proto.field.no-longer-written",
  "proto.enum-value.removed",
  "proto.message.removed",
  "proto.event.no-longer-published",
  "proto.event.no-longer-received",
  "proto.service.removed",
  "proto.method.removed",
  "proto.http.binding-removed",
  ...["message", "enum", "service", "extension", "field", "enum-value", "method"].map(
    (what) => `proto.source.${what}-removed`,
  ),
]);

/** Which leniencies would cover a finding: by the package of its element, and by what the old version deprecated. */
export function forgivable(
  { id, element }: Pick<Finding, "id" | "element">,
  before: ProtoModel,
  after: ProtoModel,
): readonly Leniency[] {
  const isOpen = isUnstable(packageOf(before, element) ?? packageOf(after, element) ?? "");
  const wasDeprecated = REMOVALS.has(id) && isDeprecated(before, element);
  return [...(isOpen ? ["unstable-packages" as const] : []), ...(wasDeprecated ? ["deprecated-removal" as const] : [])];
}

/** The package of the file that declares an element (`pkg.Type.part`, `pkg.Service/Method`), or of a file named itself. */
function packageOf({ registry }: ProtoModel, element: string): string | null {
  const named = registry.getFile(element);
  if (named) return named.proto.package;
  for (let name = element; name !== ""; name = parentOf(name)) {
    const type = registry.get(name);
    if (type) return type.file.proto.package;
  }
  return null;
}

/** `a.B.c` and `a.B/c`: `a.B`; the empty text where nothing is left. */
const parentOf = (name: string): string => name.slice(0, Math.max(name.lastIndexOf("."), name.lastIndexOf("/"), 0));

/** Was the element itself marked `deprecated = true`? */
function isDeprecated({ registry }: ProtoModel, element: string): boolean {
  const type = registry.get(element);
  if (type) return type.proto.options?.deprecated === true;
  const parent = registry.get(parentOf(element));
  const name = element.slice(parentOf(element).length + 1);
  const parts = parent && partsOf(parent);
  return parts?.find((part) => part.name === name)?.proto.options?.deprecated === true;
}

/** Every element of the input's own files that is marked `deprecated = true`, as findings name it, sorted. */
export function deprecated({ registry, own }: ProtoModel): readonly string[] {
  const names: string[] = [];
  for (const type of registry) {
    if (!own.has(type.file.proto.name)) continue;
    if (type.proto.options?.deprecated === true) names.push(type.typeName);
    const between = type.kind === "service" ? "/" : ".";
    for (const part of partsOf(type))
      if (part.proto.options?.deprecated === true) names.push(`${type.typeName}${between}${part.name}`);
  }
  return [...new Set(names)].sort();
}

type Registered = NonNullable<ReturnType<ProtoModel["registry"]["get"]>>;

function partsOf(type: Registered) {
  if (type.kind === "message") return type.fields;
  if (type.kind === "enum") return type.values;
  return type.kind === "service" ? type.methods : [];
}
