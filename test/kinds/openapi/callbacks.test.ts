import { expect, it } from "vitest";
import { DEFAULT_LOAD } from "../../../src/core/kind.ts";
import { openapi } from "../../../src/kinds/openapi/index.ts";
import { diffTexts, one } from "./fixture.ts";

const body = (required: readonly string[]) => ({
  content: { "application/json": { schema: { type: "object", properties: { a: { type: "string" } }, required } } },
});
const call = (required: readonly string[]) => ({
  post: { requestBody: { required: true, ...body(required) }, responses: { "204": { description: "taken" } } },
});
const subscribe = (callbacks: object | null) => ({
  post: { responses: { "201": { description: "done" } }, ...(callbacks && { callbacks }) },
});
const api = (paths: object, more: object = {}) =>
  JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths, ...more });
const calls = (required: readonly string[]) => ({ "{$request.query.url}": call(required) });

const backward = async (before: string, after: string) =>
  (await diffTexts(before, after)).filter(({ direction }) => direction === "backward");

it("names the operation that a callback belongs to, and the callback", async () => {
  const one = (required: readonly string[]) => api({ "/subscribe": subscribe({ changed: calls(required) }) });
  expect(await backward(one(["a"]), one([]))).toMatchObject([
    {
      level: "breaking",
      operation: "POST /subscribe",
      element: "callback changed POST {$request.query.url} request.body.a",
      message:
        "in the request body of the callback changed POST {$request.query.url} of POST /subscribe, a may now be left out",
    },
  ]);
});

it("tells two callbacks of one operation apart", async () => {
  const two = (required: readonly string[]) =>
    api({ "/subscribe": subscribe({ made: calls(required), gone: calls(required) }) });
  const found = await backward(two(["a"]), two([]));
  expect(found.map(({ operation }) => operation)).toEqual(["POST /subscribe", "POST /subscribe"]);
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

it("names every operation that a shared callback belongs to, once", async () => {
  const shared = (required: readonly string[]) => {
    const callbacks = { changed: { $ref: "#/components/callbacks/Changed" } };
    return api(
      { "/a": subscribe(callbacks), "/b": subscribe(callbacks) },
      { components: { callbacks: { Changed: calls(required) } } },
    );
  };
  const found = await backward(shared(["a"]), shared([]));
  expect(found.map(({ operations }) => operations)).toEqual([["POST /a", "POST /b"]]);
});

it("says whose callback is no longer sent", async () => {
  const before = api({ "/subscribe": subscribe({ changed: calls([]) }) });
  expect(await backward(before, api({ "/subscribe": subscribe(null) }))).toMatchObject([
    {
      operation: "POST /subscribe",
      message: "the callback changed POST {$request.query.url} of POST /subscribe is no longer sent",
    },
  ]);
});

it("names the outermost operation where a callback has callbacks", async () => {
  const nested = (required: readonly string[]) => {
    const inner = call([]).post;
    const outer = { "{$request.query.url}": { post: { ...inner, callbacks: { inner: calls(required) } } } };
    return api({ "/subscribe": subscribe({ outer }) });
  };
  expect(await backward(nested(["a"]), nested([]))).toMatchObject([{ operation: "POST /subscribe" }]);
});

it("lists webhooks among the operations", async () => {
  const text = api({ "/a": subscribe(null) }, { webhooks: { made: call([]) } });
  expect((await openapi.load(one(text), DEFAULT_LOAD)).operations).toEqual(["POST /a", "POST made"]);
});

it("calls a path whose variable nothing describes with some text, and leaves the address of a callback as it is", async () => {
  const removed = await backward(api({ "/a/{id}": subscribe(null) }), api({}));
  expect(removed[0]?.witness?.payload).toMatchObject({ url: "/a/a", meets: 404 });
  const called = (required: readonly string[]) => api({ "/a": subscribe({ changed: calls(required) }) });
  const [found] = await backward(called(["a"]), called([]));
  expect(found?.witness?.payload).toMatchObject({ url: "{$request.query.url}" });
});
