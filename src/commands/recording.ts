import type { Client } from "../client.ts";
import type { Input, Io } from "./command.ts";
import { clientFor } from "./connect.ts";
import { environmentNamed } from "./hal.ts";
import { environmentName, needed } from "./options.ts";

/** A version and an environment, of which something is recorded. */
export interface Recording {
  readonly application: string;
  readonly version: string;
  readonly environment: string;
  /** Of the environment, as the broker knows it. */
  readonly uuid: string;
  readonly client: Client;
}

/** What was typed, with the environment looked up. Throws E_USAGE for what is missing, E_NOT_FOUND for no environment. */
export async function recordingOf(input: Input, io: Io): Promise<Recording> {
  const application = needed(input, "pacticipant", "-a APPLICATION");
  const version = needed(input, "version", "-e VERSION");
  const environment = environmentName(input);
  const client = clientFor(input, io);
  return { application, version, environment, client, ...(await environmentNamed(client, environment)) };
}
