import type { Finding } from "../../src/core/finding.ts";
import { isInForce } from "../../src/core/verdict.ts";
import type { Check, Party, Verdict } from "../../src/gate/verdict.ts";
import { worstFirst } from "../../src/report/headline.ts";
import { FindingCard, type Snippet } from "./finding-card.tsx";
import { Layout, type Link } from "./layout.tsx";
import { Table } from "./table.tsx";

const STATE_BADGE = { satisfied: "yes", failed: "no", missing: "unknown", "not-applicable": "" } as const;
const ANSWER = { yes: "Yes", no: "No", unknown: "Unknown" } as const;

interface VerdictProps {
  readonly verdict: Verdict;
  readonly link: Link;
  /** Texts at the places of one check's findings. */
  snippetsOf(check: Check): Snippet;
}

/** The answer of the gate: the sentence, a row per check with its evidence, each finding with its proof, what to type next. */
export const VerdictPage = ({ verdict, link, snippetsOf }: VerdictProps) => {
  const title = titleOf(verdict);
  const proofs = verdict.checks.filter((check) => check.findings.length > 0);
  return (
    <Layout title={title} link={link}>
      <h1>{title}</h1>
      <div class={`answer ${verdict.verdict}`} role="status">
        <strong>{ANSWER[verdict.verdict]}</strong>
        <p>{verdict.sentence}</p>
        <p class="soft">
          Reason <code>{verdict.reason}</code>; in force: {verdict.inForce.directions.join(" and ")} on{" "}
          {verdict.inForce.surfaces.join(", ")}
        </p>
      </div>
      {verdict.next !== null && (
        <p class="next">
          Next: <code>{verdict.next}</code>
        </p>
      )}
      {verdict.notices.map((notice) => (
        <p>{notice}</p>
      ))}
      <h2>What was checked</h2>
      {verdict.checks.length === 0 ? (
        <p class="soft">Nothing: no seam touches this version there.</p>
      ) : (
        <Checks verdict={verdict} link={link} />
      )}
      {proofs.length > 0 && <h2>Proof</h2>}
      {proofs.map((check) => (
        <Proof check={check} verdict={verdict} snippet={snippetsOf(check)} />
      ))}
    </Layout>
  );
};

const Proof = ({
  check,
  verdict,
  snippet,
}: {
  readonly check: Check;
  readonly verdict: Verdict;
  readonly snippet: Snippet;
}) => {
  const counts = (finding: Finding): boolean => isInForce(finding, verdict.inForce);
  const rest = check.findings.filter((finding) => !counts(finding));
  return (
    <section aria-label={check.message}>
      <p>
        <strong>{check.message}</strong>
      </p>
      {worstFirst(check.findings.filter(counts)).map((finding) => (
        <FindingCard finding={finding} snippet={snippet} />
      ))}
      {rest.length > 0 && (
        <details>
          <summary>{rest.length} more, not in force</summary>
          {worstFirst(rest).map((finding) => (
            <FindingCard finding={finding} snippet={snippet} />
          ))}
        </details>
      )}
    </section>
  );
};

const Checks = ({ verdict, link }: { readonly verdict: Verdict; readonly link: Link }) => (
  <Table heads={["Check", "Consumer", "Provider", "Evidence", "Says"]}>
    {verdict.checks.map((check) => (
      <tr>
        <td>{check.type}</td>
        <td>
          <Version version={check.consumer} link={link} />
        </td>
        <td>
          <Version version={check.provider} link={link} />
          {check.against && (
            <div class="soft">
              against <Version version={check.against} link={link} />
            </div>
          )}
        </td>
        <td class="nowrap">
          <span class={`badge ${check.ignored ? "" : STATE_BADGE[check.state]}`}>{check.state}</span>
          {check.ignored && <span class="soft"> ignored</span>}
        </td>
        <td class="says">
          {check.message}
          {check.next !== null && (
            <div class="next soft">
              <code>{check.next}</code>
            </div>
          )}
        </td>
      </tr>
    ))}
  </Table>
);

const Version = ({ version, link }: { readonly version: Party | null; readonly link: Link }) =>
  version === null ? (
    <span class="soft">none</span>
  ) : (
    <>
      <a href={link("applications", version.application)}>{version.application}</a>{" "}
      <span class="mono">{version.version ?? "(no version there)"}</span>
    </>
  );

function titleOf({ question }: Verdict): string {
  const asked = question.asked
    .map(({ application, version, words }) => `${application} ${version ?? words}`)
    .join(", ");
  const target = question.target;
  const where =
    target === null
      ? ""
      : target.type === "main-branch"
        ? " be merged to the main branch"
        : ` be deployed to ${target.name}`;
  return `Can ${asked}${where || " be deployed"}?`;
}
