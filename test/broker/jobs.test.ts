import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Comparer, startComparer, TOLERANCES } from "../../broker/jobs/comparer.ts";
import { startPool } from "../../broker/jobs/pool.ts";
import { startRetries } from "../../broker/jobs/retries.ts";
import type { Task } from "../../broker/jobs/work.ts";
import { noLog } from "../../broker/log.ts";
import type { Store } from "../../broker/store/store.ts";
import { ENGINE } from "../../src/version.ts";
import { temporaryStore } from "../support/stores.ts";

const schema = (content: string, ...paths: readonly string[]) => ({
  kind: "openapi",
  content,
  entry: "api.yaml",
  operations: [],
  files: [
    {
      path: "api.yaml",
      bytes: Buffer.from(
        ["openapi: 3.0.3", "info: {title: T, version: '1'}", "paths:"]
          .concat(paths.map((path) => `  ${path}: {get: {responses: {'200': {description: ok}}}}`))
          .join("\n"),
      ),
    },
  ],
});
const PAIR = { kind: "openapi", before: "aaaaaaaa", after: "bbbbbbbb" };
const FAILED = { type: "error", code: "E_TOOL", message: "out of memory", place: null } as const;
const KEY = { ...PAIR, engine: ENGINE, tolerances: TOLERANCES };

describe("background comparisons", () => {
  let store: Store;
  beforeEach(async () => {
    store = await temporaryStore();
    await store.write(async (tx) => {
      await tx.schemas.keep(schema("aaaaaaaa", "/a", "/b"));
      await tx.schemas.keep(schema("bbbbbbbb", "/a"));
    });
  });
  afterEach(() => store.close());
  const facts = () => store.read((tx) => tx.comparisons.find([PAIR], ENGINE, TOLERANCES));

  it.each([0, 1])("are made once and remembered, on %s threads", async (workers) => {
    const comparer = startComparer(store, { workers }, noLog);
    expect(await comparer.ask([PAIR, PAIR])).toBe(1);
    await comparer.settled([PAIR], 60_000);
    expect((await facts()).map((one) => [one.state, one.findings[0]?.id])).toEqual([
      ["done", "openapi.operation.removed"],
    ]);
    expect(await comparer.ask([PAIR])).toBe(0);
    await comparer.close();
  });

  it("give the same findings on a thread as without", async () => {
    const found = [];
    for (const workers of [0, 1]) {
      const pool = startPool(workers);
      const [before, after] = [schema("aaaaaaaa", "/a", "/b"), schema("bbbbbbbb", "/a")];
      found.push(await pool.run({ type: "compare", labels: ["a", "b"], before, after, tolerances: TOLERANCES }));
      await pool.close();
    }
    expect(found[1]).toEqual(found[0]);
  });

  it("that an earlier process left open are taken up", async () => {
    await store.write((tx) => tx.comparisons.ask([KEY]));
    const comparer = startComparer(store, { workers: 0 }, noLog);
    await comparer.resume();
    await comparer.settled([PAIR], 60_000);
    expect((await facts())[0]?.state).toBe("done");
    await comparer.close();
  });

  it("say so where a content is not kept", async () => {
    const gone = { ...PAIR, after: "cccccccc" };
    const comparer = startComparer(store, { workers: 0 }, noLog);
    await comparer.ask([gone]);
    await comparer.settled([gone], 60_000);
    const [fact] = await store.read((tx) => tx.comparisons.find([gone], ENGINE, TOLERANCES));
    expect([fact?.state, fact?.error]).toEqual(["failed", expect.stringContaining("not kept")]);
    await comparer.close();
  });

  it("that failed are made again when they are asked for, after a while or in a new process", async () => {
    const pool = startPool(0);
    let works = false;
    const sick = { ...pool, run: (task: Task) => (works ? pool.run(task) : Promise.resolve(FAILED)) };
    let now = 0;
    const start = () =>
      startComparer(
        store,
        { workers: 0 },
        noLog,
        sick,
        startRetries(1_000, () => now),
      );
    const state = async (comparer: Comparer) => {
      const started = await comparer.ask([PAIR]);
      await comparer.settled([PAIR], 60_000);
      return [started, (await facts())[0]?.state];
    };
    const comparer = start();
    expect(await state(comparer)).toEqual([1, "failed"]);
    now = 999;
    expect(await state(comparer)).toEqual([0, "failed"]);
    now = 1_000;
    expect(await state(comparer)).toEqual([1, "failed"]);
    works = true;
    expect(await state(comparer)).toEqual([0, "failed"]);
    expect(await state(start())).toEqual([1, "done"]);
    expect(await state(comparer)).toEqual([0, "done"]);
  });

  it("have no more contents in memory than there are threads", async () => {
    const tasks: Task[] = [];
    const answers: (() => void)[] = [];
    const pool = {
      run: (task: Task) =>
        new Promise<typeof FAILED>((done) => {
          tasks.push(task);
          answers.push(() => done(FAILED));
        }),
      close: async () => undefined,
    };
    const contents = ["1", "2", "3", "4", "5"].map((name) => name.repeat(8));
    await store.write(async (tx) => {
      for (const content of contents) await tx.schemas.keep(schema(content, "/a"));
    });
    const comparer = startComparer(store, { workers: 2 }, noLog, pool);
    expect(await comparer.ask(contents.map((after) => ({ ...PAIR, after })))).toBe(5);
    await expect.poll(() => tasks.length).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(tasks).toHaveLength(2);
    answers.shift()?.();
    await expect.poll(() => tasks.length).toBe(3);
    const closed = comparer.close();
    for (const answer of answers) answer();
    await closed;
    expect(tasks).toHaveLength(3);
  });

  it("are waited for no longer than asked", async () => {
    const slow = { run: () => new Promise<never>(() => undefined), close: async () => undefined };
    const comparer = startComparer(store, { workers: 0 }, noLog, slow);
    await comparer.ask([PAIR]);
    await comparer.settled([PAIR], 20);
    expect((await facts())[0]?.state).toBe("running");
  });
});

describe("the pool of threads", () => {
  it("answers with an error for input that cannot be read, and goes on", async () => {
    const pool = startPool(1);
    const bundle = (text: string) => ({
      kind: "openapi",
      entry: "a.yaml",
      files: [{ path: "a.yaml", bytes: Buffer.from(text) }],
    });
    const results = await Promise.all([
      pool.run({ type: "load", label: "a", bundle: bundle("openapi: [") }),
      pool.run({
        type: "load",
        label: "b",
        bundle: bundle("openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}"),
      }),
    ]);
    expect(results.map((one) => one.type)).toEqual(["error", "loaded"]);
    expect(results[0]).toMatchObject({ code: "E_SYNTAX", place: { file: "a.yaml", line: 1 } });
    await pool.close();
  });

  it("answers what is still waiting when it is closed", async () => {
    const pool = startPool(1);
    const bundle = { kind: "openapi", entry: "a.yaml", files: [{ path: "a.yaml", bytes: Buffer.from("{}") }] };
    const waiting = [1, 2, 3].map(() => pool.run({ type: "load", label: "a", bundle }));
    await pool.close();
    expect((await Promise.all(waiting)).map((one) => one.type)).toEqual(["error", "error", "error"]);
    expect((await pool.run({ type: "load", label: "a", bundle })).type).toBe("error");
  });
});
