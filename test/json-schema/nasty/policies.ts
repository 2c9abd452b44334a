import { isObject, type JsonValue } from "../../../src/core/json.ts";
import { openSession, type Policy, STRICT, schemaWorld } from "../../../src/json-schema/index.ts";
import { compileWithAjv } from "../../../src/json-schema/validate/ajv.ts";
import { clean } from "../../../src/json-schema/validate/clean.ts";
import { compileWithHyperjump } from "../../../src/json-schema/validate/hyperjump.ts";
import { bundle, transformsOf } from "../../../src/json-schema/validate/index.ts";
import type { Pair } from "./schemas.ts";

/** Policies that change what a schema means, each alone and some together. */
export const POLICIES: readonly Partial<Policy>[] = [
  { strictServer: true },
  { nullAsAbsent: true },
  { ignoreUnknownProperties: true },
  { extensibleEnums: "on" },
  { undeclaredNamesAbsent: true },
  { undeclaredNamesAbsent: true, ignoreUnknownProperties: true, nullAsAbsent: true, extensibleEnums: "on" },
];

/** A value that our reading of a policy and both validators, on the schema rewritten for it, judge apart. */
export async function policyFault(
  { a, dialect }: Pair,
  role: "writer" | "reader",
  changed: Partial<Policy>,
  value: JsonValue,
): Promise<string | null> {
  const policy: Policy = { ...STRICT, ...changed };
  const side = schemaWorld(a, dialect);
  const ours = openSession().accepts(side, role, value, policy);
  const cut = bundle(side.world, side.located, { value, view: null, transforms: transformsOf(policy, role) });
  if (ours === null || (cut === null && isObject(a))) return null;
  const opinions: boolean[] = [];
  for (const compile of [compileWithAjv, compileWithHyperjump])
    try {
      const check = await compile(clean(cut, dialect, false), dialect, false);
      if (check) opinions.push(check(value));
    } catch {
      return null;
    }
  const apart = opinions.length === 2 && opinions.every((opinion) => opinion !== ours);
  return apart ? `${role} ${JSON.stringify(changed)}: ours ${ours}, rewritten ${JSON.stringify(cut)}` : null;
}
