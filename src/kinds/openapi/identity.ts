import { canonicalJson, sha256 } from "../../core/json.ts";
import { basesOf } from "./heirs.ts";
import { longNumbers } from "./long-numbers.ts";
import type { Api } from "./model.ts";
import { addressOf, child, type Node } from "./node.ts";
import { isAnnotation, type Role, roleBelow, roleOfElements } from "./roles.ts";
import { xmlRoots } from "./xml-roots.ts";

/** The canonical text of a part of a document, with every reference cut out of it. */
interface Piece {
  readonly hash: string;
  /** Addresses of the pieces that the references lead to, in the order of the text. */
  readonly refs: readonly string[];
}

/** Lists whose order says nothing. */
const SETS: ReadonlySet<string> = new Set(["required", "enum", "type", "tags"]);

/** The parts of a document that carry meaning. Components count as far as something refers to them. */
const ROOTS = ["paths", "webhooks", "security", "servers", "host", "basePath", "schemes", "consumes", "produces"];

/**
 * Hash of the meaning: annotations, key order, file names and the names of components left out; a reference counts
 * by the content it leads to. Pieces are told apart by refining their hashes until no two of them part any more, as
 * states of an automaton are; what is hashed in the end is the whole automaton, numbered from the root on.
 */
export function identityOf(api: Api): string {
  const pieces = collect(api);
  let hashes = new Map([...pieces].map(([address, piece]) => [address, piece.hash]));
  for (let classes = 0, next = countOf(hashes); next !== classes; ) {
    const last = hashes;
    hashes = new Map(
      [...pieces].map(([address, piece]) => [
        address,
        sha256([piece.hash, ...piece.refs.map((ref) => last.get(ref) ?? "")].join(" ")),
      ]),
    );
    classes = next;
    next = countOf(hashes);
  }
  const exact = longNumbers(api).flatMap(({ text, inexact }) => (inexact ? [text] : []));
  const roots = [...api.operations, ...api.webhooks]
    .map((each) => xmlRoots(each, api.documents))
    .filter((text) => text !== "");
  const dialect = api.dialect.startsWith("openapi") ? "" : ` ${api.dialect}`;
  return sha256([`openapi ${api.version}${dialect}\n${describe(pieces, hashes)}`, ...exact, ...roots].join("\n"));
}

/** One line for each kind of piece, in the order in which they are met from the root on. */
function describe(pieces: ReadonlyMap<string, Piece>, classes: ReadonlyMap<string, string>): string {
  const numbers = new Map<string, number>();
  const met: string[] = [];
  const numberOf = (address: string): number => {
    const mark = classes.get(address) ?? "";
    const known = numbers.get(mark);
    if (known !== undefined) return known;
    numbers.set(mark, met.length);
    return met.push(address) - 1;
  };
  numberOf("");
  const lines: string[] = [];
  for (let index = 0; index < met.length; index += 1) {
    const piece = pieces.get(met[index] ?? "");
    lines.push([piece?.hash, ...(piece?.refs ?? []).map(numberOf)].join(" "));
  }
  return lines.join("\n");
}

const countOf = (hashes: ReadonlyMap<string, string>): number => new Set(hashes.values()).size;

/** All pieces that can be reached, by address; the whole document is the piece without one. */
function collect(api: Api): ReadonlyMap<string, Piece> {
  const pieces = new Map<string, Piece>();
  const queue: (readonly [string, Node, Role])[] = [];
  const enqueue = (node: Node, role: Role): string => {
    const key = `${role} ${addressOf(node)}`;
    if (!pieces.has(key)) {
      pieces.set(key, { hash: "", refs: [] });
      queue.push([key, node, role]);
    }
    return key;
  };
  const write = (node: Node, role: Role): Piece => {
    const refs: string[] = [];
    const follow = (ref: string, dynamic: boolean): void => {
      const target = api.documents.resolve(ref, node.file);
      const targets = dynamic ? api.documents.dynamicTargets(ref, node.file) : target === null ? [] : [target];
      refs.push(...targets.map((each) => enqueue(each, "plain")));
    };
    const text = canonical(node.value, role, follow);
    const base = basesOf(api).get(addressOf(node));
    if (role !== "plain" || base === undefined) return { hash: sha256(text), refs };
    const heirs = [...base.heirs].sort(([a], [b]) => (a < b ? -1 : 1)); // which its values may be as well
    refs.push(...heirs.map(([, heir]) => enqueue(heir, "plain")));
    return { hash: sha256(canonicalJson([text, ...heirs.map(([value]) => value)])), refs };
  };
  const [only, ...others] = api.roots.map(meaningful);
  if (only && others.length === 0) pieces.set("", write(only, "plain"));
  else pieces.set("", { hash: "", refs: api.roots.map((root) => enqueue(meaningful(root), "plain")) });
  for (let item = queue.pop(); item !== undefined; item = queue.pop()) pieces.set(item[0], write(item[1], item[2]));
  return pieces;
}

/** A document without what carries no meaning. */
function meaningful(root: Node): Node {
  const schemes = child(child(root, "components"), "securitySchemes") ?? child(root, "securityDefinitions");
  const top = Object.fromEntries(ROOTS.map((key) => [key, child(root, key)?.value]));
  return { ...root, value: { ...top, securitySchemes: schemes?.value }, made: "meaning" };
}

/** Canonical JSON without annotations; `follow` is told of every reference, and `@` stands in its place. */
function canonical(value: unknown, role: Role, follow: (ref: string, dynamic: boolean) => void, holder = ""): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => canonical(item, roleOfElements(role), follow));
    return `[${(SETS.has(holder) ? items.sort() : items).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) return canonicalJson(value);
  const entries = value as Readonly<Record<string, unknown>>; // neither null nor an array
  const parts: string[] = [];
  for (const key of Object.keys(entries).sort()) {
    const below = entries[key];
    if (below === undefined || isAnnotation(role, key)) continue;
    if (role === "plain" && (key === "$ref" || key === "$dynamicRef") && typeof below === "string") {
      follow(below, key === "$dynamicRef");
      parts.push(key === "$ref" ? "@" : "@@");
      continue;
    }
    parts.push(`${JSON.stringify(key)}:${canonical(below, roleBelow(role, key), follow, role === "plain" ? key : "")}`);
  }
  return `{${parts.join(",")}}`;
}
