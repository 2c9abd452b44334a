import type { Peers } from "../../../core/finding.ts";
import { child } from "../node.ts";
import type { Comparison, OperationPair } from "./comparison.ts";
import { DATE, type Promising } from "./promising.ts";

/** What is wrong with the time that callers are given. */
export interface Grace {
  readonly level: "breaking";
  readonly peers: Peers;
  /** Follows what was said of the deprecation or of the date. */
  readonly next: string;
}

const DAY = 86_400_000;

/**
 * Are callers given less time than was asked for (`deprecationDays`), counted from the date of the comparison? Null where
 * they are not, where nothing was asked for, and where a date cannot be read, which is said elsewhere. `change`: whether the
 * date was there before.
 */
export function graceOf(
  { options: { deprecationDays, now } }: Comparison,
  { after }: OperationPair,
  thing: Promising,
  change: "set" | "changed",
): Grace | null {
  const level = child(after?.node ?? null, "x-stability-level")?.value ?? "stable";
  const days = level === "stable" || level === "beta" ? (deprecationDays?.[level] ?? 0) : 0;
  if (days === 0 || now === undefined) return null;
  const sunset = child(thing.after, "x-sunset")?.value;
  if (sunset === undefined) return tooShort(thing, "deprecated-sunset-missing", ", without a sunset date");
  const day = String(sunset).slice(0, 10);
  if (!DATE.test(String(sunset)) || Date.parse(day) >= Date.parse(now.slice(0, 10)) + days * DAY) return null;
  const name =
    change === "changed" && thing.owner !== "property" ? "sunset-date-changed-too-small" : "sunset-date-too-small";
  return tooShort(thing, name, `, and its sunset is less than ${days} days away`);
}

function tooShort({ owner, message }: Promising, name: string, next: string): Grace {
  const target = { operation: "api", parameter: "request-parameter", property: `${message ?? "request"}-property` }[
    owner
  ];
  return { level: "breaking", peers: { buf: [], oasdiff: [`${target}-${name}`] }, next };
}
