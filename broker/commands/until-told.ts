/** Waits for the first SIGTERM or SIGINT. */
export function untilTold(): Promise<void> {
  return new Promise((told) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => told());
  });
}
