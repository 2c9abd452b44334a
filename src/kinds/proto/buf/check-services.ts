import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import { at, type Run, report } from "./report.ts";
import type { BufRule } from "./rules.ts";

/** Places in a MethodDescriptorProto. */
const INPUT = [2];
const OUTPUT = [3];
const IDEMPOTENCY = [4, 34];

/** Services that both sides have, by full name, and their methods by name. */
export function checkServices(run: Run): void {
  for (const [name, old] of run.before.services) {
    const now = run.after.services.get(name);
    if (now) for (const method of old.methods) checkMethod(run, method, now);
  }
}

function checkMethod(run: Run, old: DescMethod, service: DescService): void {
  const now = service.methods.find((candidate) => candidate.name === old.name);
  if (now) {
    compareMethods(run, old, now);
    return;
  }
  const message = `Previously present RPC "${old.name}" on service "${service.name}" was deleted.`;
  report(run, "RPC_NO_DELETE", at(run.after, service), old.parent.file, message);
}

function compareMethods(run: Run, old: DescMethod, now: DescMethod): void {
  const start = `RPC "${now.name}" on service "${now.parent.name}" changed`;
  const say = (rule: BufRule, detail: readonly number[], message: string) =>
    report(run, rule, at(run.after, now, detail), old.parent.file, `${start} ${message}.`);
  const types = (word: string, from: string, to: string) => `${word} type from "${from}" to "${to}"`;
  if (old.input.typeName !== now.input.typeName)
    say("RPC_SAME_REQUEST_TYPE", INPUT, types("request", old.input.typeName, now.input.typeName));
  if (old.output.typeName !== now.output.typeName)
    say("RPC_SAME_RESPONSE_TYPE", OUTPUT, types("response", old.output.typeName, now.output.typeName));
  const streams = (word: string, streaming: boolean) =>
    `from ${word} ${streaming ? "unary" : "streaming"} to ${word} ${streaming ? "streaming" : "unary"}`;
  if (old.proto.clientStreaming !== now.proto.clientStreaming)
    say("RPC_SAME_CLIENT_STREAMING", [], streams("client", now.proto.clientStreaming));
  if (old.proto.serverStreaming !== now.proto.serverStreaming)
    say("RPC_SAME_SERVER_STREAMING", [], streams("server", now.proto.serverStreaming));
  const level = (method: DescMethod) => MethodOptions_IdempotencyLevel[method.idempotency] ?? "";
  if (level(old) !== level(now))
    say(
      "RPC_SAME_IDEMPOTENCY_LEVEL",
      IDEMPOTENCY,
      `option "idempotency_level" from "${level(old)}" to "${level(now)}"`,
    );
}
