import { EventEmitter } from "node:events";
import type { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { startPool } from "../../broker/jobs/pool.ts";

/** A thread that answers each task at once with its own number. */
function fakeThread(number: number): Worker {
  const thread = Object.assign(new EventEmitter(), {
    postMessage: () => queueMicrotask(() => thread.emit("message", { type: "retired", numbers: [number] })),
    ref: () => undefined,
    unref: () => undefined,
    terminate: async () => 0,
  });
  return thread as unknown as Worker; // all of one that the pool touches
}

it("gives nothing to a thread that ended while it had nothing to do", async () => {
  const threads: Worker[] = [];
  const pool = startPool(1, () => {
    const thread = fakeThread(threads.length + 1);
    threads.push(thread);
    return thread;
  });
  const bundle = { kind: "openapi", entry: "", files: [] };
  const run = () => pool.run({ type: "retire", before: bundle, after: bundle });
  expect(await run()).toMatchObject({ numbers: [1] });
  expect(await run()).toMatchObject({ numbers: [1] });
  threads[0]?.emit("exit", 1);
  expect(await run()).toMatchObject({ numbers: [2] });
  await pool.close();
});
