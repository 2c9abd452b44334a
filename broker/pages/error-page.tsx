import { Layout, type Link } from "./layout.tsx";

interface ErrorProps {
  readonly status: number;
  readonly sentences: readonly string[];
  readonly hint: string | null;
  readonly link: Link;
}

/** What went wrong, for people. */
export const ErrorPage = ({ status, sentences, hint, link }: ErrorProps) => (
  <Layout
    title={status === 404 ? "Not found" : "That did not work"}
    link={link}
    trail={[{ name: "Estate", href: link() }]}
  >
    <h1>{status === 404 ? "Not found" : "That did not work"}</h1>
    <div class="answer unknown" role="alert">
      {sentences.map((sentence) => (
        <p>{sentence}</p>
      ))}
    </div>
    {hint !== null && <p class="soft">{hint}</p>}
  </Layout>
);
