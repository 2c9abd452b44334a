import { type ProtoRule, row } from "./row.ts";

/** Rules about calls: gRPC paths, streams, and HTTP bindings. */
export const SERVICE_RULES: readonly ProtoRule[] = [
  row({
    id: "proto.service.removed",
    mirror: "proto.service.added",
    surfaces: ["rpc"],
    meaning: "A service is gone, or its full name changed.",
    why: "Every call of it gets UNIMPLEMENTED.",
    instead: "Serve the old name beside the new one until nobody calls it.",
    buf: ["SERVICE_NO_DELETE", "PACKAGE_SERVICE_NO_DELETE"],
    say: ({ element, after, writer, reader }) =>
      `${element} is removed${after}: calls built on ${writer} get UNIMPLEMENTED from ${reader}`,
  }),
  row({
    id: "proto.service.added",
    mirror: "proto.service.removed",
    surfaces: ["rpc"],
    meaning: "A service is new.",
    why: "Clients built on it get UNIMPLEMENTED from a provider that is not there yet.",
    instead: "Deploy the provider first.",
    say: ({ element, writer, reader }) =>
      `${element} is new: calls built on ${writer} get UNIMPLEMENTED from ${reader}`,
  }),
  row({
    id: "proto.method.removed",
    mirror: "proto.method.added",
    surfaces: ["rpc"],
    meaning: "A method is gone or renamed.",
    why: "Calls of it get UNIMPLEMENTED.",
    instead: "Deprecate the method and keep it until nobody calls it.",
    buf: ["RPC_NO_DELETE"],
    say: ({ element, writer, reader }) =>
      `${element} is removed: calls built on ${writer} get UNIMPLEMENTED from ${reader}`,
  }),
  row({
    id: "proto.method.added",
    mirror: "proto.method.removed",
    surfaces: ["rpc"],
    meaning: "A method is new.",
    why: "Clients built on it get UNIMPLEMENTED from a provider that is not there yet.",
    instead: "Deploy the provider first.",
    say: ({ element, writer, reader }) =>
      `${element} is new: calls built on ${writer} get UNIMPLEMENTED from ${reader}`,
  }),
  row({
    id: "proto.method.streaming-changed",
    surfaces: ["rpc"],
    meaning: "A method streams requests or responses where it did not, or no longer does.",
    why: "Who takes exactly one message fails where several may come; one message where several may come is read, and means less.",
    instead: "Add a method.",
    buf: ["RPC_SAME_CLIENT_STREAMING", "RPC_SAME_SERVER_STREAMING"],
    waiver:
      "gRPC frames one message and a stream of one alike, so the call is answered; Connect names streams in the content type and refuses it",
    say: ({ element, before, after }) => `${element} changed from ${before} to ${after}`,
  }),
  row({
    id: "proto.method.type-replaced",
    surfaces: ["wire", "json"],
    meaning: "A method takes or gives another message type whose shape does not fit.",
    why: "What the one type carries, the other refuses, misreads or loses.",
    instead: "Add a method, or change the type compatibly.",
    buf: ["RPC_SAME_REQUEST_TYPE", "RPC_SAME_RESPONSE_TYPE"],
    say: ({ element, before, after, writer, reader }) =>
      `${element} has ${after} instead of ${before}: not everything ${writer} writes is read the same by ${reader}`,
  }),
  row({
    id: "proto.method.idempotency-changed",
    surfaces: ["rpc"],
    meaning: "The promise of a method about repeated calls changed.",
    why: "Clients retry, cache or use GET by it.",
    instead: "Keep the promise; add a method where it cannot be kept.",
    buf: ["RPC_SAME_IDEMPOTENCY_LEVEL"],
    waiver: "each single call is answered as before; only retries and caches act on it",
    say: ({ element, before, after }) => `${element} changed its idempotency level from ${before} to ${after}`,
  }),
  row({
    id: "proto.http.binding-removed",
    mirror: "proto.http.binding-added",
    surfaces: ["http"],
    meaning: "A google.api.http binding of a method is gone.",
    why: "Requests along it are answered with 404 or 405.",
    instead: "Keep the binding under additional_bindings.",
    say: ({ element, before, reader }) => `${before} no longer leads to ${element} at ${reader}`,
  }),
  row({
    id: "proto.http.binding-added",
    mirror: "proto.http.binding-removed",
    surfaces: ["http"],
    meaning: "A method has a new google.api.http binding.",
    why: "Requests along it are answered with 404 or 405 where it is not known.",
    instead: "Deploy the provider first.",
    say: ({ element, after, reader }) => `${after} is a new way to ${element}: ${reader} does not know it`,
  }),
  row({
    id: "proto.http.binding-changed",
    surfaces: ["http"],
    meaning: "A binding with the same method and path fills or returns other fields.",
    why: "Parts of the request or response land elsewhere.",
    instead: "Keep body, response_body and the variables of the path.",
    say: ({ element, before, after }) => `the binding of ${element} changed from ${before} to ${after}`,
  }),
];
