import { CORE_SCHEMA, loadAll } from "js-yaml";

/**
 * What a YAML text says; null where it says nothing. Loaded only where there is a configuration to read. Throws what the
 * parser throws, for more than one document and for collections that are nested too deeply too.
 */
export function readYamlText(text: string): unknown {
  const [first = null, ...others] = loadAll(text, { schema: CORE_SCHEMA });
  if (others.length > 0) throw new Error("there is more than one document");
  return first;
}
