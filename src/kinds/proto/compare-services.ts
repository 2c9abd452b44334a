import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import type { Direction } from "../../core/finding.ts";
import { bySide, otherSide, SIDES, type Side } from "../../core/place.ts";
import { type At, type Comparing, changedTypes, FLOWS, report } from "./compare-draft.ts";
import { callPath, isReplaced, type MethodPair, operationName } from "./compare-graph.ts";
import { compareBindings } from "./compare-http.ts";
import type { Flow } from "./effects.ts";
import type { Role } from "./model.ts";
import { directionsOf } from "./roles.ts";
import { compareShapes } from "./shape.ts";
import { clash, streaming } from "./witness-call.ts";

/** Compares what can be called: services, methods, streams, request and response types, HTTP bindings. */
export function compareServices(comparing: Comparing): void {
  for (const { writer, direction } of FLOWS) {
    const reader = otherSide(writer);
    const loose = looseServices(comparing, reader);
    for (const service of changedServices(comparing, writer)) {
      const partner = comparing.models[reader].registry.getService(service.typeName);
      if (!partner) missingService(comparing, service, loose.get(service.name), { writer, direction });
      const offered = new Set(partner?.methods.map(({ name }) => name));
      for (const method of partner ? service.methods : []) {
        if (offered.has(method.name)) continue;
        report(comparing, {
          rule: writer === "before" ? "proto.method.removed" : "proto.method.added",
          level: "breaking",
          surface: "rpc",
          directions: [direction],
          element: operationName(method),
          writer,
          at: bySide<At | null>(writer, { element: method }, partner ? { element: partner } : null),
          ...bySide(writer, operationName(method), ""),
          operations: [operationName(method)],
          seed: { type: "call", path: callPath(method), producer: writer, status: "UNIMPLEMENTED" },
        });
      }
    }
  }
  for (const pair of comparing.graph.methods) {
    if (comparing.changed.before.types.has(pair.before.parent)) compareMethod(comparing, pair);
  }
  compareBindings(comparing);
}

function* changedServices(comparing: Comparing, side: Side): Iterable<DescService> {
  for (const type of changedTypes(comparing, side)) if (type.kind === "service") yield type;
}

/** The first service of each simple name that one side has and the other does not: where a missing one may have gone. */
function looseServices(comparing: Comparing, side: Side): ReadonlyMap<string, DescService> {
  const { registry } = comparing.models[otherSide(side)];
  const found = new Map<string, DescService>();
  for (const service of changedServices(comparing, side)) {
    if (!found.has(service.name) && !registry.getService(service.typeName)) found.set(service.name, service);
  }
  return found;
}

function missingService(
  comparing: Comparing,
  service: DescService,
  moved: DescService | undefined,
  { writer, direction }: { readonly writer: Side; readonly direction: Direction },
): void {
  const [first] = service.methods;
  if (!first) return; // nothing to call; the generated code is compared elsewhere
  const hint = moved && writer === "before" ? ` (there is ${moved.typeName} now)` : "";
  report(comparing, {
    rule: writer === "before" ? "proto.service.removed" : "proto.service.added",
    level: "breaking",
    surface: "rpc",
    directions: [direction],
    element: service.typeName,
    writer,
    at: bySide(writer, { element: service }, moved ? { element: moved } : null),
    ...bySide(writer, service.typeName, hint),
    operations: service.methods.map(operationName).sort(),
    seed: { type: "call", path: callPath(first), producer: writer, status: "UNIMPLEMENTED" },
  });
}

function compareMethod(comparing: Comparing, { path, before, after }: MethodPair): void {
  const element = operationName(before);
  const common = { element, at: { before: { element: before }, after: { element: after } }, operations: [element] };
  for (const { writer, direction } of FLOWS) {
    if (before.methodKind !== after.methodKind) {
      const [caller, offered] = writer === "before" ? [before, after] : [after, before];
      const fails = clash(streaming(caller), streaming(offered));
      report(comparing, {
        ...common,
        rule: "proto.method.streaming-changed",
        level: fails ? "breaking" : "risky",
        surface: "rpc",
        directions: [direction],
        writer,
        before: before.methodKind.replace("_", " "),
        after: after.methodKind.replace("_", " "),
        seed: fails ? { type: "call", path, producer: writer, status: "UNIMPLEMENTED" } : null,
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
  for (const writer of SIDES) {
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
