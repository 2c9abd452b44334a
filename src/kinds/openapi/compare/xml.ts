import { canonicalJson } from "../../../core/json.ts";
import { SIDES } from "../../../core/place.ts";
import { isXml } from "../media.ts";
import { child, type Node } from "../node.ts";
import { rootName, xmlOf } from "../xml-roots.ts";
import type { Comparison } from "./comparison.ts";
import type { ContentPair } from "./contents.ts";
import type { SchemaFocus, Step } from "./schema-focus.ts";
import { elementOf, type SchemaPair } from "./schema-pair.ts";
import type { Twin, Way } from "./twin.ts";

/** How a value is written in XML, as far as readers can tell: prefixes are not told apart (Namespaces in XML 1.0, 2.1). */
interface Written {
  readonly name: unknown;
  readonly namespace: unknown;
  readonly attribute: boolean;
  readonly wrapped: boolean;
}

const writtenAs = (schema: Node, fallback: string | null): Written => {
  const xml = child(schema, "xml");
  const wrapped = isWrapped(schema);
  const named = wrapped || !isList(schema);
  return {
    name: (named ? child(xml, "name")?.value : undefined) ?? fallback,
    namespace: (named ? child(xml, "namespace")?.value : undefined) ?? "",
    attribute: child(xml, "attribute")?.value === true,
    wrapped,
  };
};

const isWrapped = (schema: Node): boolean => child(child(schema, "xml"), "wrapped")?.value === true;

/** A list that is not wrapped has no element of its own: its name and namespace say nothing. */
const isList = (schema: Node): boolean => child(schema, "items") !== null || child(schema, "type")?.value === "array";

/**
 * Says that two twins are written another way in XML. The name and namespace of the outermost element are compared
 * apart; what a list is without a wrapper there, and what names come from, nothing is proved of.
 */
export function compareXml(comparison: Comparison, schemas: SchemaPair, twin: Twin, { label, steps }: Way): void {
  if (steps?.length === 0) {
    const [before, after] = [isWrapped(twin.before), isWrapped(twin.after)];
    if (before === after || !(isList(twin.before) || isList(twin.after))) return;
    emit(
      comparison,
      schemas,
      twin,
      label,
      [],
      { before, after },
      "the outermost element, a list that only one side wraps,",
    );
    return;
  }
  const fallback = steps && nameFor(steps);
  const [before, after] = [writtenAs(twin.before, fallback), writtenAs(twin.after, fallback)];
  if (canonicalJson(before) === canonicalJson(after)) return;
  if (steps === null) {
    emit(comparison, schemas, twin, label, [], { before, after }, label);
    return;
  }
  const inside: readonly Step[] = isList(twin.before) || isList(twin.after) ? [...steps, { type: "items" }] : steps;
  emit(comparison, schemas, twin, label, inside, { before, after });
}

/** A property gives its name to its element and to those of its list. */
const nameFor = (steps: readonly Step[]): string | null =>
  steps.flatMap((step) => (step.type === "property" ? [step.name] : [])).at(-1) ?? null;

/**
 * Says that the outermost element of an XML document has another name: its own, else that of the component. Where only
 * one side names it, the specification leaves open what the other one writes and reads: nothing is proved.
 */
export function compareXmlRoots(comparison: Comparison, contents: ContentPair, schemas: SchemaPair): void {
  if (!isXml(contents.after.type)) return;
  const outermost = (side: "before" | "after") => {
    const said = xmlOf(schemas[side], comparison[side].documents);
    return {
      name: child(said, "name")?.value ?? rootName(contents[side]),
      namespace: child(said, "namespace")?.value ?? "",
    };
  };
  const [before, after] = [outermost("before"), outermost("after")];
  if (canonicalJson(before) === canonicalJson(after)) return;
  const open = (before.name === null) !== (after.name === null);
  emit(
    comparison,
    schemas,
    schemas,
    "",
    [],
    { before, after },
    open ? "the outermost element, which only one side names," : null,
  );
}

function emit(
  comparison: Comparison,
  schemas: SchemaPair,
  twin: Twin,
  label: string,
  steps: readonly Step[],
  written: { readonly before: unknown; readonly after: unknown },
  open: string | null = null,
): void {
  const focus: SchemaFocus = { type: "schema", spot: schemas.spot, schemas, steps, misread: true };
  for (const writer of SIDES) {
    comparison.emit({
      rule: `${schemas.flow.message}.xml-changed`,
      writer,
      flow: schemas.flow,
      level: open === null ? "breaking" : "undecided",
      pair: schemas.operations,
      element: elementOf(schemas, label),
      before: child(twin.before, "xml") ?? twin.before,
      after: child(twin.after, "xml") ?? twin.after,
      what: open ?? (label === "" ? schemas.what : label),
      mark: `xml ${label}`,
      part: schemas.part,
      focus: open === null ? focus : null,
      fragments: written,
    });
  }
}
