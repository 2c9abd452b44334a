import { TallyError } from "../../core/errors.ts";
import { canonicalJson, isObject } from "../../core/json.ts";
import { composeOperations } from "./compose.ts";
import { type Context, once } from "./context.ts";
import type { Documents } from "./documents.ts";
import type { Loaded, RootDocument, SpecVersion } from "./load.ts";
import { distinctTypes } from "./media.ts";
import {
  type Answer,
  type Api,
  type Body,
  type Content,
  defaultStyle,
  METHODS,
  type Operation,
  PARAMETER_PLACES,
  type Parameter,
  type ParameterPlace,
  type Serialization,
} from "./model.ts";
import { addressOf, child, elements, members, type Node, textAt, valueAt } from "./node.ts";
import { erased, parameterKey } from "./paths.ts";
import { canWait } from "./postpone.ts";
import { securityOf } from "./security.ts";
import { swaggerAnswers, swaggerBody, swaggerParameters, swaggerServers } from "./swagger.ts";

/** The operations and webhooks of one document. */
interface Part extends Pick<Api, "dialect" | "root" | "operations" | "webhooks"> {
  readonly version: SpecVersion;
}

/**
 * The model of a loaded interface. Throws E_REFERENCE for references that lead nowhere, E_INVALID where the parts of an
 * operation are not what OpenAPI says they are or two documents describe one operation, E_VERSION where documents that
 * are composed read their schemas differently.
 */
export function buildApi({ documents, roots, edges }: Loaded): Api {
  const parts = roots.map((root) => buildPart(root, documents));
  const [first, ...others] = parts;
  if (first === undefined) throw new Error("an interface without a document");
  if (others.length === 0) return { documents, edges, roots: [first.root], ...first };
  for (const other of others) if (other.dialect !== first.dialect) throw mixed(first, other);
  return {
    documents,
    edges,
    version: others.every(({ version }) => version === first.version) ? first.version : "mixed",
    dialect: first.dialect,
    root: { value: {}, file: documents.root, pointer: "", made: "composed" },
    roots: parts.map(({ root }) => root),
    operations: composeOperations(
      parts.map(({ operations }) => operations),
      documents,
    ),
    webhooks: composeOperations(
      parts.map(({ webhooks }) => webhooks),
      documents,
    ),
  };
}

function buildPart({ file, version }: RootDocument, documents: Documents): Part {
  const root: Node = { value: documents.files.get(file)?.value, file, pointer: "" };
  const context: Context = { documents, version, root, servers: new Map(), security: new Map(), sound: new Map() };
  return {
    version,
    dialect: dialectOf(root, version),
    root,
    operations: operationsOf(child(root, "paths"), context, (path) => path.startsWith("/")),
    webhooks: operationsOf(child(root, "webhooks"), context, () => true),
  };
}

const mixed = (first: Part, other: Part): TallyError =>
  new TallyError(
    "E_VERSION",
    `${first.root.file} is OpenAPI ${first.version} and ${other.root.file} is ${other.version}: their schemas follow different rules`,
    { hint: "compose the documents of each version apart" },
  );

/** OpenAPI 3.1 documents may name another dialect for their schemas; those known here are honoured. */
function dialectOf(root: Node, version: SpecVersion): Api["dialect"] {
  if (version !== "3.1") return "openapi-3.0";
  const named = textAt(root, "jsonSchemaDialect") ?? "";
  if (named.includes("2019-09")) return "2019-09";
  if (named.includes("draft-07")) return "draft-07";
  return "openapi-3.1";
}

