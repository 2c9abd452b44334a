import type { Events } from "../../../src/core/events.ts";
import type { Broker } from "../../broker.ts";
import { TOLERANCES } from "../../jobs/comparer.ts";
import { type SchemaContent, toBundle } from "../../store/records.ts";

/** Something that a version has already, and with another meaning. */
export interface Conflict {
  readonly type: "pact" | "interface" | "copy" | "name" | "policy";
  readonly kind?: string;
  readonly name?: string;
  readonly provider?: string;
  readonly message: string;
  /** One sentence for each difference. */
  readonly differences: readonly string[];
  /** What was published first and what was sent now, where they are schemas. */
  readonly schemas?: readonly [before: SchemaContent, after: SchemaContent] | null;
}

/** Thrown out of a transaction to undo it. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super(conflicts.map((conflict) => conflict.message).join("; "));
    this.conflicts = conflicts;
  }
}

const SHOWN = 100;

/** What else a version says of a schema, where the schema itself is the same. */
const BESIDE_CONTENT: Readonly<Record<Conflict["type"], string>> = {
  interface: "the name that it had before (formerly) differs",
  copy: "the operations that are used differ",
  pact: "",
  name: "",
  policy: "",
};

/** The conflict with what differs between its two schemas spelled out, as it is answered. */
export async function schemaDifferences(broker: Broker, { schemas, ...conflict }: Conflict): Promise<Conflict> {
  if (!schemas) return conflict;
  const [before, after] = schemas;
  if (before.content === after.content) return { ...conflict, differences: [BESIDE_CONTENT[conflict.type]] };
  const labels = ["published", "sent"] as const;
  const bundles = { before: toBundle(before), after: toBundle(after) };
  const task = { type: "compare", labels, ...bundles, tolerances: TOLERANCES } as const;
  const result = await broker.comparer.pool.run(task);
  if (result.type !== "compared") return conflict;
  const messages = new Set([
    ...eventDifferences(before.events, after.events),
    ...result.findings.map((finding) => finding.message),
  ]);
  return { ...conflict, differences: [...messages].slice(0, SHOWN) };
}

/** What is said otherwise of who writes the messages that no call carries. */
function eventDifferences(published: Events | null = null, sent: Events | null = null): readonly string[] {
  const words = (events: Events | null) =>
    events === null
      ? "nothing of events"
      : `that it publishes ${listed(events.publishes)} and receives ${listed(events.receives)}`;
  const [was, is] = [words(published), words(sent)];
  return was === is ? [] : [`events: it was published declaring ${was}, and is sent declaring ${is}`];
}

const listed = (names: readonly string[]): string => names.join(", ") || "nothing";
