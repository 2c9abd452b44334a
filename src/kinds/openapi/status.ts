/** The classes that OpenAPI writes as ranges. */
const RANGES = ["4XX", "5XX", "2XX", "3XX", "1XX"];

/** What `default` is tried with. */
const DEFAULTS: ReadonlySet<string> = new Set(["2XX", "4XX", "5XX"]);

/** The key of a responses object that speaks about a status: the exact one, its range, `default`, or null. */
export function statusKey(keys: readonly string[], status: number): string | null {
  const exact = String(status);
  const range = `${exact.slice(0, 1)}XX`;
  return [exact, range, "default"].find((key) => keys.includes(key)) ?? null;
}

/** True for statuses that tell a caller that the request did what it should. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 400;

/** One status for everything that two lists of keys tell apart: documented ones first, then errors, then the rest. */
export function representatives(before: readonly string[], after: readonly string[]): readonly number[] {
  const keys = new Set([...before, ...after]);
  const exact = [...keys].filter((key) => /^\d{3}$/.test(key)).map(Number);
  const ranges = RANGES.filter((range) => keys.has(range) || (keys.has("default") && DEFAULTS.has(range)));
  const fresh = ranges.flatMap((range) => firstFree(Number(range[0]) * 100, exact));
  return [...new Set([...exact.sort((a, b) => a - b), ...fresh])];
}

/** Statuses that people know come first: a witness with 200 reads better than one with 218. */
const COMMON = [200, 201, 202, 204, 301, 302, 304, 400, 404, 409, 422, 500, 502, 503, 100, 101];

function firstFree(base: number, taken: readonly number[]): readonly number[] {
  const isFree = (status: number): boolean => status >= base && status < base + 100 && !taken.includes(status);
  const known = COMMON.find(isFree);
  if (known !== undefined) return [known];
  for (let status = base; status < base + 100; status += 1) if (isFree(status)) return [status];
  return [];
}
