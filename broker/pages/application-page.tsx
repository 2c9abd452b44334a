import type { Application, Branch, Integration, PublishedCopy, PublishedInterface, Version } from "../store/records.ts";
import { Layout, type Link } from "./layout.tsx";
import { Table } from "./table.tsx";

interface ApplicationProps {
  readonly application: Application;
  /** The newest versions, newest first. */
  readonly versions: readonly Version[];
  readonly total: number;
  readonly branches: readonly Branch[];
  readonly live: readonly { readonly environment: string; readonly version: string; readonly how: string }[];
  readonly environments: readonly string[];
  readonly integrations: readonly Integration[];
  readonly interfaces: readonly PublishedInterface[];
  readonly copies: readonly PublishedCopy[];
  readonly link: Link;
}

/** One application: where it is live, its versions and branches, what it offers and what it expects. */
export const ApplicationPage = (props: ApplicationProps) => {
  const { application, link } = props;
  return (
    <Layout title={application.name} link={link} trail={[{ name: "Estate", href: link() }]}>
      <h1>
        {application.displayName ?? application.name}{" "}
        {application.retired && <span class="badge">retired: {application.retired.reason}</span>}
      </h1>
      <dl class="facts">
        <dt>Main branch</dt>
        <dd>{application.mainBranch ?? "not set"}</dd>
        <dt>Callers</dt>
        <dd>{application.consumers === "open" ? "also some that nobody registered" : "only those with a contract"}</dd>
        {application.repositoryUrl !== null && (
          <>
            <dt>Repository</dt>
            <dd>{application.repositoryUrl}</dd>
          </>
        )}
      </dl>
      <Ask {...props} />
      <Live {...props} />
      <Versions {...props} />
      <Offers {...props} />
      <Expects {...props} />
      <Branches {...props} />
    </Layout>
  );
};

const Ask = ({ application, versions, environments, link }: ApplicationProps) => (
  <form class="ask" action={link("verdict")} method="get">
    <input type="hidden" name="application" value={application.name} />
    <label>
      Can version
      <select name="version">
        {versions.map(({ version }) => (
          <option value={version}>{version}</option>
        ))}
      </select>
    </label>
    <label>
      be deployed to
      <select name="environment">
        {environments.map((name) => (
          <option value={name} selected={name === "production"}>
            {name}
          </option>
        ))}
      </select>
    </label>
    <button type="submit">Ask</button>
  </form>
);

const Live = ({ live }: ApplicationProps) => (
  <>
    <h2>Environments</h2>
    {live.length === 0 ? (
      <p class="soft">Not recorded as deployed or released anywhere.</p>
    ) : (
      <Table heads={["Environment", "Version", "How"]}>
        {live.map(({ environment, version, how }) => (
          <tr>
            <th scope="row">{environment}</th>
            <td class="mono">{version}</td>
            <td>{how}</td>
          </tr>
        ))}
      </Table>
    )}
  </>
);

const Versions = ({ application, versions, total, interfaces, live, link }: ApplicationProps) => (
  <>
    <h2>Versions</h2>
    <Table heads={["Version", "Branches", "Tags", "Published", "Compared with"]}>
      {versions.map((one, index) => {
        const before = versions[index + 1];
        const comparable =
          before && [one, before].every((v) => interfaces.some((offer) => offer.version === v.version));
        return (
          <tr>
            <th scope="row" class="mono">
              {one.version} {live.some(({ version }) => version === one.version) && <span class="badge yes">live</span>}
            </th>
            <td>{one.branches.map(({ name, latest }) => `${name}${latest ? " (head)" : ""}`).join(", ")}</td>
            <td>{one.tags.map(({ name }) => name).join(", ")}</td>
            <td class="nowrap">
              <time datetime={one.createdAt}>{one.createdAt.slice(0, 16).replace("T", " ")}</time>
            </td>
            <td>
              {comparable && (
                <a
                  href={`${link("comparison")}?${new URLSearchParams({ application: application.name, before: before.version, after: one.version })}`}
                >
                  {before.version}
                </a>
              )}
            </td>
          </tr>
        );
      })}
    </Table>
    {total > versions.length && (
      <p class="soft">
        The newest {versions.length} of {total}.
      </p>
    )}
  </>
);

const Offers = ({ interfaces, integrations, application, link }: ApplicationProps) => {
  const consumers = integrations.filter(({ provider }) => provider === application.name);
  return (
    <>
      <h2>Offers</h2>
      {interfaces.length === 0 && <p class="soft">No interface is published.</p>}
      {interfaces.length > 0 && (
        <Table heads={["Version", "Kind", "Name", "Operations", "Meaning"]}>
          {interfaces.map(({ version, kind, name, operations, content, events }) => (
            <tr>
              <td class="mono">{version}</td>
              <td>{kind}</td>
              <td>{name}</td>
              <td>
                {operations.length === 0 ? (
                  "none"
                ) : (
                  <details>
                    <summary>{operations.length}</summary>
                    {operations.map((operation) => (
                      <div class="mono">{operation}</div>
                    ))}
                  </details>
                )}
                <Declared events={events} />
              </td>
              <td class="mono soft">{content.slice(0, 12)}</td>
            </tr>
          ))}
        </Table>
      )}
      {consumers.length > 0 && (
        <p>
          Consumers with a contract:{" "}
          {consumers.map(({ consumer }, index) => (
            <>
              {index > 0 && ", "}
              <a href={link("applications", consumer)}>{consumer}</a>
            </>
          ))}
        </p>
      )}
    </>
  );
};

/** Message types that no call carries, as the version declares them. */
const Declared = ({ events }: Pick<PublishedInterface, "events">) =>
  events === null ? null : (
    <details>
      <summary>events</summary>
      {events.publishes.map((name) => (
        <div>
          publishes <span class="mono">{name}</span>
        </div>
      ))}
      {events.receives.map((name) => (
        <div>
          receives <span class="mono">{name}</span>
        </div>
      ))}
    </details>
  );

const Expects = ({ integrations, copies, application, link }: ApplicationProps) => {
  const providers = integrations.filter(({ consumer }) => consumer === application.name);
  return (
    <>
      <h2>Expects</h2>
      {providers.length === 0 && <p class="soft">It has no contract with a provider.</p>}
      {providers.map(({ provider }) => (
        <p>
          <a href={link("applications", provider)}>{provider}</a>:{" "}
          {copies.some((copy) => copy.provider === provider) ? "a copy of its schema" : "a pact"}
        </p>
      ))}
    </>
  );
};

const Branches = ({ branches }: ApplicationProps) =>
  branches.length === 0 ? null : (
    <>
      <h2>Branches</h2>
      <ul>
        {branches.map(({ name, head }) => (
          <li>
            {name} {head !== null && <span class="mono soft">{head}</span>}
          </li>
        ))}
      </ul>
    </>
  );
