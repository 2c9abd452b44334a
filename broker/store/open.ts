import type { Store } from "./store.ts";

/** What every store needs from outside. */
export interface StoreOptions {
  /** The time of everything written, ISO 8601 in UTC. */
  readonly clock: () => string;
}

/** Where a store lies. */
export interface StorePlace {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
}

/** Opens the store and brings its tables up to date. Only the code of the dialect in use is loaded. Throws E_STORE. */
export async function openStore(place: StorePlace, options: Partial<StoreOptions> = {}): Promise<Store> {
  const clock = options.clock ?? (() => new Date().toISOString());
  if (place.databaseUrl !== null) {
    const { openPostgres } = await import("./postgres.ts");
    return openPostgres(place.databaseUrl, { clock });
  }
  const { openSqlite } = await import("./sqlite.ts");
  return openSqlite(place.dataFolder, { clock });
}
