import { FEATURE_PATHS } from "../features.ts";
import { fileOf } from "../places.ts";
import { checkTypes } from "./check-types.ts";
import { defaultPlace } from "./default-place.ts";
import { bufDefault, sameDefault } from "./field-default.ts";
import { type Cardinality, type FieldFacts, factsOf, javaUtf8Of, jsTypeOf, stringTypeOf } from "./field-facts.ts";
import { at, atField, type Run, report, type Target } from "./report.ts";
import type { BufRule } from "./rules.ts";
import { type BufField, type BufMessage, nameOf, numberOf } from "./schema.ts";

/** Places in a FieldDescriptorProto. */
const NAME = [1];
const JSON_NAME = [10];
const CTYPE = [8, 1];
const JSTYPE = [8, 6];
const UTF8 = [8, 21, 4];
/** Place of java_string_check_utf8 in a FileDescriptorProto. */
const FILE_JAVA_CHECK = [8, 27];

/** One field on both sides. */
export interface FieldPair {
  readonly run: Run;
  readonly old: BufField;
  readonly now: BufField;
  readonly before: FieldFacts;
  readonly after: FieldFacts;
  /** The new message that holds it; null for an extension. */
  readonly owner: BufMessage | null;
  /** `Field "1" with name "a" on message "M"`. */
  readonly described: string;
  say(rule: BufRule, target: Target, message: string): void;
}

/** Fields of messages by number, extensions by extendee and number. */
export function checkFields(run: Run): void {
  for (const [name, old] of run.before.messages) {
    const now = run.after.messages.get(name);
    if (!now) continue;
    const fields = new Map(now.fields.map((field) => [numberOf(field), field] as const));
    for (const field of old.fields) {
      const other = fields.get(numberOf(field));
      if (other) checkField(pairOf(run, field, other, old, now));
    }
  }
  for (const [key, desc] of run.before.extensions) {
    const other = run.after.extensions.get(key);
    if (other) checkField(pairOf(run, { desc, half: null }, { desc: other, half: null }, null, null));
  }
}

function pairOf(run: Run, old: BufField, now: BufField, was: BufMessage | null, is: BufMessage | null): FieldPair {
  const file = was?.file ?? fileOf(old.desc);
  return {
    run,
    old,
    now,
    before: factsOf(old),
    after: factsOf(now),
    owner: is,
    described: describeField(now, is),
    say: (rule, target, message) => report(run, rule, target, file, message),
  };
}

/** A field in the words of buf. `message`: null for an extension. */
export function describeField(field: BufField, message: BufMessage | null, withName = true): string {
  const { desc } = field;
  if (desc.kind === "extension") {
    const name = withName ? ` with name "${desc.typeName}"` : "";
    return `Extension "${desc.number}"${name} on message "${desc.extendee.typeName}"`;
  }
  const name = withName ? ` with name "${nameOf(field)}"` : "";
  return `Field "${numberOf(field)}"${name} on message "${message?.name ?? desc.parent.name}"`;
}

function checkField(pair: FieldPair): void {
  checkTypes(pair);
  checkCardinality(pair);
  checkName(pair);
  checkOneof(pair);
  checkDefault(pair);
  checkStrings(pair);
  checkJsType(pair);
}

const inEntry = ({ old, now }: FieldPair): boolean => old.half !== null && now.half !== null;

const WIRE_GROUP: Readonly<Record<Cardinality, number>> = {
  "optional with explicit presence": 1,
  "optional with implicit presence": 1,
  required: 2,
  repeated: 3,
  map: 3,
};

function checkCardinality(pair: FieldPair): void {
  const [from, to] = [pair.before.cardinality, pair.after.cardinality];
  if (inEntry(pair) || from === to) return;
  const target = atField(pair.run.after, pair.now);
  const message = `${pair.described} changed cardinality from "${from}" to "${to}".`;
  pair.say("FIELD_SAME_CARDINALITY", target, message);
  if (WIRE_GROUP[from] !== WIRE_GROUP[to]) pair.say("FIELD_WIRE_COMPATIBLE_CARDINALITY", target, message);
  const json = WIRE_GROUP[from] !== WIRE_GROUP[to] || from === "map" || to === "map";
  if (json) pair.say("FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY", target, message);
}

