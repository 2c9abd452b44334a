import { describe, expect, it } from "vitest";
import { connect } from "../../src/client.ts";
import { TallyError } from "../../src/core/errors.ts";

type Reply = Response | Error;

/** A broker that gives these replies in turn, and what was asked of it and waited for. */
function broker(...replies: readonly (() => Reply)[]) {
  const requests: Request[] = [];
  const pauses: number[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    requests.push(new Request(input, init));
    const reply = (replies[requests.length - 1] ?? replies.at(-1))?.() ?? new Error("no reply");
    if (reply instanceof Error) throw reply;
    return reply;
  };
  const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
  const client = connect({ baseUrl: "http://broker/base", authorization: "Bearer secret" }, { fetch, sleep });
  return { client, requests, pauses };
}

const json =
  (body: unknown, status = 200, headers = {}) =>
  () =>
    new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });
const away = () =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });
const get = { method: "GET", path: ["a b", "c/d"], query: [["q", "x&y"]] } as const;

async function refused(work: Promise<unknown>): Promise<TallyError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TallyError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("the broker client", () => {
  it("escapes paths and queries, and sends what opens the broker", async () => {
    const { client, requests } = broker(json({ fine: true }));
    expect(await client.call(get)).toEqual({ status: 200, body: { fine: true } });
    expect(requests[0]?.url).toBe("http://broker/base/a%20b/c%2Fd?q=x%26y");
    expect(requests[0]?.headers.get("authorization")).toBe("Bearer secret");
  });
  it("asks nothing where a name would lead to another address", async () => {
    const { client, requests } = broker(json({}));
    for (const name of ["..", ".", ""]) {
      const error = await refused(client.call({ method: "DELETE", path: ["api", "applications", name, "retirement"] }));
      expect([error.code, error.message]).toEqual(["E_USAGE", `"${name}" names nothing on a broker`]);
    }
    expect(requests).toEqual([]);
  });
  it("says unreachable after a few tries", async () => {
    const { client, requests, pauses } = broker(away);
    const error = await refused(client.call(get));
    expect(error.code).toBe("E_UNREACHABLE");
    expect(error.message).toContain("ECONNREFUSED");
    expect(error.message).not.toContain("secret");
    expect(requests).toHaveLength(4);
    expect(pauses).toEqual([250, 500, 1000]);
  });
  it("asks a busy or failing broker again, as long as it says, but not for ever", async () => {
    const busy = json({}, 503, { "retry-after": "2" });
    const { client, pauses } = broker(busy, json({}, 500), away, json({ fine: true }));
    expect((await client.call(get)).body).toEqual({ fine: true });
    expect(pauses).toEqual([2000, 500, 1000]);
    const lazy = broker(json({}, 429, { "retry-after": "86400" }));
    expect((await refused(lazy.client.call(get))).code).toBe("E_BROKER");
    expect(lazy.pauses).toEqual([10_000, 10_000, 10_000]);
  });
  it.each([
    [{ errors: ["no such version"], code: "E_NOT_FOUND", hint: "publish it" }, 404, "E_NOT_FOUND", "no such version"],
    [
      { errors: { "version.number": ["is missing", "is blank"] } },
      400,
      "E_BROKER",
      "version.number is missing; version.number is blank",
    ],
    [{ error: "gone" }, 404, "E_NOT_FOUND", "gone"],
    [{ error: { message: "oops", reference: "x" } }, 400, "E_BROKER", "oops"],
    [{ title: "bad", errors: [{ detail: "too long" }] }, 422, "E_BROKER", "too long"],
    [{}, 401, "E_UNAUTHORIZED", "GET /a b/c/d was refused"],
    [{ errors: ["other content"] }, 409, "E_CONFLICT", "other content"],
    [{ errors: ["x"], code: "constructor" }, 400, "E_BROKER", "x"],
  ])("repeats the complaint %j", async (body, status, code, text) => {
    const error = await refused(broker(json(body, status)).client.call(get));
    expect(error.code).toBe(code);
    expect(error.message).toBe(`the broker says (${status}): ${text}`);
  });
  it("does not take a web page for a broker", async () => {
    const page = () => new Response("<html>welcome</html>");
    expect((await refused(broker(page).client.call(get))).message).toContain("is it a broker?");
  });
});
