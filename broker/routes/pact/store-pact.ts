import { mergePacts, type Pact, pactDifferences, pactIdentity, readPact, writeJson } from "../../../src/pact/index.ts";
import type { PactOutcome } from "../../store/records.ts";
import type { Writing } from "../../store/store.ts";
import { lookAlikes } from "./look-alike.ts";

/** A pact on its way into the store. */
export interface IncomingPact {
  readonly consumer: string;
  readonly version: string;
  readonly provider: string;
  readonly bytes: Uint8Array;
  readonly pact: Pact;
  /** Add to the interactions that are there instead of contradicting them. */
  readonly merge: boolean;
}

/** Thrown out of a transaction to undo it: what was sent contradicts what is there. */
export class Conflict extends Error {
  override readonly name = "Conflict";
}

/**
 * Stores a pact. Throws Conflict when the version has another content for this provider (a version number must
 * mean one thing, or the gate's answers would depend on when they were asked), or when merging is impossible.
 */
export async function storePact(tx: Writing, incoming: IncomingPact): Promise<PactOutcome> {
  const { consumer, version, provider, pact, bytes } = incoming;
  const ref = { consumer, consumerVersion: version, provider };
  const outcome = await tx.pacts.publish({ ...ref, content: pactIdentity(pact), bytes });
  if (outcome !== "conflict") return outcome;
  const present = await tx.pacts.find(consumer, version, provider);
  const content = present && (await tx.pacts.content(consumer, provider, present.content));
  const old = content && readPact(content.bytes);
  if (!incoming.merge || !old) throw new Conflict(changedText(incoming, old));
  const merged = mergePacts(old, pact);
  if ("conflicts" in merged)
    throw new Conflict(
      `The pacts cannot be merged: these interactions differ in their requests: ${merged.conflicts.join(", ")}`,
    );
  const mergedBytes = new TextEncoder().encode(writeJson(merged.document));
  const mergedPact = { ...ref, content: pactIdentity(readPact(mergedBytes)), bytes: mergedBytes };
  return mergedPact.content === present?.content ? "same" : tx.pacts.publish(mergedPact, { replace: true });
}

function changedText({ consumer, version, provider, pact }: IncomingPact, old: Pact | null): string {
  return [
    `Cannot change the content of the pact for ${consumer} version ${version} and provider ${provider}, as race conditions will cause unreliable results for can-i-deploy. Each pact must be published with a unique consumer version number.`,
    "Some Pact libraries generate random data when a concrete value for a type matcher is not specified, and this can cause the contract to mutate: give example values for all type matchers.",
    ...(old ? ["What differs:", ...pactDifferences(old, pact).map((line) => `  ${line}`)] : []),
  ].join("\n");
}

/**
 * Throws Conflict when a new name looks like a name that exists: more often a misspelling than a new application,
 * and then a contract that nobody will ever verify.
 */
export async function refuseLookAlikes(tx: Writing, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (await tx.applications.find(name)) continue;
    const existing = await tx.applications.names();
    const similar = lookAlikes(name, existing);
    if (similar.length > 0)
      throw new Conflict(
        `This is the first time a pact has been published for "${name}". The name "${name}" is very similar to ${similar.map((other) => `"${other}"`).join(", ")}. ` +
          `If one of these was meant, correct the name in the pact and publish again. If "${name}" is a new application, create it first (POST /pacticipants with {"name": ${JSON.stringify(name)}}) and publish again.`,
      );
  }
}
