import { contains, DIALECTS, type Dialect } from "../src/json-schema/index.ts";

/** One labelled question: is every document valid under `a` valid under `b`? */
export interface Case {
  readonly id: string | number;
  readonly a: unknown;
  readonly b: unknown;
  readonly contained: boolean;
  readonly dialect: Dialect;
  readonly source: string;
  readonly formats?: boolean;
  /** Only keywords that real OpenAPI documents use. */
  readonly api_subset?: boolean;
}

/** Loads both validators for every dialect, which is not the time of a question; gives the milliseconds. */
export async function warmUp(): Promise<number> {
  const start = performance.now();
  for (const dialect of DIALECTS) await contains({}, { type: "object" }, { dialect });
  return performance.now() - start;
}

/** The value below which a share of the sorted numbers lies; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Median, 95th percentile and maximum of some milliseconds, as text. */
export const spread = (times: readonly number[]): string =>
  [quantile(times, 0.5), quantile(times, 0.95), quantile(times, 1)].map((ms) => ms.toFixed(2)).join(" / ");

/** A share of a whole as a number with four digits; 1 for a share of nothing. */
export const share = (part: number, whole: number): string => (whole === 0 ? 1 : part / whole).toFixed(4);
