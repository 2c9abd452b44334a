import { activeFindings, type Comparison, isInForce } from "../../src/core/verdict.ts";
import { worstFirst } from "../../src/report/headline.ts";
import { FindingCard, type Snippet } from "./finding-card.tsx";
import { Layout, type Link } from "./layout.tsx";

const ANSWER = { compatible: "yes", breaking: "no", undecided: "unknown" } as const;

interface ComparisonProps {
  readonly comparison: Comparison;
  /** What keeps the answer open: a break that was found stays one, anything else is not known. */
  readonly open: readonly string[];
  readonly labels: { readonly before: string; readonly after: string };
  readonly link: Link;
  readonly trail: readonly { readonly name: string; readonly href: string }[];
  readonly snippet: Snippet;
}

/** Two versions of an interface: the answer, then every finding, those in force first. */
export const ComparisonPage = ({ comparison, open, labels, link, trail, snippet }: ComparisonProps) => {
  const active = worstFirst(activeFindings(comparison));
  const rest = worstFirst(comparison.findings.filter((finding) => !isInForce(finding, comparison.inForce)));
  const { verdict, verdicts, counts } = comparison;
  const said = verdict !== "breaking" && open.length > 0 ? "not known yet" : verdict;
  return (
    <Layout title={`${labels.before} → ${labels.after}`} link={link} trail={trail}>
      <h1>
        {labels.before} → {labels.after}
      </h1>
      <div class={`answer ${said === "not known yet" ? "unknown" : ANSWER[said]}`} role="status">
        <strong>{said}</strong>
        <p>
          {counts.breaking} breaking, {counts.undecided} undecided, {counts.risky} risky, {counts.safe} safe
        </p>
        <p class="soft">
          backward {verdicts.backward}, forward {verdicts.forward}; in force:{" "}
          {comparison.inForce.directions.join(" and ")} on {comparison.inForce.surfaces.join(", ")}
        </p>
      </div>
      {open.map((sentence) => (
        <p>{sentence}</p>
      ))}
      {active.length > 0 && <h2>In force</h2>}
      {active.map((finding) => (
        <FindingCard finding={finding} snippet={snippet} />
      ))}
      {rest.length > 0 && (
        <details>
          <summary>
            <strong>{rest.length} more, not in force</strong>
          </summary>
          {rest.map((finding) => (
            <FindingCard finding={finding} snippet={snippet} />
          ))}
        </details>
      )}
    </Layout>
  );
};
