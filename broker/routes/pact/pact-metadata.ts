/** Why a pact was handed out for verification; travels in its address, and back with the result. */
export interface PactMetadata {
  readonly pending: boolean;
  readonly wip: boolean;
  /** The consumer version that it was handed out for; null where unknown. */
  readonly consumerVersion: string | null;
}

const MAX_METADATA = 4_000;

/** The form in which metadata stand in an address: base64 of a query string, as in the Pact Broker. */
export function writeMetadata({ pending, wip, consumerVersion }: PactMetadata): string {
  const query = new URLSearchParams();
  if (wip) query.set("w", "true");
  if (pending) query.set("p", "true");
  if (consumerVersion !== null) query.set("cvn", consumerVersion);
  return Buffer.from(query.toString()).toString("base64url");
}

/** Reads what `writeMetadata` wrote; of anything else, nothing. */
export function readMetadata(text: string | undefined): PactMetadata {
  const query = new URLSearchParams(Buffer.from((text ?? "").slice(0, MAX_METADATA), "base64url").toString("utf8"));
  return { pending: query.get("p") === "true", wip: query.get("w") === "true", consumerVersion: query.get("cvn") };
}
