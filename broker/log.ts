/** One event as one line of JSON. Never given secrets: no headers, no bodies, no query strings. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  event: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

const LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** A log that writes lines of `level` and above. */
export function jsonLog(level: (typeof LEVELS)[number], write: (line: string) => void, clock: () => string): Log {
  const least = LEVELS.indexOf(level);
  return (severity, event, fields = {}) => {
    if (LEVELS.indexOf(severity) < least) return;
    write(`${JSON.stringify({ time: clock(), level: severity, event, ...fields })}\n`);
  };
}

/** Writes nothing. */
export const noLog: Log = () => undefined;