/** The operations below a map of path items, sorted by key; a key that two paths share counts with its own names. */
function operationsOf(paths: Node | null, context: Context, isPath: (name: string) => boolean): readonly Operation[] {
  const all = new Map<string, Operation>();
  for (const [path, entry] of members(paths)) {
    if (!isPath(path)) continue;
    for (const operation of itemOperations(path, entry, context, null)) {
      // a copy is one without parts that wait
      if (all.has(operation.key)) all.set(operation.name, { ...operation, key: operation.name });
      else all.set(operation.key, operation);
    }
  }
  return [...all.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Where a callback was met: below which operation, and through which callbacks. */
interface Met {
  readonly owner: string;
  readonly trail: readonly string[];
}

function itemOperations(path: string, entry: Node, context: Context, met: Met | null): readonly Operation[] {
  const item = context.documents.deref(entry);
  const found: Operation[] = [];
  for (const method of METHODS) {
    const node = child(item, method);
    if (node && isObject(node.value)) found.push(buildOperation(path, method, item, node, context, met));
  }
  return found;
}

function buildOperation(
  path: string,
  method: string,
  item: Node,
  node: Node,
  context: Context,
  met: Met | null,
): Operation {
  const name = `${method.toUpperCase()} ${path}`;
  const old = context.version === "2.0";
  const isNodeAll = !old && canWait(item, node, context);
  let made: Parts | null = isNodeAll ? null : partsOf(path, item, node, context);
  const parts = (): Parts => {
    made ??= partsOf(path, item, node, context);
    return made;
  };
  return {
    key: `${method.toUpperCase()} ${erased(path)}`,
    name,
    method: method.toUpperCase(),
    path,
    get parameters() {
      return parts().parameters;
    },
    get body() {
      return parts().body;
    },
    get answers() {
      return parts().answers;
    },
    isNodeAll,
    ...securityOf(node, context),
    ...(old ? swaggerServers(node, context) : serversOf(node, item, context)),
    callbacks: callbacksOf(node, context, met ?? { owner: name, trail: [] }),
    owner: met?.owner ?? null,
    node,
    item,
  };
}

/** What most operations of a comparison are never asked for: what is the same on both sides is not looked into. */
type Parts = Pick<Operation, "parameters" | "body" | "answers">;

function partsOf(path: string, item: Node, node: Node, context: Context): Parts {
  if (context.version !== "2.0")
    return {
      parameters: parametersOf(path, item, node, context),
      body: bodyOf(node, context),
      answers: answersOf(node, context),
    };
  return {
    parameters: swaggerParameters(path, item, node, context),
    body: swaggerBody(item, node, context),
    answers: swaggerAnswers(node, context),
  };
}

/** Headers that OpenAPI describes elsewhere: a parameter of this name is ignored (OpenAPI 3.1, 4.8.12.1). */
const IGNORED_HEADERS = new Set(["accept", "content-type", "authorization"]);

function parametersOf(path: string, item: Node, node: Node, context: Context): readonly Parameter[] {
  const all = new Map<string, Parameter>();
  for (const entry of [...elements(child(item, "parameters")), ...elements(child(node, "parameters"))]) {
    const parameter = parameterOf(context.documents.deref(entry), path, context.documents);
    if (parameter === null) continue;
    if (parameter.in === "header" && IGNORED_HEADERS.has(parameter.name.toLowerCase())) continue;
    all.set(parameter.key, parameter);
  }
  return [...all.values()];
}

/** Null for nothing at all. Throws E_INVALID for what a reference led to and is no parameter. */
function parameterOf(node: Node, path: string, documents: Documents): Parameter | null {
  if (node.value === null) return null;
  const [name, place] = [textAt(node, "name"), textAt(node, "in")];
  const known = PARAMETER_PLACES.find((each) => each === place);
  if (name === null || known === undefined)
    throw new TallyError("E_INVALID", "this is no parameter: it needs name and in", { place: documents.place(node) });
  return describe(node, name, known, parameterKey(known, name, path));
}

/** A parameter or header object, under the name it has. */
export function describe(node: Node, name: string, place: ParameterPlace, key: string): Parameter {
  const [media, content] = members(child(node, "content"))[0] ?? [null, null];
  return {
    key,
    name,
    in: place,
    required: place === "path" || valueAt(node, "required") === true,
    serialization: serializationOf(node, place, media),
    schema: content === null ? child(node, "schema") : child(content, "schema"),
    node,
  };
}

function serializationOf(node: Node, place: ParameterPlace, media: string | null): Serialization {
  const style = textAt(node, "style") ?? defaultStyle(place);
  const explode = valueAt(node, "explode");
  return {
    style,
    explode: typeof explode === "boolean" ? explode : style === "form",
    allowReserved: valueAt(node, "allowReserved") === true,
    allowEmptyValue: valueAt(node, "allowEmptyValue") === true,
    media,
  };
}

function bodyOf(node: Node, context: Context): Body | null {
  const entry = child(node, "requestBody");
  if (entry === null) return null;
  const body = context.documents.deref(entry);
  return { required: valueAt(body, "required") === true, contents: contentsOf(body), node: body };
}

function contentsOf(holder: Node): readonly Content[] {
  const written = members(child(holder, "content"));
  const types = distinctTypes(written.map(([type]) => type));
  return written.map(([, node], index) => ({
    type: types[index] ?? "",
    schema: child(node, "schema"),
    encoding: child(node, "encoding"),
    node,
  }));
}

function answersOf(node: Node, context: Context): readonly Answer[] {
  return members(child(node, "responses"))
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, entry]) => {
      const answer = context.documents.deref(entry);
      return {
        status: status === "default" ? status : status.toUpperCase(),
        headers: headersOf(answer, context),
        contents: contentsOf(answer),
        links: child(answer, "links"),
        node: answer,
      };
    });
}

/** Response headers; Content-Type is described by the media types instead. */
function headersOf(answer: Node, context: Context): readonly Parameter[] {
  return members(child(answer, "headers"))
    .filter(([name]) => name.toLowerCase() !== "content-type")
    .map(([name, entry]) => describe(context.documents.deref(entry), name, "header", `header ${name.toLowerCase()}`));
}

function serversOf(
  node: Node,
  item: Node,
  context: Context,
): { readonly servers: readonly string[]; readonly serversNode: Node | null } {
  const own = child(node, "servers") ?? child(item, "servers") ?? child(context.root, "servers");
  return { servers: once(context.servers, own, () => elements(own).map(serverText).sort()), serversNode: own };
}

function serverText({ value }: Node): string {
  const { url, variables } = isObject(value) ? value : {};
  return canonicalJson({ url, variables });
}

/** Callbacks of an operation; one that leads back into itself is not followed again. */
function callbacksOf(node: Node, context: Context, { owner, trail }: Met): readonly Operation[] {
  return members(child(node, "callbacks")).flatMap(([name, entry]) => {
    const callback = context.documents.deref(entry);
    const address = addressOf(callback);
    if (trail.includes(address)) return [];
    return members(callback)
      .filter(([expression]) => !expression.startsWith("x-"))
      .flatMap(([expression, item]) =>
        itemOperations(expression, item, context, { owner, trail: [...trail, address] }).map((operation) => ({
          ...operation,
          // where it goes is part of what it is: nothing in an expression is a mere name
          key: `${name} ${operation.name}`,
          name: `${name} ${operation.name}`,
        })),
      );
  });
}
