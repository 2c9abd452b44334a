import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import diffSchema from "../../docs/schemas/diff.schema.json" with { type: "json" };
import factsSchema from "../../docs/schemas/facts.schema.json" with { type: "json" };
import verdictSchema from "../../docs/schemas/verdict.schema.json" with { type: "json" };
import { TallyError } from "../core/errors.ts";
import { isObject } from "../core/json.ts";
import type { Facts } from "../gate/index.ts";
import { parseWritten } from "./read-json.ts";

/**
 * Reads facts as --facts-out writes them, by docs/schemas/facts.schema.json. `label` names them in messages. Throws
 * E_EMPTY, E_SYNTAX, E_TOO_DEEP, E_VERSION and E_INVALID.
 */
export function readFacts(bytes: Uint8Array, label: string): Facts {
  const text = Buffer.from(bytes).toString("utf8");
  if (text.trim() === "") throw new TallyError("E_EMPTY", `${label} is empty`);
  return checkFacts(parseWritten(text, label), label);
}

/** A value that came from elsewhere, as facts. Throws E_VERSION and E_INVALID. */
export function checkFacts(value: unknown, label: string): Facts {
  if (isObject(value) && "schemaVersion" in value && value.schemaVersion !== 1)
    throw new TallyError(
      "E_VERSION",
      `${label} has facts of version ${String(value.schemaVersion)}; this tally reads 1`,
    );
  const check = validator();
  if (check(value)) return value as Facts; // the schema mirrors the type; a test holds the two together
  const error = check.errors?.[0];
  throw new TallyError(
    "E_INVALID",
    `${label} holds no facts: ${error?.instancePath || "/"} ${error?.message ?? "is wrong"}`,
    {
      hint: "facts are written by: tally can-i-deploy ... --facts-out FILE",
    },
  );
}

let compiled: ValidateFunction | null = null;

function validator(): ValidateFunction {
  compiled ??= new Ajv2020({ allowUnionTypes: true, schemas: [diffSchema, verdictSchema] }).compile(factsSchema);
  return compiled;
}
