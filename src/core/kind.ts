import type { Events } from "./events.ts";
import type { EventsRoom } from "./events-room.ts";
import type { Direction, Finding, Level, Peers, Surface } from "./finding.ts";
import type { Language } from "./language.ts";
import type { Leniency } from "./leniency.ts";
import type { Place } from "./place.ts";
import type { RetiredNumber } from "./retired.ts";
import type { Rule } from "./rule.ts";
import type { Bundle, Source } from "./source.ts";
import type { Tolerance } from "./verdict.ts";
import type { Replay, Witness } from "./witness.ts";

/** How to load an interface. Each kind reads what concerns it. */
export interface LoadOptions {
  /** Extra folders to resolve imports from (`-I`), relative to the source's root or absolute on disk. */
  readonly importRoots: readonly string[];
  /** Allow `$ref` and imports that name a URL. Off: refused with `E_REMOTE`. */
  readonly allowRemote: boolean;
  /** Let an installed buf take from a registry what a buf.lock pins. Absent: nothing is run that reaches a network. */
  readonly dependencies?: boolean;
}

/** Loading with nothing special. */
export const DEFAULT_LOAD: LoadOptions = { importRoots: [], allowRemote: false };

/** How much is promised of something, the least first. */
export const STABILITIES = ["draft", "alpha", "beta", "stable"] as const;

/** One of them. */
export type Stability = (typeof STABILITIES)[number];

/** How to compare. */
export interface CompareOptions {
  readonly tolerances: readonly Tolerance[];
  /** The date that deprecation and sunset rules are judged at, ISO 8601; absent: such rules say so. */
  readonly now?: string;
  /** Operations that are marked with a lower stability may change (`unstable-operations`); absent: `beta`. */
  readonly stableFrom?: Stability;
  /** The days that lie at least between a deprecation and the sunset date it must name, by stability; 0 or absent: none. */
  readonly deprecationDays?: Readonly<Partial<Record<Stability, number>>>;
}

/** A difference as the comparer sees it, before its witness is built and replayed. */
export interface Draft<Seed> {
  /** Id of the rule row it belongs to. */
  readonly rule: string;
  readonly level: Level;
  readonly direction: Direction;
  readonly surface: Surface;
  readonly operation: string | null;
  readonly operations?: readonly string[];
  /** The operation that stands for several in the fingerprint, where the element alone names nothing; absent: none does. */
  readonly lead?: string;
  readonly element: string;
  readonly before: Place | null;
  readonly after: Place | null;
  readonly message: string;
  /** Canonical fragments of both sides, for the fingerprint. */
  readonly fragments: { readonly before: unknown; readonly after: unknown };
  /** The tolerance under which a strict break counts as risky only. */
  readonly tolerance?: Tolerance;
  readonly alsoTolerances?: readonly Tolerance[];
  readonly marked?: true;
  /** On `source`: the languages whose generated code it is about; absent: any may be. */
  readonly languages?: readonly Language[];
  /** Peers' names where they depend on the case; else the row's. */
  readonly peers?: Peers;
  /** What the witness is grown from; null where none can exist. */
  readonly seed: Seed | null;
}

/** No witness, and why. */
export interface NoWitness {
  readonly noWitness: string;
}

/** Numbers that stand for something and must never stand for something else. A kind without numbers has no such room. */
export interface Retirement<Model, Result> {
  /** The numbers that `before` has and `after` no longer has, found as they are asked for. */
  retired(before: Model, after: Model): Iterable<RetiredNumber>;
  /** Does `after` use a number that is new in a message or enum that `before` has too? */
  adds(before: Model, after: Model): boolean;
  /** What an interface means by numbers that were retired, where it is not what they meant then. */
  reused(retired: readonly RetiredNumber[], after: Model): Result;
}

/**
 * A schema language, over its own model. `defineKind` closes it. Rooms of a kind:
 * load (source -> model), compare (two models -> drafts), witness (draft -> payload), replay (witness alone -> outcome).
 */
