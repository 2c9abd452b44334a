import type { Finding } from "../../src/core/finding.ts";
import type { Grant } from "../../src/core/leniency.ts";
import { DEFAULT_IN_FORCE, type InForce } from "../../src/core/verdict.ts";
import type {
  AcceptanceFact,
  ApplicationFact,
  ComparisonFact,
  CopyFact,
  DeprecationFact,
  Facts,
  Floor,
  InterfaceFact,
  PactFact,
  Question,
  RetiredFact,
  SeamFact,
  Target,
  VerificationFact,
  VersionFact,
} from "../../src/gate/facts.ts";

/** An estate in a few words, from which facts are made. Versions are written `application@number`. */
export interface Estate {
  readonly ask: readonly string[];
  readonly target?: Target | null;
  readonly live?: readonly string[];
  /** Live as supported releases. */
  readonly released?: readonly string[];
  /** Versions for which nothing was published. */
  readonly blank?: readonly string[];
  /** Names that merely stand in contracts. */
  readonly nameOnly?: readonly string[];
  readonly retired?: readonly string[];
  readonly retiredSeams?: readonly string[];
  readonly known?: readonly string[];
  readonly ignore?: readonly string[];
  /** `web@1 -> orders`, verified by `by` and refused by `refusedBy`. */
  readonly pacts?: readonly {
    readonly of: string;
    readonly by?: readonly string[];
    readonly refusedBy?: readonly string[];
  }[];
  /** `orders@1: content`, or `orders@1#name: content`. */
  readonly interfaces?: readonly (Partial<InterfaceFact> & { readonly of: string; readonly content: string })[];
  readonly copies?: readonly (Partial<CopyFact> & { readonly of: string; readonly content: string })[];
  readonly comparisons?: readonly (Partial<ComparisonFact> & { readonly before: string; readonly after: string })[];
  readonly acceptances?: readonly (Partial<AcceptanceFact> & {
    readonly application: string;
    readonly fingerprint: string;
  })[];
  readonly strict?: Readonly<Record<string, readonly string[]>>;
  readonly preset?: Readonly<Record<string, string>>;
  readonly reads?: Readonly<Record<string, string>>;
  readonly lenient?: Readonly<Record<string, readonly Grant[]>>;
  /** Since when elements of an application's interface are deprecated. */
  readonly deprecations?: readonly (Partial<DeprecationFact> & { readonly application: string })[];
  readonly inForce?: Partial<InForce>;
  readonly now?: string;
  readonly floor?: Partial<Floor>;
  /** Sets of retired numbers, by the application whose they are. */
  readonly numbers?: readonly (Partial<RetiredFact> & { readonly application: string })[];
  /** Seams that exist although no version here has a contract. */
  readonly seams?: readonly string[];
}

export const PRODUCTION: Target = { type: "environment", name: "production" };

const split = (text: string, separator: string): readonly [string, string] => {
  const [left = "", right = ""] = text.split(separator);
  return [left.trim(), right.trim()];
};

/** Builds facts as a store would give them. */
export function estate(given: Estate): Facts {
  const pacts = (given.pacts ?? []).map(({ of }): PactFact => {
    const [who, provider] = split(of, "->");
    const [consumer, consumerVersion] = split(who, "@");
    return { consumer, consumerVersion, provider, content: `pact of ${of}`, publishedAt: "2026-01-01T00:00:00Z" };
  });
  const copies = (given.copies ?? []).map(({ of, ...rest }): CopyFact => {
    const [who, provider] = split(of, "->");
    const [consumer, consumerVersion] = split(who, "@");
    return { consumer, consumerVersion, provider, kind: "openapi", name: "default", operations: null, ...rest };
  });
  const seams = seamsOf(given, [...pacts, ...copies]);
  const versions = versionsOf(given);
  const names = new Set([
    ...versions.map((version) => version.application),
    ...seams.flatMap((seam) => [seam.consumer, seam.provider]),
    ...given.ask.map((one) => split(one, "@")[0]),
  ]);
  return {
    schemaVersion: 1,
    engine: "test",
    now: given.now ?? "2026-06-01T12:00:00Z",
    question: questionOf(given),
    floor: given.floor ? { directions: [], surfaces: [], strict: [], ...given.floor } : null,
    applications: [...names].map(
      (name): ApplicationFact => ({
        name,
        consumers: given.known?.includes(name) ? "known" : "open",
        hasVersions: !given.nameOnly?.includes(name),
        retired: given.retired?.includes(name) ?? false,
      }),
    ),
    versions,
    pacts,
    verifications: (given.pacts ?? []).flatMap((pact, index) => verificationsOf(pact, pacts[index]!)),
    interfaces: (given.interfaces ?? []).map(({ of, ...rest }): InterfaceFact => {
      const [application, version] = split(of, "@");
      return { application, version, kind: "openapi", name: "default", formerly: null, ...rest };
    }),
    copies,
    ...(given.numbers && {
      retired: given.numbers.map(
        (one): RetiredFact => ({
          kind: "openapi",
          name: "default",
          content: "numbers",
          state: "done",
          error: null,
          ...one,
        }),
      ),
    }),
    ...(given.deprecations && {
      deprecations: given.deprecations.map(
        (one): DeprecationFact => ({
          kind: "openapi",
          name: "default",
          element: "response.200.body.total",
          since: "2026-05-01T12:00:00Z",
          versions: 1,
          ...one,
        }),
      ),
    }),
    comparisons: (given.comparisons ?? []).map(
      (one): ComparisonFact => ({
        kind: "openapi",
        state: "done",
        error: null,
        findings: [],
        ...one,
      }),
    ),
    acceptances: (given.acceptances ?? []).map(
      (one): AcceptanceFact => ({
        reason: "agreed with everybody",
        owner: "ana",
        until: null,
        ...one,
      }),
    ),
    seams,
  };
}

