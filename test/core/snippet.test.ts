import { describe, expect, it } from "vitest";
import { isCut, snippetReader } from "../../src/core/snippet.ts";

const place = (line: number, column: number, endLine: number, endColumn: number) => ({
  file: "a",
  line,
  column,
  endLine,
  endColumn,
});

const read = (text: string) => snippetReader(() => text);

describe("snippets", () => {
  it("are all lines of a short place", () => {
    expect(read("a:\n  b: 1\n  c: 2\nd: 3\n")(place(1, 1, 3, 7))).toBe("a:\n  b: 1\n  c: 2");
    expect(read("a: 1")(place(1, 1, 1, 5))).toBe("a: 1");
  });

  it("are the beginning of a long place, and say that it goes on", () => {
    const long = place(1, 1, 5, 3);
    expect(isCut(long)).toBe(true);
    expect(read("a:\n  b: 1\n  c: 2\n  d: 3\n  e: 4\n")(long)).toBe("a: …");
  });

  it("are the part of a long line in which the place is", () => {
    const text = `{"first":"${"x".repeat(300)}","name":"value","last":"${"y".repeat(300)}"}`;
    const at = text.indexOf('"name"') + 1;
    const found = read(text)(place(1, at, 1, at + '"name":"value"'.length));
    expect(found).toContain('"name":"value"');
    expect(found?.startsWith("…")).toBe(true);
    expect(found?.endsWith("…")).toBe(true);
    expect(found?.length).toBeLessThan(80);
  });

  it("are bounded where a place fills a long line", () => {
    const text = "x".repeat(10_000);
    const whole = place(1, 1, 1, 10_001);
    expect(isCut(whole)).toBe(true);
    expect(read(text)(whole)).toBe(`${"x".repeat(200)}…`);
  });

  it("are none where the text ends before or is not at hand", () => {
    expect(read("a")(place(2, 1, 2, 2))).toBeNull();
    expect(snippetReader(() => null)(place(1, 1, 1, 2))).toBeNull();
  });
});
