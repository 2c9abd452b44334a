import { describe, expect, it } from "vitest";
import { TallyError } from "../../src/core/errors.ts";
import { readTallyYaml } from "../../src/tally-yaml.ts";

const read = (text: string) => readTallyYaml(Buffer.from(text), "tally.yaml").applications;
const refused = (text: string): TallyError => {
  try {
    read(text);
  } catch (error) {
    if (error instanceof TallyError) return error;
    throw error;
  }
  throw new Error("was not refused");
};

describe("tally.yaml", () => {
  it("names an application, what it offers, what it was built against and where it goes", () => {
    const [one] = read(`
application: orders
interfaces:
  - path: api/openapi.yaml
  - { name: admin, kind: openapi, path: api/admin.yaml, formerly: back-office }
copies:
  - { provider: payments, path: vendor/payments.proto, operations: [payments.v1.Payments/Pay] }
contracts: ["pacts/*.json"]
preset: zalando
reads: azure
strict: [ignore-unknown-fields]
consumers: open
environments: [production]
`);
    expect(one).toEqual({
      name: "orders",
      path: "",
      interfaces: [
        { path: "api/openapi.yaml" },
        { name: "admin", kind: "openapi", path: "api/admin.yaml", formerly: "back-office" },
      ],
      copies: [{ provider: "payments", path: "vendor/payments.proto", operations: ["payments.v1.Payments/Pay"] }],
      contracts: ["pacts/*.json"],
      preset: "zalando",
      reads: "azure",
      strict: ["ignore-unknown-fields"],
      environments: ["production"],
    });
  });
  it("lists the applications of a monorepo", () => {
    const all = read("applications:\n  - name: a\n    path: services/a\n  - name: b\n");
    expect(all.map(({ name, path }) => [name, path])).toEqual([
      ["a", "services/a"],
      ["b", ""],
    ]);
  });
  it("has one name for one application", () => {
    const twice = refused("applications:\n  - name: a\n  - name: b\n  - { name: a, preset: strict }\n");
    expect(twice).toMatchObject({ code: "E_INVALID", place: { line: 4 } });
    expect(twice.message).toContain("two applications called a");
  });
  it("may be empty", () => {
    expect(read("")).toMatchObject([{ name: null, interfaces: [] }]);
    expect(read("# nothing yet\n")).toHaveLength(1);
  });
  it.each([
    ["an unknown key", "application: a\ninterface: x\n", 2, "E_INVALID", /knows no "interface"/],
    [
      "a key in the wrong place",
      "interfaces:\n  - path: a\n    nam: b\n",
      3,
      "E_INVALID",
      /interfaces\.0 knows no "nam"/,
    ],
    ["a wrong type", "application: [a]\n", 1, "E_INVALID", /application must be string/],
    ["a missing path", "application: a\ninterfaces:\n  - name: x\n", 3, "E_INVALID", /path/],
    ["an unknown kind", "interfaces:\n  - path: a\n    kind: soap\n", 3, "E_INVALID", /openapi, proto/],
    ["an unknown tolerance", "strict:\n  - everything\n", 2, "E_INVALID", /undeclared-names-absent/],
    ["both forms", "application: a\napplications:\n  - name: b\n", 1, "E_INVALID", /beside applications/],
    ["consumers: known", "application: a\nconsumers: known\n", 2, "E_INVALID", /waits until contracts/],
    ["broken YAML", "application: a\ninterfaces: [\n", 3, "E_SYNTAX", /./],
    ["a key twice", "application: a\napplication: b\n", 2, "E_SYNTAX", /unique/],
    ["a list", "- a\n- b\n", 1, "E_INVALID", /must be object/],
  ])("%s is answered with its place", (_name, text, line, code, message) => {
    const error = refused(text);
    expect(error.code).toBe(code);
    expect(error.place).toMatchObject({ file: "tally.yaml", line });
    expect(error.message).toMatch(message);
  });
  it("is bounded in size, depth and expansion", () => {
    expect(refused("a: " + "x".repeat(300_000)).code).toBe("E_TOO_LARGE");
    expect(refused("[".repeat(10_000)).code).toBe("E_TOO_DEEP");
    expect(refused(Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")).code).toBe(
      "E_TOO_DEEP",
    );
    expect(refused("- ".repeat(5000) + "a").code).toBe("E_TOO_DEEP");
    const bomb = [
      "a0: &a0 [x]",
      ...Array.from({ length: 20 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n},*a${n},*a${n}]`),
    ].join("\n");
    expect(refused(bomb).code).toMatch(/E_SYNTAX|E_INVALID/);
    expect(refused("\u0000\u0001").code).toMatch(/E_SYNTAX|E_INVALID/);
    expect(() => readTallyYaml(Uint8Array.of(0xff, 0xfe, 0x41), "tally.yaml")).toThrow(/UTF-8/);
  });
});
