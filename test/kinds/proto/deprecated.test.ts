import { expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { proto } from "../../../src/kinds/proto/index.ts";
import { loadBoth, memory } from "./fixture.ts";

const old = `syntax = "proto2"; package shop;
message Order { optional string id = 1; optional string note = 2 [deprecated = true]; extensions 100 to 200;
  message Line { option deprecated = true; optional string id = 1; } optional Line line = 3 [deprecated = true]; }
message Gone { option deprecated = true; optional string id = 1; }
enum Kind { NONE = 0; SOME = 1 [deprecated = true]; }
enum Shape { option deprecated = true; FLAT = 0; }
message Holder { optional Kind kind = 1; }
extend Order { optional string extra = 100 [deprecated = true]; }
service Shop { rpc Get(Order) returns (Order); rpc Put(Order) returns (Order) { option deprecated = true; } }
service Past { option deprecated = true; rpc Get(Order) returns (Order); }`;
const next = `syntax = "proto2"; package shop;
message Order { optional string id = 1; extensions 100 to 200; }
enum Kind { NONE = 0; }
message Holder { optional Kind kind = 1; }
service Shop { rpc Get(Order) returns (Order); }`;

it("lists what is marked as deprecated as findings about its removal name it", async () => {
  const imported = 'syntax = "proto3"; package other; message Far { string id = 1 [deprecated = true]; }';
  const source = (text: string) => memory({ "shop.proto": text, "far.proto": imported }, "shop.proto");
  const loaded = await proto.load(source(old), DEFAULT_LOAD);
  expect(loaded.deprecated).toEqual([
    "shop.Gone",
    "shop.Kind.SOME",
    "shop.Order.Line",
    "shop.Order.line",
    "shop.Order.note",
    "shop.Past",
    "shop.Shape",
    "shop.Shop/Put",
    "shop.extra",
  ]);
  const pair = await loadBoth(source(old), source(next));
  const findings = await proto.compare(pair.before, pair.after, { tolerances: [] });
  const forgiven = findings.filter((finding) =>
    proto.forgivable(finding, pair.before, pair.after).includes("deprecated-removal"),
  );
  const elements = [...new Set(forgiven.map(({ element }) => element))];
  expect(elements.length).toBeGreaterThan(5);
  expect(elements.filter((element) => !loaded.deprecated.includes(element))).toEqual([]);
});
