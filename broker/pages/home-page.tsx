import type { Verdict } from "../../src/gate/verdict.ts";
import { Layout, type Link } from "./layout.tsx";
import { Table } from "./table.tsx";

/** An application as the home page shows it. */
export interface HomeApplication {
  readonly name: string;
  readonly retired: boolean;
  /** Its newest version, or null. */
  readonly newest: string | null;
  /** What is live, by environment. */
  readonly live: readonly { readonly environment: string; readonly versions: readonly string[] }[];
}

/** A version that may not go out, or that nobody can vouch for. */
export interface HomeBlock {
  readonly application: string;
  readonly version: string;
  readonly environment: string;
  readonly verdict: Verdict["verdict"];
  readonly sentence: string;
}

/** A seam as the home page shows it. */
export interface HomeSeam {
  readonly consumer: string;
  readonly provider: string;
  readonly contract: "pact" | "copy";
  /** Newest version of the consumer that has the contract. */
  readonly version: string | null;
  readonly result: "verified" | "failed" | "not verified" | "by comparison";
}

interface HomeProps {
  readonly applications: readonly HomeApplication[];
  readonly seams: readonly HomeSeam[];
  readonly blocks: readonly HomeBlock[];
  readonly environments: readonly string[];
  readonly page: { readonly number: number; readonly last: number };
  readonly query: string;
  readonly link: Link;
}

const SEAM_BADGE = { verified: "yes", failed: "no", "not verified": "unknown", "by comparison": "" } as const;

/** Everything at a glance: what is blocked and why, the applications, the seams between them. */
export const HomePage = ({ applications, seams, blocks, environments, page, query, link }: HomeProps) => (
  <Layout title="Estate" link={link}>
    <h1>What may go out</h1>
    <Blocks blocks={blocks} link={link} empty={applications.length === 0} query={query} />
    <h2>Applications</h2>
    <form class="ask" action={link()} method="get">
      <label>
        Name contains
        <input type="search" name="q" value={query} />
      </label>
      <button type="submit">Find</button>
    </form>
    {applications.length > 0 && <Applications applications={applications} environments={environments} link={link} />}
    <Pages page={page} query={query} link={link} />
    <h2>Seams</h2>
    <Seams seams={seams} link={link} />
  </Layout>
);

const Blocks = ({
  blocks,
  link,
  empty,
  query,
}: Pick<HomeProps, "blocks" | "link" | "query"> & { readonly empty: boolean }) => {
  if (empty && query !== "") return <p>No application has “{query}” in its name.</p>;
  if (empty) {
    return (
      <p>
        Nothing is published yet. Start with <code>tally publish</code>.
      </p>
    );
  }
  if (blocks.length === 0)
    return (
      <p class="answer yes">
        The newest version of every application here may go to production and wherever it is live.
      </p>
    );
  return (
    <ul class="plain">
      {blocks.map(({ application, version, environment, verdict, sentence }) => (
        <li class={`answer ${verdict}`}>
          <a href={`${link("verdict")}?${new URLSearchParams({ application, version, environment })}`}>
            {application} <span class="mono">{version}</span> → {environment}
          </a>
          : <span class={`badge ${verdict}`}>{verdict}</span> {sentence}
        </li>
      ))}
    </ul>
  );
};

const Applications = ({
  applications,
  environments,
  link,
}: Pick<HomeProps, "applications" | "environments" | "link">) => (
  <Table heads={["Application", "Newest version", ...environments]}>
    {applications.map(({ name, newest, live, retired }) => (
      <tr>
        <th scope="row">
          <a href={link("applications", name)}>{name}</a> {retired && <span class="badge">retired</span>}
        </th>
        <td class="mono">{newest ?? "none"}</td>
        {environments.map((environment) => (
          <td class="mono">{live.find((one) => one.environment === environment)?.versions.join(", ") ?? ""}</td>
        ))}
      </tr>
    ))}
  </Table>
);

const Pages = ({ page, query, link }: Pick<HomeProps, "page" | "query" | "link">) => {
  if (page.last <= 1) return null;
  const to = (number: number) =>
    `${link()}?${new URLSearchParams({ ...(query && { q: query }), page: String(number) })}`;
  return (
    <p>
      {page.number > 1 && (
        <a href={to(page.number - 1)} rel="prev">
          previous
        </a>
      )}{" "}
      page {page.number} of {page.last}{" "}
      {page.number < page.last && (
        <a href={to(page.number + 1)} rel="next">
          next
        </a>
      )}
    </p>
  );
};

const Seams = ({ seams, link }: Pick<HomeProps, "seams" | "link">) =>
  seams.length === 0 ? (
    <p class="soft">No contract connects the applications shown.</p>
  ) : (
    <Table heads={["Consumer", "Provider", "Contract", "Newest result"]}>
      {seams.map(({ consumer, provider, contract, version, result }) => (
        <tr>
          <td>
            <a href={link("applications", consumer)}>{consumer}</a> <span class="mono soft">{version ?? ""}</span>
          </td>
          <td>
            <a href={link("applications", provider)}>{provider}</a>
          </td>
          <td>{contract === "pact" ? "pact" : "schema copy"}</td>
          <td>
            <span class={`badge ${SEAM_BADGE[result]}`}>{result}</span>
          </td>
        </tr>
      ))}
    </Table>
  );
