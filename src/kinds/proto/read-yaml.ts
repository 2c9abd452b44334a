import { parse } from "yaml";

/** What a YAML text says. Loaded only where there is a configuration to read. Throws what the parser throws. */
export const readYamlText = (text: string): unknown => parse(text, { maxAliasCount: 10 });
