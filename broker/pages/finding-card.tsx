import type { Finding } from "../../src/core/finding.ts";
import { formatPlace, type Place, type Side } from "../../src/core/place.ts";
import { tolerancesOf } from "../../src/core/reading.ts";
import type { Witness } from "../../src/core/witness.ts";
import type { AcceptanceFact } from "../../src/gate/facts.ts";
import { payloadLines } from "../../src/report/payload.ts";

/** The text at a place of one side, or null where it is not at hand. */
export type Snippet = (side: Side, place: Place) => string | null;

const BADGE = { breaking: "no", undecided: "unknown", risky: "unknown", safe: "yes" } as const;
const SIDE = { before: "the old side", after: "the new side" } as const;

interface FindingProps {
  readonly finding: Finding & {
    readonly accepted?: AcceptanceFact | null;
    readonly because?: string;
    readonly forgiven?: string;
  };
  readonly snippet: Snippet;
}

/** One finding: what, where on both sides, and the payload that proves it. */
export const FindingCard = ({ finding, snippet }: FindingProps) => (
  <article class="card">
    <header>
      <span class={`badge ${BADGE[finding.level]}`}>{finding.level}</span>
      <h3>{finding.message}</h3>
    </header>
    <p class="soft">
      <code>{finding.id}</code>, {finding.direction} on {finding.surface}
      {finding.operation !== null && (
        <>
          , in <code>{finding.operation}</code>
        </>
      )}
      , fingerprint <code>{finding.fingerprint}</code>
    </p>
    <div class="sides">
      <SideView side="before" label="old" place={finding.before} snippet={snippet} />
      <SideView side="after" label="new" place={finding.after} snippet={snippet} />
    </div>
    {finding.witness && <WitnessView witness={finding.witness} />}
    {finding.noWitness && <p class="soft">No witness: {finding.noWitness}</p>}
    {finding.level === "risky" && finding.tolerance && (
      <p class="soft">Tolerated by {tolerancesOf(finding).join(" and ")}.</p>
    )}
    {finding.because && <p class="soft">It counts: {finding.because}.</p>}
    {finding.forgiven && (
      <p>
        <span class="badge yes">forgiven</span> {finding.forgiven}
      </p>
    )}
    {finding.accepted && (
      <p>
        <span class="badge yes">accepted</span> by {finding.accepted.owner}: {finding.accepted.reason}
        {finding.accepted.until !== null && ` (until ${finding.accepted.until})`}
      </p>
    )}
  </article>
);

interface SideProps {
  readonly side: Side;
  readonly label: "old" | "new";
  readonly place: Place | null;
  readonly snippet: Snippet;
}

const SideView = ({ side, label, place, snippet }: SideProps) => {
  if (place === null) return null;
  const text = snippet(side, place);
  return (
    <figure class={label}>
      <figcaption>
        {label}: <span class="mono">{formatPlace(place)}</span>
      </figcaption>
      {text !== null && <pre>{text}</pre>}
    </figure>
  );
};

const WitnessView = ({ witness }: { readonly witness: Witness }) => (
  <>
    <h4>Witness: {witness.outcome}</h4>
    <pre>{payloadLines(witness.payload).join("\n")}</pre>
    <dl class="facts">
      <dt>Written by {SIDE[witness.producer]}</dt>
      <dd class="mono">{witness.wrote}</dd>
      <dt>Read by {SIDE[witness.reader]}</dt>
      <dd class="mono">{witness.read}</dd>
      {(witness.notes ?? []).map((note) => (
        <>
          <dt>Note</dt>
          <dd>{note}</dd>
        </>
      ))}
    </dl>
  </>
);
