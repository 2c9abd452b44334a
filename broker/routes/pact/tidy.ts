import type { Broker } from "../../broker.ts";

/**
 * Removes the bytes that nothing refers to any more. Whatever was asked for is done already: what cannot be tidied up
 * now is tidied up next time.
 */
export async function tidyUp({ store, log }: Broker): Promise<void> {
  await store.collect().catch((error: unknown) => log("error", "collect.failed", { error: String(error) }));
}
