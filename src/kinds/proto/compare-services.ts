import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { otherSide, type Side } from "../../core/place.ts";
import { type Comparing, changedTypes, FLOWS, report } from "./compare-draft.ts";
import { callPath, directionsOf, isReplaced, type MethodPair, operationName, type Role } from "./compare-graph.ts";
import type { Flow } from "./effects.ts";
import { type Binding, bindingsOf, describeBinding, routeOf } from "./http.ts";
import { compareShapes } from "./shape.ts";

/** Compares what can be called: services, methods, streams, request and response types, HTTP bindings. */
export function compareServices(comparing: Comparing): void {
  for (const { writer, direction } of FLOWS) {
    const reader = otherSide(writer);
    for (const service of changedServices(comparing, writer)) {
      const partner = comparing.models[reader].registry.getService(service.typeName);
      if (!partner) missingService(comparing, service, writer, direction);
      for (const method of partner ? service.methods : []) {
        if (partner?.methods.some(({ name }) => name === method.name)) continue;
        report(comparing, {
          rule: writer === "before" ? "proto.method.removed" : "proto.method.added",
          level: "breaking",
          surface: "rpc",
          directions: [direction],
          element: operationName(method),
          writer,
          at: { ...onSide(writer, method), ...onSide(reader, partner ?? null) },
          ...texts(writer, operationName(method), ""),
          operations: [operationName(method)],
          seed: { type: "call", path: callPath(method), producer: writer, status: "UNIMPLEMENTED" },
        });
      }
    }
  }
  for (const pair of comparing.graph.methods) {
    if (comparing.changed.before.has(pair.before.parent.file.proto.name)) compareMethod(comparing, pair);
  }
  compareBindings(comparing);
}

function* changedServices(comparing: Comparing, side: Side): Iterable<DescService> {
  for (const type of changedTypes(comparing, side)) if (type.kind === "service") yield type;
}

const onSide = <T extends DescMethod | DescService>(side: Side, element: T | null) => {
  const at = element && { element };
  return { [side]: at } as Record<Side, typeof at>; // the caller gives both sides
};

const texts = (writer: Side, own: string, other: string) =>
  writer === "before" ? { before: own, after: other } : { before: other, after: own };

function missingService(
  comparing: Comparing,
  service: DescService,
  writer: Side,
  direction: "backward" | "forward",
): void {
  const [first] = service.methods;
  if (!first) return; // nothing to call; the generated code is compared elsewhere
  const reader = otherSide(writer);
  const moved = [...changedServices(comparing, reader)].find(
    (other) => other.name === service.name && !comparing.models[writer].registry.getService(other.typeName),
  );
  const hint = moved && writer === "before" ? ` (there is ${moved.typeName} now)` : "";
  report(comparing, {
    rule: writer === "before" ? "proto.service.removed" : "proto.service.added",
    level: "breaking",
    surface: "rpc",
    directions: [direction],
    element: service.typeName,
    writer,
    at: { ...onSide(writer, service), ...onSide(reader, moved ?? null) },
    before: writer === "before" ? service.typeName : "",
    after: writer === "before" ? hint : service.typeName,
    operations: service.methods.map(operationName).sort(),
    seed: { type: "call", path: callPath(first), producer: writer, status: "UNIMPLEMENTED" },
  });
}

function compareMethod(comparing: Comparing, { path, before, after }: MethodPair): void {
  const element = operationName(before);
  const common = { element, at: { before: { element: before }, after: { element: after } }, operations: [element] };
  for (const { writer, direction } of FLOWS) {
    if (before.methodKind !== after.methodKind) {
      report(comparing, {
        ...common,
        rule: "proto.method.streaming-changed",
        level: "breaking",
        surface: "rpc",
        directions: [direction],
        writer,
        before: before.methodKind.replace("_", " "),
        after: after.methodKind.replace("_", " "),
        seed: { type: "call", path, producer: writer, status: "UNIMPLEMENTED" },
        buf: streamRules(before, after),
      });
    }
    if (before.idempotency !== after.idempotency) {
      report(comparing, {
        ...common,
        rule: "proto.method.idempotency-changed",
        level: "risky",
        surface: "rpc",
        directions: [direction],
        writer,
        before: MethodOptions_IdempotencyLevel[before.idempotency],
        after: MethodOptions_IdempotencyLevel[after.idempotency],
        seed: null,
      });
    }
  }
  replacedType(comparing, before, after, "request");
  replacedType(comparing, before, after, "response");
}

