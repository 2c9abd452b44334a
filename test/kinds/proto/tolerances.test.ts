import { expect, test } from "vitest";
import type { Finding } from "../../../src/core/finding.ts";
import { diffTexts } from "./fixture.ts";

const MORE = `syntax = "proto3"; package p;
enum E { Z = 0; X = 1; }
message Q { E e = 1; string f = 2; oneof o { string a = 3; string b = 4; } }
message R { E e = 1; string f = 2; oneof o { string a = 3; string b = 4; } }
service S { rpc Do(Q) returns (R); }`;
const LESS = MORE.replace(" X = 1;", "").replaceAll(" string f = 2;", "").replaceAll(" string b = 4;", "");

const inJson = (findings: readonly Finding[]) =>
  findings.filter(({ surface, id }) => surface === "json" && /removed$|added$/.test(id));
const other = { backward: "forward", forward: "backward" } as const;

test("a tolerance forgives what is new, never what is gone: else the two are the same finding", async () => {
  const added = inJson(await diffTexts(LESS, MORE));
  const removed = inJson(await diffTexts(MORE, LESS));
  expect(added.map(({ element, direction }) => `${element} ${direction}`).sort()).toEqual([
    "p.E.X backward",
    "p.E.X forward",
    "p.Q.b forward",
    "p.Q.f forward",
    "p.R.b backward",
    "p.R.f backward",
  ]);
  const strict = ({ direction, element, witness }: Finding) => `${direction} ${element} ${witness?.outcome}`;
  const swapped = removed.map((finding) => strict({ ...finding, direction: other[finding.direction] }));
  expect(swapped.sort()).toEqual(added.map(strict).sort());
  expect(new Set(added.map(({ level }) => level))).toEqual(new Set(["risky"]));
  expect(added.every(({ tolerance }) => tolerance?.startsWith("ignore-unknown-"))).toBe(true);
  expect(new Set(removed.map(({ level }) => level))).toEqual(new Set(["breaking"]));
  expect(removed.some(({ tolerance }) => tolerance !== undefined)).toBe(false);
});
