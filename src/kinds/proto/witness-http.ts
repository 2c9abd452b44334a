import type { NoWitness } from "../../core/kind.ts";
import { otherSide } from "../../core/place.ts";
import { isStated, type Meeting, notReproduced, type Replay, type Witness } from "../../core/witness.ts";
import { capture, parseTemplate, pathOfTemplate } from "./http-template.ts";
import type { HttpBinding, HttpSeed } from "./seed.ts";
import { contextToJson, type HttpContext } from "./witness-context.ts";

/** The request along a binding that the other side does not have. */
export function growRequest(seed: HttpSeed): Witness | NoWitness {
  const reader = otherSide(seed.producer);
  const urls = examplePaths(seed.template);
  if (urls.length === 0) return { noWitness: `${seed.template} is no path template` };
  const context: HttpContext = { type: "http", path: seed.path, sides: seed.bindings };
  const met = (url: string) =>
    meet({ method: seed.method, url }, seed.bindings[seed.producer], seed.bindings[reader], seed.path);
  const [refused] = urls.flatMap((url) => {
    const verdict = met(url);
    return verdict ? [{ url, ...verdict }] : [];
  });
  if (!refused) return { noWitness: `${seed.method} ${urls.join(", ")} is answered on both sides` };
  const { url, status, ...meeting } = refused;
  return {
    kind: "proto",
    payload: { type: "http-request", method: seed.method, url, headers: {}, body: null, meets: status },
    producer: seed.producer,
    reader,
    ...meeting,
    context: contextToJson(context),
  };
}

interface Refusal extends Meeting {
  readonly status: number;
}

function meet(
  request: { readonly method: string; readonly url: string },
  known: readonly HttpBinding[],
  offered: readonly HttpBinding[],
  path: string,
): Refusal | null {
  const at = (bindings: readonly HttpBinding[]) => bindings.filter(({ template }) => matches(template, request.url));
  const named = ({ method }: HttpBinding) => method === request.method;
  if (!at(known).some(named) || at(offered).some(named)) return null;
  const others = at(offered);
  const read =
    others.length > 0
      ? `${path} answers ${request.url} to ${others.map(({ method }) => method).join(", ")} only`
      : `${path} has no binding that matches ${request.url}`;
  const wrote = `${request.method} ${request.url} for ${path}`;
  return { outcome: "rejected", wrote, read, status: others.length > 0 ? 405 : 404 };
}

/**
 * Paths that match a template: `*` and variables become one segment each, `**` one, then two. None where it is no
 * template.
 */
export function examplePaths(template: string): readonly string[] {
  const parsed = parseTemplate(template);
  if (!parsed) return [];
  const paths = ["x", "x/x"].map((rest) =>
    pathOfTemplate(parsed, (index) => (parsed.segments[index]?.text === "**" ? rest : "x")),
  );
  return [...new Set(paths)];
}

/** Does a path match a template? */
export function matches(template: string, path: string): boolean {
  const parsed = parseTemplate(template);
  return parsed !== null && capture(parsed, path) !== null;
}

/** The request again, from the bindings that travel with it. */
export function replayRequest(witness: Witness, { path, sides }: HttpContext): Replay {
  const { payload } = witness;
  if (payload.type !== "http-request") return notReproduced("replay", "the payload is no request");
  const verdict = meet(payload, sides[witness.producer], sides[witness.reader], path);
  const says = verdict?.read ?? "the request is answered";
  return {
    reproduced: isStated(witness, verdict) && verdict?.status === payload.meets,
    views: [{ reader: "HTTP transcoding by path template", says }],
  };
}
