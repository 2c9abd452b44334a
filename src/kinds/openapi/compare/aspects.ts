import { canonicalJson, isObject } from "../../../core/json.ts";
import { otherSide, type Side } from "../../../core/place.ts";
import { addressOf, child, elements, members, type Node } from "../node.ts";
import type { Comparison } from "./comparison.ts";
import { SIDES } from "./flow.ts";
import { comparePromises } from "./promises.ts";
import { emitUnjudged } from "./rest.ts";
import type { SchemaPair } from "./schemas.ts";
import { shown } from "./shown.ts";

/** Two schemas that describe the same value on both sides. */
interface Twin {
  readonly before: Node;
  readonly after: Node;
  /** `owner.login`; empty for the whole value. */
  readonly label: string;
}

/** At most this many pairs of schemas are looked at below one. */
const REACH = 3_000;

/** Keywords that say something about a value without restricting it; each has rules of its own. */
const MEANINGS = [
  ["default", "default"],
  ["discriminator", "discriminator"],
  ["contentEncoding", "content-encoding"],
  ["contentMediaType", "content-media-type"],
  ["contentSchema", "content-schema"],
  ["x-extensible-enum", "extensible-enum"],
] as const;

/** Keywords that the containment engine judges, or that tell nothing. */
const KNOWN: ReadonlySet<string> = new Set([
  ...MEANINGS.map(([keyword]) => keyword),
  ...["type", "nullable", "enum", "const", "format", "pattern", "multipleOf", "uniqueItems", "required"],
  ...["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "maxItems", "minItems"],
  ...["maxProperties", "minProperties", "maxContains", "minContains", "contains", "items", "prefixItems"],
  ...["additionalItems", "unevaluatedItems", "unevaluatedProperties", "additionalProperties", "patternProperties"],
  ...["properties", "propertyNames", "dependentRequired", "dependentSchemas", "dependencies", "allOf", "anyOf"],
  ...["oneOf", "not", "if", "then", "else", "$ref", "$defs", "definitions", "$id", "$anchor", "$schema"],
  ...["$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$recursiveAnchor", "$vocabulary", "id"],
  ...["readOnly", "writeOnly", "deprecated", "xml", "x-nullable", "x-ms-enum", "x-sunset", "x-stability-level"],
]);

/** What differs in meaning without changing which values are valid. */
export function compareMeanings(comparison: Comparison, schemas: SchemaPair): void {
  const follow = (side: Side, node: Node): Node => comparison[side].documents.follow(node);
  const queue: Twin[] = [{ before: schemas.before, after: schemas.after, label: "" }];
  const seen = new Set<string>();
  for (let item = queue.shift(); item !== undefined && seen.size < REACH; item = queue.shift()) {
    const twin = { ...item, before: follow("before", item.before), after: follow("after", item.after) };
    const key = `${addressOf(twin.before)} ${addressOf(twin.after)}`;
    if (seen.has(key) || (comparison.alike && comparison.same(twin.before, twin.after))) continue;
    seen.add(key);
    compareTwin(comparison, schemas, twin);
    queue.push(...below(twin));
  }
}

function compareTwin(comparison: Comparison, schemas: SchemaPair, twin: Twin): void {
  if (!isObject(twin.before.value) || !isObject(twin.after.value)) return;
  for (const [keyword, id] of MEANINGS) compareKeyword(comparison, schemas, twin, keyword, id);
  compareVisibility(comparison, schemas, twin);
  comparePromises(comparison, schemas.operations, {
    owner: "property",
    before: twin.before,
    after: twin.after,
    what: twin.label === "" ? schemas.what : twin.label,
    element: elementOf(schemas, twin.label),
  });
  compareNames(comparison, schemas, twin);
  const xml = "media" in schemas.spot && schemas.spot.media.includes("xml");
  for (const key of new Set([...Object.keys(twin.before.value), ...Object.keys(twin.after.value)])) {
    const judged = KNOWN.has(key) ? !(key === "xml" && xml) : key.startsWith("x-");
    const annotation = ["description", "title", "example", "examples", "externalDocs", "summary", "$comment"].includes(
      key,
    );
    const nodes = { before: child(twin.before, key), after: child(twin.after, key) };
    if (judged || annotation || comparison.same(nodes.before, nodes.after)) continue;
    emitUnjudged(comparison, schemas.operations, nodes, twin, key, elementOf(schemas, twin.label));
  }
}

const elementOf = (schemas: SchemaPair, label: string): string =>
  label === "" ? schemas.element : `${schemas.element}.${label}`;

function compareKeyword(comparison: Comparison, schemas: SchemaPair, twin: Twin, keyword: string, id: string): void {
  const nodes = { before: child(twin.before, keyword), after: child(twin.after, keyword) };
  if (comparison.same(nodes.before, nodes.after)) return;
  if (keyword === "default" && schemas.position === "parameter" && twin.label === "") return;
  for (const writer of SIDES) {
    const [own, other] = [nodes[writer], nodes[otherSide(writer)]];
    const verb = own === null ? "added" : other === null ? "removed" : "changed";
    emitMeaning(comparison, schemas, twin, writer, `${id}-${verb}`, nodes);
  }
}

function emitMeaning(
  comparison: Comparison,
  schemas: SchemaPair,
  twin: Twin,
  writer: Side,
  change: string,
  nodes: { readonly before: Node | null; readonly after: Node | null },
): void {
  comparison.emit({
    rule: `${schemas.position}.${change}`,
    writer,
    flow: schemas.flow,
    level: "risky",
    pair: schemas.operations,
    element: elementOf(schemas, twin.label),
    before: nodes.before ?? twin.before,
    after: nodes.after ?? twin.after,
    what: twin.label === "" ? schemas.what : twin.label,
    mark: "",
    part: schemas.part,
    old: nodes.before === null ? "" : shown(nodes.before.value),
    next: nodes.after === null ? "" : shown(nodes.after.value),
    weak: true,
    focus: null,
    fragments: { before: nodes.before?.value, after: nodes.after?.value },
  });
}

/** readOnly hides a property from requests, writeOnly from responses. */
function compareVisibility(comparison: Comparison, schemas: SchemaPair, twin: Twin): void {
  const keyword = schemas.flow.message === "request" ? "readOnly" : "writeOnly";
  const nodes = { before: child(twin.before, keyword), after: child(twin.after, keyword) };
  const [was, is] = [nodes.before?.value === true, nodes.after?.value === true];
  if (was === is) return;
  const id = keyword === "readOnly" ? "read-only" : "write-only";
  for (const writer of SIDES) {
    const own = writer === "before" ? was : is;
    emitMeaning(comparison, schemas, twin, writer, `${id}-${own ? "removed" : "added"}`, nodes);
  }
}

/** Properties that one side describes and the other does not: who sends them is not heard, who waits for them waits in vain. */
function compareNames(comparison: Comparison, schemas: SchemaPair, twin: Twin): void {
  const hidden = schemas.flow.message === "request" ? "readOnly" : "writeOnly";
  for (const owner of SIDES) {
    const theirs = child(twin[otherSide(owner)], "properties");
    const required = elements(child(twin[owner], "required")).map(({ value }) => value);
    for (const [name, node] of members(child(twin[owner], "properties"))) {
      const isHidden = child(comparison[owner].documents.follow(node), hidden)?.value === true;
      if (child(theirs, name) !== null || isHidden) continue;
      const request = schemas.flow.message === "request";
      if (!request && required.includes(name)) continue;
      const label = twin.label === "" ? name : `${twin.label}.${name}`;
      comparison.emit({
        rule: `${schemas.position}.${request ? "property-removed" : "property-added"}`,
        writer: request ? owner : otherSide(owner),
        flow: schemas.flow,
        level: "risky",
        pair: schemas.operations,
        element: elementOf(schemas, label),
        before: owner === "before" ? node : twin.before,
        after: owner === "after" ? node : twin.after,
        what: label,
        mark: name,
        part: schemas.part,
        weak: true,
        focus: null,
        fragments: { before: "", after: "" },
      });
    }
  }
}

/** The schemas below two twins that describe the same values. */
function below(twin: Twin): readonly Twin[] {
  const found: Twin[] = [];
  const add = (before: Node | null, after: Node | null, label: string): void => {
    if (before !== null && after !== null) found.push({ before, after, label });
  };
  const longer = (more: string): string =>
    twin.label === "" || more === "" || more.startsWith("[") ? twin.label + more : `${twin.label}.${more}`;
  const after = child(twin.after, "properties");
  for (const [name, node] of members(child(twin.before, "properties"))) add(node, child(after, name), longer(name));
  add(child(twin.before, "items"), child(twin.after, "items"), longer("[]"));
  add(child(twin.before, "additionalProperties"), child(twin.after, "additionalProperties"), longer("*"));
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const others = elements(child(twin.after, keyword));
    for (const [index, node] of elements(child(twin.before, keyword)).entries()) {
      add(node, counterpart(node, index, others), longer(""));
    }
  }
  return found;
}

/** The branch with the same reference, else the one at the same position. */
function counterpart(node: Node, index: number, others: readonly Node[]): Node | null {
  const ref = child(node, "$ref")?.value;
  const named = others.find((other) => ref !== undefined && child(other, "$ref")?.value === ref);
  const same = others.find((other) => canonicalJson(other.value) === canonicalJson(node.value));
  return named ?? same ?? others[index] ?? null;
}
