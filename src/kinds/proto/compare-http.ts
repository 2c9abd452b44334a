import type { DescMethod } from "@bufbuild/protobuf";
import type { Direction } from "../../core/finding.ts";
import { groupBy } from "../../core/group.ts";
import { bySide, otherSide, type Side } from "../../core/place.ts";
import { type Comparing, FLOWS, report } from "./compare-draft.ts";
import { callPath, operationName } from "./compare-graph.ts";
import { type Binding, bindingsOf, describeBinding, routeOf } from "./http.ts";
import { type Leaf, leavesOf } from "./http-leaves.ts";
import { capturesAlike, covers, parseTemplate } from "./http-template.ts";
import type { TranscodingSeed, TranscodingSide } from "./seed.ts";
import { compareShapes } from "./shape.ts";
import { growTranscoding } from "./witness-transcoding.ts";

interface Bound {
  readonly method: DescMethod;
  readonly binding: Binding;
}

/** A route of the writing side: who calls it, and in which direction a difference hurts. */
interface Call {
  readonly own: Bound;
  readonly writer: Side;
  readonly direction: Direction;
}

/** Compares the `google.api.http` bindings: routes that come and go, and what stands behind those that stay. */
export function compareBindings(comparing: Comparing): void {
  const routes = { before: bindingsOn(comparing, "before"), after: bindingsOn(comparing, "after") };
  const calls = { before: byCall(routes.before), after: byCall(routes.after) };
  for (const { writer, direction } of FLOWS) {
    const reader = otherSide(writer);
    for (const [route, own] of routes[writer]) {
      const call = { own, writer, direction };
      const sameCall = calls[reader].get(callPath(own.method)) ?? [];
      const same = routes[reader].get(route);
      if (!same && isWidened(own, sameCall)) continue;
      const other = same ?? sameCall.find(({ binding }) => takesAll(binding, own.binding));
      if (other) keptRoute(comparing, call, other);
      else missingRoute(comparing, call, calls);
    }
  }
}

function bindingsOn(comparing: Comparing, side: Side): ReadonlyMap<string, Bound> {
  const { registry } = comparing.models[side];
  const found = new Map<string, Bound>();
  for (const service of registry) {
    if (service.kind !== "service" || !comparing.changed[side].files.has(service.file.proto.name)) continue;
    for (const method of service.methods) {
      for (const binding of bindingsOf(method, registry)) found.set(routeOf(binding), { method, binding });
    }
  }
  return found;
}

type Calls = Readonly<Record<Side, ReadonlyMap<string, readonly Bound[]>>>;

/** The routes of each method, by the path of its call. */
const byCall = (routes: ReadonlyMap<string, Bound>): ReadonlyMap<string, readonly Bound[]> =>
  groupBy(routes.values(), ({ method }) => callPath(method));

/** Does a binding take every request along another? */
function takesAll(other: Binding, binding: Binding): boolean {
  const [wide, narrow] = [parseTemplate(other.template), parseTemplate(binding.template)];
  return other.method === binding.method && wide !== null && narrow !== null && covers(wide, narrow);
}

/** Is there a binding of the same method that takes every path of this one, to the same effect? */
function isWidened({ binding }: Bound, others: readonly Bound[]): boolean {
  return others.some(({ binding: other }) => {
    if (!takesAll(other, binding)) return false;
    if (binding.body !== other.body || binding.responseBody !== other.responseBody) return false;
    const [wide, narrow] = [parseTemplate(other.template), parseTemplate(binding.template)];
    return wide !== null && narrow !== null && capturesAlike(wide, narrow);
  });
}

function missingRoute(comparing: Comparing, { own, writer, direction }: Call, calls: Calls): void {
  const reader = otherSide(writer);
  const element = operationName(own.method);
  const partner = methodOn(comparing, reader, own.method);
  const bindings = (side: Side) =>
    (calls[side].get(callPath(own.method)) ?? []).map(({ binding: { method, template } }) => ({ method, template }));
  report(comparing, {
    rule: writer === "before" ? "proto.http.binding-removed" : "proto.http.binding-added",
    level: "breaking",
    surface: "http",
    directions: [direction],
    element,
    writer,
    at: bySide(writer, { element: own.method }, partner && { element: partner }),
    ...bySide(writer, describeBinding(own.binding), ""),
    operations: [element],
    seed: {
      type: "http",
      path: callPath(own.method),
      producer: writer,
      method: own.binding.method,
      template: own.binding.template,
      bindings: { before: bindings("before"), after: bindings("after") },
    },
  });
}

/** The method of the same path on a side, or null. */
const methodOn = (comparing: Comparing, side: Side, method: DescMethod): DescMethod | null =>
  comparing.models[side].registry
    .getService(method.parent.typeName)
    ?.methods.find(({ name }) => name === method.name) ?? null;