export interface SchemaKind<Model, Seed> {
  readonly name: string;
  /** One line for people: `OpenAPI 3.0 and 3.1`. */
  readonly title: string;
  readonly rules: readonly Rule[];
  /** Reads everything. Throws TallyError with the place for anything unusable. */
  load(source: Source, options: LoadOptions): Promise<Model>;
  /** Both sides at once, where that is cheaper than one after the other. */
  loadPair?(
    before: Source,
    after: Source,
    options: LoadOptions,
  ): Promise<{ readonly before: Model; readonly after: Model }>;
  /** Hash of the meaning: the model without places and annotations. */
  identity(model: Model): string;
  /** True when two models say the same beyond doubt, found more cheaply than by their identities; absent: those decide. */
  same?(before: Model, after: Model): boolean;
  /** The operations it offers, `GET /pets/{id}` or `pkg.Service/Method`, sorted. */
  operations(model: Model): readonly string[];
  /** What to keep so that `load` on it gives the same model with the same places. */
  bundle(model: Model): Promise<Bundle>;
  /** The text of a file named in a place, for snippets. */
  text(model: Model, file: string): string | null;
  /** What a reader should know about how a model came to be, a sentence each. Absent: there is never anything. */
  notices?(model: Model): readonly string[];
  /** The version number that an interface gives itself, or null. Absent: none ever does. */
  version?(model: Model): string | null;
  compare(before: Model, after: Model, options: CompareOptions): Promise<readonly Draft<Seed>[]>;
  witness(draft: Draft<Seed>, before: Model, after: Model): Promise<Witness | NoWitness>;
  /** From the witness alone: may the producer still produce it, does the reader still fail on it so? */
  replay(witness: Witness): Promise<Replay>;
  /** Which leniencies would cover a finding between the two. Absent: none ever does. */
  forgivable?(finding: Finding, before: Model, after: Model): readonly Leniency[];
  /** The elements that are marked as deprecated, as findings name them, sorted. Absent: `forgivable` never asks for it. */
  deprecated?(model: Model): readonly string[];
  /** Absent where a schema language has no numbers. `witness` gets the new model as both sides. */
  readonly retirement?: Retirement<Model, readonly Draft<Seed>[]>;
  /** Absent where schemas themselves say who writes what. */
  readonly events?: EventsRoom<Model>;
}

/** An interface that was loaded. Opaque: only its kind can look inside. */
export interface Interface {
  readonly kind: string;
  readonly label: string;
  readonly identity: string;
  readonly operations: readonly string[];
  /** The elements that are marked as deprecated and whose removal a team may agree to forgive, sorted. */
  readonly deprecated: readonly string[];
  /** What is declared of its messages that no call carries; null: nothing. */
  readonly events: Events | null;
  /** What a reader should know about how it was loaded, a sentence each. */
  readonly notices: readonly string[];
  /** The version number that it gives itself; null: none. */
  readonly version: string | null;
  text(file: string): string | null;
  bundle(): Promise<Bundle>;
}

/**
 * The two sides of a comparison, loaded as far as that needs: identity, operations and bundle may leave out what both
 * sides have alike.
 */
export interface InterfacePair {
  readonly before: Interface;
  readonly after: Interface;
}

/** A kind with its model closed away, so that all kinds stand in one plain list. */
export interface Kind {
  readonly name: string;
  readonly title: string;
  readonly rules: readonly Rule[];
  load(source: Source, options: LoadOptions): Promise<Interface>;
  /** Loads the two sides of one comparison. */
  loadPair(before: Source, after: Source, options: LoadOptions): Promise<InterfacePair>;
  compare(before: Interface, after: Interface, options: CompareOptions): Promise<readonly Finding[]>;
  replay(witness: Witness): Promise<Replay>;
  /** Which leniencies would cover a finding between the two. */
  forgivable(finding: Finding, before: Interface, after: Interface): readonly Leniency[];
  /** Absent where a schema language has no numbers. */
  readonly retirement?: Retirement<Interface, Promise<readonly Finding[]>>;
}
