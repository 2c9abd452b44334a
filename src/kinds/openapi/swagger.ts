import { canonicalJson, isObject, jsonObject } from "../../core/json.ts";
import type { Context } from "./context.ts";
import { distinctTypes } from "./media.ts";
import type { Answer, Body, Content, Parameter, ParameterPlace, Serialization } from "./model.ts";
import { child, elements, members, type Node, textAt } from "./node.ts";
import { parameterKey } from "./paths.ts";

/** The keys of a Swagger 2.0 parameter, header or items object that say what its value is (specification 2.0, parameter object). */
const VALUE_KEYS = [
  "type",
  "format",
  "items",
  "default",
  "maximum",
  "exclusiveMaximum",
  "minimum",
  "exclusiveMinimum",
  "maxLength",
  "minLength",
  "pattern",
  "maxItems",
  "minItems",
  "uniqueItems",
  "enum",
  "multipleOf",
  "nullable",
];

const STYLES: Readonly<Record<string, { readonly style: string; readonly explode: boolean }>> = {
  ssv: { style: "spaceDelimited", explode: false },
  tsv: { style: "tabDelimited", explode: false },
  pipes: { style: "pipeDelimited", explode: false },
  multi: { style: "form", explode: true },
};

const PLACES: readonly string[] = ["path", "query", "header"];

/** The parameters of an operation of Swagger 2.0 that are neither body nor form. */
export function swaggerParameters(path: string, item: Node, node: Node, context: Context): readonly Parameter[] {
  return ownParameters(item, node, context).flatMap((entry) => {
    const [name, place] = [textAt(entry, "name") ?? "", textAt(entry, "in") ?? ""];
    if (!PLACES.includes(place)) return [];
    return [describe(entry, name, place as ParameterPlace, parameterKey(place, name, path))]; // checked against PLACES
  });
}

/** The body of an operation of Swagger 2.0: its `body` parameter, or its form fields as one object. */
export function swaggerBody(item: Node, node: Node, context: Context): Body | null {
  const parameters = ownParameters(item, node, context);
  const consumes = mediaTypes("consumes", node, context);
  const body = parameters.find((entry) => textAt(entry, "in") === "body");
  if (body) {
    const schema = child(body, "schema");
    return {
      required: child(body, "required")?.value === true,
      contents: consumes.map((type) => ({ type, schema, encoding: null, node: body })),
      node: body,
    };
  }
  const fields = parameters.filter((entry) => textAt(entry, "in") === "formData");
  return fields.length === 0 ? null : formBody(fields, consumes, node);
}

const URLENCODED = "application/x-www-form-urlencoded";

/** A form whose media type is not said has parts where it has files (Swagger 2.0, parameter object: `in`). */
function formBody(fields: readonly Node[], consumes: readonly string[], node: Node): Body {
  const required = fields.filter((field) => child(field, "required")?.value === true);
  const value = {
    type: "object",
    properties: jsonObject(fields.map((field) => [textAt(field, "name") ?? "", valueSchema(field).value])),
    ...(required.length > 0 && { required: required.map((field) => textAt(field, "name") ?? "") }),
  };
  const schema: Node = { value, file: node.file, pointer: `${node.pointer}/parameters`, made: "form" };
  const forms = consumes.filter((type) => type.startsWith("multipart/") || type.includes("form-urlencoded"));
  const usual = fields.some((field) => textAt(field, "format") === "binary") ? "multipart/form-data" : URLENCODED;
  const types = forms.length > 0 ? forms : [usual];
  return {
    required: required.length > 0,
    contents: types.map((type): Content => ({ type, schema, encoding: encodingOf(fields, node), node })),
    node,
  };
}

/** How the lists of a form are written, as later versions say it; null where there are none. */
function encodingOf(fields: readonly Node[], node: Node): Node | null {
  const lists = fields.filter((field) => textAt(field, "type") === "array");
  if (lists.length === 0) return null;
  const entries = lists.map((field) => [textAt(field, "name") ?? "", styleOf(field, "form")] as const);
  return { value: jsonObject(entries), file: node.file, pointer: `${node.pointer}/parameters`, made: "encoding" };
}

/** The responses of an operation of Swagger 2.0; every one is offered in each media type of `produces`. */
export function swaggerAnswers(node: Node, context: Context): readonly Answer[] {
  const produces = mediaTypes("produces", node, context);
  return members(child(node, "responses"))
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, entry]) => {
      const answer = context.documents.deref(entry);
      const schema = child(answer, "schema");
      return {
        status,
        headers: members(child(answer, "headers")).map(([name, header]) =>
          describe(header, name, "header", `header ${name.toLowerCase()}`),
        ),
        contents: schema === null ? [] : produces.map((type) => ({ type, schema, encoding: null, node: answer })),
        links: null,
        node: answer,
      };
    });
}

/** Host, base path and schemes as server URLs. */
export function swaggerServers(
  node: Node,
  context: Context,
): { readonly servers: readonly string[]; readonly serversNode: Node | null } {
  const schemes = elements(child(node, "schemes") ?? child(context.root, "schemes")).map((entry) =>
    String(entry.value),
  );
  const [host, base] = [textAt(context.root, "host") ?? "", textAt(context.root, "basePath") ?? "/"];
  const rest = `//${host}${base}`;
  const urls = schemes.length === 0 ? [rest] : schemes.map((scheme) => `${scheme}:${rest}`);
  const holder = child(context.root, "host") ?? child(context.root, "basePath") ?? child(context.root, "schemes");
  return { servers: urls.map((url) => canonicalJson({ url })).sort(), serversNode: holder };
}

function ownParameters(item: Node, node: Node, context: Context): readonly Node[] {
  const all = new Map<string, Node>();
  for (const entry of [...elements(child(item, "parameters")), ...elements(child(node, "parameters"))]) {
    const parameter = context.documents.deref(entry);
    const place = textAt(parameter, "in");
    all.set(place === "body" ? place : `${place} ${textAt(parameter, "name")}`, parameter);
  }
  return [...all.values()];
}

function mediaTypes(key: "consumes" | "produces", node: Node, context: Context): readonly string[] {
  const entries = elements(child(node, key) ?? child(context.root, key));
  const own = distinctTypes(entries.map((entry) => String(entry.value)));
  return own.length > 0 ? own : ["application/json"];
}

function describe(node: Node, name: string, place: ParameterPlace, key: string): Parameter {
  return {
    key,
    name,
    in: place,
    required: place === "path" || child(node, "required")?.value === true,
    serialization: serializationOf(node, place),
    schema: valueSchema(node),
    node,
  };
}

function serializationOf(node: Node, place: ParameterPlace): Serialization {
  return {
    ...styleOf(node, place === "query" ? "form" : "simple"),
    allowReserved: false,
    allowEmptyValue: child(node, "allowEmptyValue")?.value === true,
    media: null,
  };
}

/** How a list is written; with commas unless something else is said. */
const styleOf = (node: Node, fallback: string): { readonly style: string; readonly explode: boolean } =>
  STYLES[textAt(node, "collectionFormat") ?? ""] ?? { style: fallback, explode: false };

/** The schema that a parameter object is. */
function valueSchema(node: Node): Node {
  const value = isObject(node.value) ? node.value : {};
  const kept = VALUE_KEYS.filter((key) => Object.hasOwn(value, key));
  const schema = Object.fromEntries(kept.map((key) => [key, value[key]]));
  return { value: schema, file: node.file, pointer: node.pointer, made: "value" };
}
