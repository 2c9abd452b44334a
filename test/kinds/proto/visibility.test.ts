import { expect, test } from "vitest";
import { diffTexts } from "./fixture.ts";

const text = (option: string) =>
  `edition = "2024";\npackage v;\n${option}\nmessage Top {\n  string a = 1;\n  message Inner { string b = 1; }\n}\n`;
const setting = (value: string) => (value === "" ? "" : `option features.default_symbol_visibility = ${value};`);

test.each([
  ["", "LOCAL_ALL", ["v.Top"]],
  ["", "STRICT", ["v.Top"]],
  ["", "EXPORT_ALL", ["v.Top.Inner"]],
  ["", "EXPORT_TOP_LEVEL", []],
  ["EXPORT_ALL", "LOCAL_ALL", ["v.Top", "v.Top.Inner"]],
  ["LOCAL_ALL", "STRICT", []],
] as const)("what a file exports unless its types say otherwise: from '%s' to '%s'", async (from, to, elements) => {
  const findings = await diffTexts(text(setting(from)), text(setting(to)));
  const changed = findings.filter(({ id, direction }) => id.endsWith("visibility-changed") && direction === "backward");
  expect(changed.map(({ element }) => element)).toEqual(elements);
});
