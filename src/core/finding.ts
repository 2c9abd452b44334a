import type { AppliedExemption } from "./exemption.ts";
import { hashOf } from "./json.ts";
import type { Language } from "./language.ts";
import type { Leniency } from "./leniency.ts";
import type { Place } from "./place.ts";
import type { Witness } from "./witness.ts";

/** How much a finding hurts, the worst first. `undecided` means: differs, and nothing was proved either way. */
export const LEVELS = ["breaking", "undecided", "risky", "safe"] as const;

/** One of them. */
export type Level = (typeof LEVELS)[number];

/** `backward`: old peers with the new version. `forward`: new peers with the old version. */
export const DIRECTIONS = ["backward", "forward"] as const;

/** One of them. */
export type Direction = (typeof DIRECTIONS)[number];

/** Where it hurts. */
export const SURFACES = ["wire", "json", "rpc", "http", "source"] as const;

/** One of them. */
export type Surface = (typeof SURFACES)[number];

/** Names that peers give to the same change. */
export interface Peers {
  readonly buf: readonly string[];
  readonly oasdiff: readonly string[];
}

/** One difference that can hurt someone. The shape of `findings[]` in `tally diff --format json`. */
export interface Finding {
  /** Rule id, `kind.element.change`. Published: never renamed, never reused. */
  readonly id: string;
  /** Hash of rule, direction, surface, operation, element and fragments; no places, so it survives moves. */
  readonly fingerprint: string;
  readonly level: Level;
  readonly direction: Direction;
  readonly surface: Surface;
  /** `GET /pets/{id}`, `pkg.Service/Method`, or null where no single operation is meant. */
  readonly operation: string | null;
  /** Every operation reached, where one edit reaches several. */
  readonly operations?: readonly string[];
  /** The thing that differs, by the kind's own path: `pkg.Message.field`, `response.200.body.status`. */
  readonly element: string;
  readonly before: Place | null;
  readonly after: Place | null;
  readonly message: string;
  readonly witness: Witness | null;
  /** Why there is no witness, where there is none. */
  readonly noWitness?: string;
  /** The tolerance that turned a strict break into `risky`. */
  readonly tolerance?: string;
  /** Tolerances that are needed together with it. */
  readonly alsoTolerances?: readonly string[];
  /** True where `extensible-enums` is granted by the document, which marks the enum. */
  readonly marked?: true;
  /** On `source`: the languages whose generated code it is about; absent: any may be. */
  readonly languages?: readonly Language[];
  /** The guideline that forbids it, whatever forgives it; set where that made it `breaking`. */
  readonly guideline?: string;
  /** Leniencies that would cover it, where whoever compared did not know which are granted; absent: none would. */
  readonly forgivable?: readonly Leniency[];
  /** The leniency that turned a break into `risky`. */
  readonly leniency?: Leniency;
  /** Set where tally.yaml exempts it: it stays listed and, unless expired, does not count. */
  readonly exemption?: AppliedExemption;
  readonly peers: Peers;
}

/** Where a finding is shown: on the new side, where that has a place for it. */
export const placeOf = ({ before, after }: Pick<Finding, "before" | "after">): Place | null => after ?? before;

/** Every operation that a finding names, each as `GET /pets/{id}` or `pkg.Service/Method`. */
export const operationsOf = ({ operation, operations }: Finding): readonly string[] =>
  operations ?? (operation === null ? [] : [operation]);

/** What a fingerprint is made of. */
export interface FingerprintInput {
  readonly id: string;
  readonly direction: Direction;
  readonly surface: Surface;
  readonly operation: string | null;
  readonly element: string;
  /** The canonical fragments on both sides (plain JSON). */
  readonly fragments: { readonly before: unknown; readonly after: unknown };
}

/** 16 hexadecimal characters that identify a finding across commits, files and moves. */
export const fingerprint = (input: FingerprintInput): string =>
  hashOf([
    input.id,
    input.direction,
    input.surface,
    input.operation,
    input.element,
    input.fragments.before ?? null,
    input.fragments.after ?? null,
  ]).slice(0, 16);