function seamsOf(
  given: Estate,
  contracts: readonly { readonly consumer: string; readonly provider: string }[],
): SeamFact[] {
  const texts = new Set([...contracts.map((one) => `${one.consumer}->${one.provider}`), ...(given.seams ?? [])]);
  return [...texts].map((text) => {
    const [consumer, provider] = split(text, "->");
    return { consumer, provider, retired: given.retiredSeams?.includes(text) ?? false };
  });
}

function versionsOf(given: Estate): VersionFact[] {
  const [live, released] = [new Set(given.live), new Set(given.released)];
  const asked = given.ask.filter((one) => one.includes("@"));
  return [...new Set([...asked, ...live, ...released])].map((text): VersionFact => {
    const [application, version] = split(text, "@");
    return {
      application,
      version,
      branch: null,
      createdAt: "2026-01-01T00:00:00Z",
      live: live.has(text) || released.has(text),
      released: released.has(text),
      strict: given.strict?.[text] ?? [],
      preset: given.preset?.[text] ?? null,
      reads: given.reads?.[text] ?? null,
      ...(given.lenient?.[text] && { lenient: given.lenient[text] }),
      published: !given.blank?.includes(text),
    };
  });
}

function questionOf(given: Estate): Question {
  return {
    asked: given.ask.map((text) => {
      const [application, version] = split(text, "@");
      return { application, version: version || null, words: version ? `version ${version}` : "the latest version" };
    }),
    target: given.target === undefined ? PRODUCTION : given.target,
    ignore: (given.ignore ?? []).map((text) => {
      const [application, version] = split(text, "@");
      return { application, version: version || null };
    }),
    inForce: { ...DEFAULT_IN_FORCE, ...given.inForce },
  };
}

function verificationsOf(
  { by = [], refusedBy = [] }: { readonly by?: readonly string[]; readonly refusedBy?: readonly string[] },
  pact: PactFact,
): VerificationFact[] {
  const result = (providerVersion: string, success: boolean, number: number): VerificationFact => ({
    content: pact.content,
    consumer: pact.consumer,
    provider: pact.provider,
    providerVersion,
    success,
    at: "2026-01-02T00:00:00Z",
    number,
    url: null,
  });
  return [
    ...by.map((version, index) => result(version, true, index + 1)),
    ...refusedBy.map((version, index) => result(version, false, index + 100)),
  ];
}

/** A finding, breaking old peers over HTTP unless told otherwise. */
export const finding = (given: Partial<Finding> = {}): Finding => ({
  id: "openapi.response.property-removed",
  fingerprint: "f00d",
  level: "breaking",
  direction: "backward",
  surface: "http",
  operation: "GET /orders",
  element: "response.200.body.total",
  before: null,
  after: null,
  message: "total is gone from the answer",
  witness: {
    kind: "openapi",
    payload: { type: "json", text: "{}" },
    producer: "after",
    reader: "before",
    outcome: "rejected",
    wrote: "an order without a total",
    read: "total is required",
    context: {},
  },
  peers: { buf: [], oasdiff: [] },
  ...given,
});