function checkName(pair: FieldPair): void {
  const { run, old, now, owner } = pair;
  const extension = old.desc.kind === "extension";
  const name = (field: BufField) => (field.desc.kind === "extension" ? field.desc.typeName : nameOf(field));
  const [from, to] = [name(old), name(now)];
  if (from !== to) {
    const described = describeField(now, owner, false);
    pair.say("FIELD_SAME_NAME", atField(run.after, now, NAME), `${described} changed name from "${from}" to "${to}".`);
  }
  const [was, is] = [old, now].map(({ desc, half }) => half ?? desc.proto.jsonName);
  if (extension || was === is) return;
  const message = `${pair.described} changed option "json_name" from "${was}" to "${is}".`;
  pair.say("FIELD_SAME_JSON_NAME", atField(run.after, now, JSON_NAME, []), message);
}

function checkOneof(pair: FieldPair): void {
  const { run, old, now } = pair;
  if (old.desc.kind === "extension" || old.half !== null) return;
  const [from, to] = [old.desc.oneof?.name, now.desc.oneof?.name];
  if (from === to) return;
  const moved =
    from !== undefined && to !== undefined
      ? `from oneof "${from}" to oneof "${to}"`
      : `from ${from === undefined ? "outside to inside" : "inside to outside"} a oneof`;
  pair.say("FIELD_SAME_ONEOF", atField(run.after, now), `${pair.described} moved ${moved}.`);
}

function checkDefault(pair: FieldPair): void {
  const { run, old, now, before, after } = pair;
  const [from, to] = [bufDefault(old, before), bufDefault(now, after)];
  if (!from || !to || (from.zero && to.zero) || sameDefault(from, before.kind, to, after.kind)) return;
  const message = `${pair.described} changed default value from ${from.shown} to ${to.shown}.`;
  pair.say("FIELD_SAME_DEFAULT", defaultPlace(run.after, now.desc), message);
}

function checkStrings(pair: FieldPair): void {
  const { run, old, now, before, after } = pair;
  const both = (...kinds: readonly string[]) => kinds.includes(before.kind) && kinds.includes(after.kind);
  if (both("string", "bytes") && !inEntry(pair)) checkStringType(pair);
  if (!both("string")) return;
  const java = [javaUtf8Of(old), javaUtf8Of(now)];
  if (java[0] !== java[1]) {
    const stated = at(run.after, fileOf(now.desc), FILE_JAVA_CHECK);
    const target = stated.place ? stated : atField(run.after, now, FEATURE_PATHS.javaUtf8, []);
    const message = `${pair.described} changed Java string UTF8 validation from "${java[0]}" to "${java[1]}".`;
    pair.say("FIELD_SAME_JAVA_UTF8_VALIDATION", target, message);
  }
  const [from, to] = [old, now].map(({ desc }) => (desc.utf8Validation ? "VERIFY" : "NONE"));
  if (from === to) return;
  const message = `${pair.described} changed UTF8 validation from ${from} to ${to}.`;
  pair.say("FIELD_SAME_UTF8_VALIDATION", atField(run.after, now, UTF8, []), message);
}

function checkStringType(pair: FieldPair): void {
  const [from, to] = [stringTypeOf(pair.old), stringTypeOf(pair.now)];
  if (from === to || (from === "STRING_PIECE" && to === "STRING")) return;
  const target = atField(pair.run.after, pair.now, CTYPE, FEATURE_PATHS.cppStringType, []);
  const message = `${pair.described} changed C++ string type from "${from}" to "${to}".`;
  pair.say("FIELD_SAME_CPP_STRING_TYPE", target, message);
}

function checkJsType(pair: FieldPair): void {
  const wide = (kind: string) => kind.endsWith("64");
  const [from, to] = [jsTypeOf(pair.old), jsTypeOf(pair.now)];
  if (pair.old.half !== null || !wide(pair.before.kind) || !wide(pair.after.kind) || from === to) return;
  const message = `${pair.described} changed option "jstype" from "${from}" to "${to}".`;
  pair.say("FIELD_SAME_JSTYPE", atField(pair.run.after, pair.now, JSTYPE, []), message);
}