/** A route that both sides have, or that a wider one takes up: does the same request, and its answer, mean the same? */
function keptRoute(comparing: Comparing, call: Call, other: Bound): void {
  const { own, writer, direction } = call;
  const [element, next] = [operationName(own.method), operationName(other.method)];
  const [text, nextText] = [describeBinding(own.binding), describeBinding(other.binding)];
  if (text === nextText && next === element) return;
  const found = judge(comparing, call, other);
  if (found === "same") return;
  report(comparing, {
    rule: "proto.http.binding-changed",
    level: found === "open" ? "undecided" : "breaking",
    surface: "http",
    directions: [direction],
    element,
    writer,
    at: bySide(writer, { element: own.method }, { element: other.method }),
    ...bySide(writer, `${text} of ${element}`, `${nextText} of ${next}`),
    operations: [element],
    seed: found === "open" ? null : found,
  });
}

/** `same`: proved to mean the same; `open`: neither proved nor shown otherwise. */
function judge(comparing: Comparing, call: Call, other: Bound): TranscodingSeed | "same" | "open" {
  const { own, writer } = call;
  const renamed = isRenamed(comparing, call, other);
  const requests = trySeeds(comparing, call, other, "request", renamed);
  if (requests.seed) return requests.seed;
  if (callPath(own.method) !== callPath(other.method) && !(renamed && shapesFit(comparing, call, other))) return "open";
  const [wide, narrow] = [parseTemplate(other.binding.template), parseTemplate(own.binding.template)];
  if (!wide || !narrow || !capturesAlike(wide, narrow)) return "open";
  if (own.binding.body !== other.binding.body && !requests.isWhole) return "open";
  if (own.binding.responseBody === other.binding.responseBody) return "same";
  const responses = trySeeds(comparing, { ...call, own: other, writer: otherSide(writer) }, own, "response", renamed);
  return responses.seed ?? "open";
}

/** Is a method of another name the old one under a new name? The one is gone, the other was not there. */
function isRenamed(comparing: Comparing, { own, writer }: Call, other: Bound): boolean {
  if (callPath(own.method) === callPath(other.method)) return false;
  const isGone = methodOn(comparing, otherSide(writer), own.method) === null;
  return isGone && methodOn(comparing, writer, other.method) === null;
}

/** Do requests and responses of two methods carry the same, as JSON? */
function shapesFit(comparing: Comparing, { own, writer }: Call, other: Bound): boolean {
  const fits = (key: "input" | "output", by: Side): boolean => {
    const types = bySide(writer, own.method[key].typeName, other.method[key].typeName);
    if (types.before === types.after) return true;
    const flow = { sides: comparing, types, writer: by, surface: "json", tolerances: comparing.tolerances } as const;
    return compareShapes(flow) === "fits";
  };
  return fits("input", writer) && fits("output", otherSide(writer));
}

const WRITTEN_DEPTH = 2;
const READ_DEPTH = 4;

/** The first field that shows a difference, if any; `isWhole`: every field there is was tried. */
function trySeeds(
  comparing: Comparing,
  { own, writer }: Call,
  other: Bound,
  exchange: "request" | "response",
  renamed: boolean,
): { readonly seed: TranscodingSeed | null; readonly isWhole: boolean } {
  const reader = otherSide(writer);
  const type = ({ method }: Bound) => method[exchange === "request" ? "input" : "output"].typeName;
  const written = leavesOf(comparing.views[writer], type(own), WRITTEN_DEPTH);
  const [ours, theirs] = [
    leavesOf(comparing.views[writer], type(own), READ_DEPTH),
    leavesOf(comparing.views[reader], type(other), READ_DEPTH),
  ];
  if (!written || !ours || !theirs) return { seed: null, isWhole: false };
  const bound = parseTemplate(own.binding.template)?.segments.map(({ variable }) => variable) ?? [];
  const free = written.filter(({ path }) => !bound.includes(path));
  for (const extra of [...(exchange === "request" ? [null] : []), ...free.filter(({ value }) => value !== null)]) {
    const near = namesNear([own.binding, other.binding], extra);
    const sides = bySide(writer, sideOf(own, ours, near), sideOf(other, theirs, near));
    const seed: TranscodingSeed = { type: "transcoding", exchange, producer: writer, sides, renamed, extra };
    if (!("noWitness" in growTranscoding(seed))) return { seed, isWhole: false };
  }
  return { seed: null, isWhole: free.every(({ value }) => value !== null) };
}

/** The outermost names that a request or response with this one field can have, whichever binding reads it. */
function namesNear(bindings: readonly Binding[], extra: Leaf | null): ReadonlySet<string> {
  const variables = bindings.flatMap(({ template }) => parseTemplate(template)?.segments ?? []);
  const paths = [
    ...bindings.flatMap(({ body, responseBody }) => [body, responseBody]),
    ...variables.map(({ variable }) => variable ?? ""),
    ...(extra ? [extra.path, extra.json] : []),
  ];
  return new Set(paths.flatMap((path) => path.split(".")));
}

const sideOf = ({ method, binding }: Bound, known: readonly Leaf[], near: ReadonlySet<string>): TranscodingSide => ({
  path: callPath(method),
  binding,
  known: known.filter(({ path, json }) => [path, json].some((name) => near.has(name.split(".")[0] ?? ""))),
});
