import { canonicalJson, type JsonValue } from "../../core/json.ts";
import type { Dialect } from "../answer.ts";
import { type Check, compileWithAjv } from "./ajv.ts";
import { clean } from "./clean.ts";
import { takesTooLong } from "./effort.ts";
import { guardPatterns } from "./guard.ts";
import { compileWithHyperjump } from "./hyperjump.ts";
import { exactMultiples } from "./multiples.ts";
import { renameTrouble } from "./rename.ts";

/** Two self-contained schemas: every reference stays inside its schema or names a published meta-schema. */
export interface Claim {
  readonly dialect: Dialect;
  /** Does `format` assert? */
  readonly formats: boolean;
  readonly a: unknown;
  readonly b: unknown;
  /** Said to be valid under `a` and invalid under `b`. */
  readonly witness: JsonValue;
}

/** What one validator says, or the reason why it says nothing. */
export type Opinion = { readonly a: boolean; readonly b: boolean } | { readonly error: string };

/** What the two validators make of a claim. */
export interface Confirmation {
  /** `confirmed`: both say so. `refused`: both deny it. `split`: they disagree, or one has no opinion. */
  readonly verdict: "confirmed" | "split" | "refused";
  readonly ajv: Opinion;
  readonly hyperjump: Opinion;
}

/** Larger schemas are not handed to validators: bundle the part that the witness touches first. */
const MAX_TEXT = 400_000;
/** Deeper schemas and values overflow the stack of ajv. */
const MAX_DEPTH = 100;
const MAX_CACHED = 400;

/**
 * Asks ajv and @hyperjump/json-schema about a witness. Both are loaded on the first call. Neither reads the network
 * or files, and no pattern that could take exponential time is run on a text long enough to let it.
 */
export async function confirm(claim: Claim): Promise<Confirmation> {
  const deep = [claim.a, claim.b, claim.witness].some((value) => isDeeper(value, MAX_DEPTH));
  const prepared = deep ? { error: `nested more than ${MAX_DEPTH} levels deep` } : prepare(claim);
  if ("error" in prepared) return { verdict: "split", ajv: prepared, hyperjump: prepared };
  const { a, b, witness } = prepared;
  const opinion = (compile: Compile): Promise<Opinion> => opinionOf(compile, a, b, witness, claim);
  const ajv = await opinion(ajvCheck);
  const hyperjump = await opinion(hyperjumpCheck);
  return { verdict: verdictOf(ajv, hyperjump), ajv, hyperjump };
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

interface Prepared {
  readonly a: unknown;
  readonly b: unknown;
  readonly witness: JsonValue;
}

function prepare({ dialect, formats, a, b, witness }: Claim): Prepared | { readonly error: string } {
  const cleaned = [clean(a, dialect, formats), clean(b, dialect, formats)];
  const renamed = renameTrouble(cleaned, witness);
  if (renamed === null) return { error: "a member name that validators misread" };
  const [safeA, safeB] = renamed.schemas.map((schema) => guardPatterns(schema, renamed.witness));
  if (safeA === null || safeB === null) return { error: "a pattern that is not safe to run on this value" };
  if ([safeA, safeB].some((schema) => takesTooLong(schema, renamed.witness, dialect)))
    return { error: "branches that share what they refer to: a validator would judge the value too often" };
  const [exactA, exactB] = [safeA, safeB].map((schema) => exactMultiples(schema, renamed.witness));
  return { a: exactA, b: exactB, witness: renamed.witness };
}

type Compile = (schema: unknown, dialect: Dialect, formats: boolean) => Promise<Check | null>;

const ajvCheck = cached(compileWithAjv);
const hyperjumpCheck = cached(compileWithHyperjump);

async function opinionOf(
  compile: Compile,
  a: unknown,
  b: unknown,
  witness: JsonValue,
  { dialect, formats }: Claim,
): Promise<Opinion> {
  try {
    const underA = await compile(a, dialect, formats);
    const underB = await compile(b, dialect, formats);
    if (!underA || !underB) return { error: "known to be wrong about contains beside unevaluatedItems" };
    return { a: underA(witness), b: underB(witness) };
  } catch (error) {
    return { error: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

function verdictOf(ajv: Opinion, hyperjump: Opinion): Confirmation["verdict"] {
  if ("error" in ajv || "error" in hyperjump) return "split";
  const [first, second] = [ajv, hyperjump].map(({ a, b }) => a && !b);
  if (first !== second) return "split";
  return first ? "confirmed" : "refused";
}

const compiled = { schemas: 0, characters: 0 };

/** How many schemas the validators compiled in this process so far, each validator counted, and their characters as JSON. */
export const compilations = (): { readonly schemas: number; readonly characters: number } => ({ ...compiled });

/** Remembers the checks of the schemas seen last. */
function cached(compile: Compile): Compile {
  const known = new Map<string, Promise<Check | null>>();
  return (schema, dialect, formats) => {
    const text = canonicalJson(schema);
    if (text.length > MAX_TEXT) throw new RangeError(`a schema of ${text.length} characters`);
    const key = `${dialect},${formats},${text}`;
    const kept = known.get(key);
    if (kept === undefined) {
      compiled.schemas += 1;
      compiled.characters += text.length;
    }
    const found = kept ?? compile(schema, dialect, formats);
    known.delete(key);
    known.set(key, found);
    const oldest = known.size > MAX_CACHED ? known.keys().next().value : undefined;
    if (oldest !== undefined) known.delete(oldest);
    return found;
  };
}
