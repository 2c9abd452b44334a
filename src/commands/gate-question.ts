import { TallyError } from "../core/errors.ts";
import type { Direction, Surface } from "../core/finding.ts";
import { DEFAULT_IN_FORCE } from "../core/verdict.ts";
import type { Target } from "../gate/index.ts";
import type { Input, Io } from "./command.ts";
import { directionsIn, texts } from "./options.ts";
import { revisionOf } from "./revision.ts";
import { type Ignored, type Selected, type Selector, selectedBy } from "./selectors.ts";
import { findSettings } from "./settings.ts";

/** A question in the words of the command line, every part of it said: DeployQuestion of contracts/openapi.yaml. */
export interface GateQuestion {
  readonly selectors: readonly (Selector & { readonly by: NonNullable<Selector["by"]> })[];
  readonly ignore: readonly Ignored[];
  readonly target: Target | null;
  readonly inForce: { readonly directions: readonly Direction[]; readonly surfaces: readonly Surface[] };
}

/**
 * The question that was typed; what was left out comes from tally.yaml, CI and git. Throws E_USAGE where it is not
 * clear which application, version or environment is meant.
 */
export async function questionOf(input: Input, io: Io, target: Target | null | "default"): Promise<GateQuestion> {
  const selected = selectedBy(input);
  const directions = directionsIn(input);
  const surfaces = texts(input, "surface") as readonly Surface[]; // limited by `choices`
  return {
    selectors: await completed(selected, io),
    ignore: [...selected.ignore, ...ignoredByEnvironment(io)],
    target: target === "default" ? await defaultTarget(selected, io) : target,
    inForce: {
      directions: directions.length > 0 ? directions : DEFAULT_IN_FORCE.directions,
      surfaces: surfaces.length > 0 ? surfaces : DEFAULT_IN_FORCE.surfaces,
    },
  };
}

/** Puts in what was left out: the application of tally.yaml, and this build's version for it. */
async function completed({ selectors }: Selected, io: Io): Promise<GateQuestion["selectors"]> {
  const given: readonly Selector[] = selectors.length > 0 ? selectors : [{ application: "", by: null }];
  const complete: GateQuestion["selectors"][number][] = [];
  for (const { application, by } of given) {
    const name = application === "" ? (await findSettings(io)).only().name : application;
    if (name === null)
      throw new TallyError("E_USAGE", "which application? Neither -a nor tally.yaml names one", {
        hint: "say it with -a NAME",
      });
    if (by === null && given.length > 1)
      throw new TallyError("E_USAGE", `which version of ${name}?`, {
        hint: `say it after -a ${name}: -e VERSION, --latest, --branch NAME or --main-branch`,
      });
    complete.push({ application: name, by: by ?? { type: "version", version: (await revisionOf({}, io)).version } });
  }
  return complete;
}

const ignoredByEnvironment = (io: Io) =>
  (io.env.PACT_BROKER_CAN_I_DEPLOY_IGNORE ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .map((application) => ({ application, version: null }));

/** The one environment that tally.yaml names for the application. */
async function defaultTarget({ selectors }: Selected, io: Io): Promise<Target | null> {
  const settings = await findSettings(io);
  const name = selectors[0]?.application;
  const setting =
    selectors.length > 1 ? null : name ? settings.find(name) : settings.file === null ? null : settings.only();
  const [environment, ...others] = setting?.environments ?? [];
  if (others.length > 0)
    throw new TallyError("E_USAGE", `which environment? tally.yaml names ${setting?.environments.join(", ")}`, {
      hint: "say it with --to-environment NAME",
    });
  return environment === undefined ? null : { type: "environment", name: environment };
}