function streamRules(before: DescMethod, after: DescMethod): readonly string[] {
  const client = before.proto.clientStreaming !== after.proto.clientStreaming;
  const server = before.proto.serverStreaming !== after.proto.serverStreaming;
  return [...(client ? ["RPC_SAME_CLIENT_STREAMING"] : []), ...(server ? ["RPC_SAME_SERVER_STREAMING"] : [])];
}

/** A request or response type that gave way to another one: do their shapes fit? */
function replacedType(comparing: Comparing, before: DescMethod, after: DescMethod, role: Role): void {
  const key = role === "request" ? "input" : "output";
  const types = { before: before[key].typeName, after: after[key].typeName };
  if (!isReplaced(comparing, types.before, types.after)) return;
  for (const writer of ["before", "after"] as const) {
    for (const surface of ["wire", "json"] as const) {
      const flow: Flow = { sides: comparing, types, writer, surface, tolerances: comparing.tolerances };
      const shape = compareShapes(flow);
      if (shape === "fits") continue;
      report(comparing, {
        rule: "proto.method.type-replaced",
        level: shape === "open" ? "undecided" : shape.level,
        surface,
        directions: directionsOf(writer, new Set([role])),
        element: operationName(before),
        writer,
        at: { before: { element: before }, after: { element: after } },
        before: `${role} ${types.before}`,
        after: `${role} ${types.after}`,
        operations: [operationName(before)],
        seed: shape === "open" ? null : shape.seed,
        buf: [role === "request" ? "RPC_SAME_REQUEST_TYPE" : "RPC_SAME_RESPONSE_TYPE"],
      });
    }
  }
}

interface Bound {
  readonly method: DescMethod;
  readonly binding: Binding;
}

function bindingsOn(comparing: Comparing, side: Side): ReadonlyMap<string, Bound> {
  const { registry } = comparing.models[side];
  const found = new Map<string, Bound>();
  for (const service of changedServices(comparing, side)) {
    for (const method of service.methods) {
      for (const binding of bindingsOf(method, registry)) found.set(routeOf(binding), { method, binding });
    }
  }
  return found;
}

function compareBindings(comparing: Comparing): void {
  const routes = { before: bindingsOn(comparing, "before"), after: bindingsOn(comparing, "after") };
  for (const { writer, direction } of FLOWS) {
    const reader = otherSide(writer);
    for (const [route, own] of routes[writer]) {
      const other = routes[reader].get(route);
      const element = operationName(own.method);
      if (other) {
        const [text, next] = [describeBinding(own.binding), describeBinding(other.binding)];
        if (text === next && operationName(other.method) === element) continue;
        report(comparing, {
          rule: "proto.http.binding-changed",
          level: "undecided",
          surface: "http",
          directions: [direction],
          element,
          writer,
          at: { ...onSide(writer, own.method), ...onSide(reader, other.method) },
          ...texts(writer, `${text} of ${element}`, `${next} of ${operationName(other.method)}`),
          operations: [element],
          seed: null,
        });
        continue;
      }
      const partner = comparing.models[reader].registry
        .getService(own.method.parent.typeName)
        ?.methods.find(({ name }) => name === own.method.name);
      const bindings = (side: Side) =>
        [...routes[side].values()]
          .filter(({ method }) => callPath(method) === callPath(own.method))
          .map(({ binding }) => ({ method: binding.method, template: binding.template }));
      report(comparing, {
        rule: writer === "before" ? "proto.http.binding-removed" : "proto.http.binding-added",
        level: "breaking",
        surface: "http",
        directions: [direction],
        element,
        writer,
        at: { ...onSide(writer, own.method), ...onSide(reader, partner ?? null) },
        ...texts(writer, describeBinding(own.binding), ""),
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
  }
}
