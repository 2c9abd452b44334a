import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Task, TaskResult } from "./work.ts";

/** Does tasks, on threads or not. */
export interface Pool {
  run(task: Task): Promise<TaskResult>;
  close(): Promise<void>;
}

/** Memory that one task may take, in megabytes; more ends it, not the broker. */
const MAX_HEAP = 2048;
/** No task of ours takes this long, in milliseconds: one that does hangs, and is ended so that others can run. */
const MAX_TIME = 600_000;

/** A thread without work for this long, in milliseconds, is ended, and its memory given back. */
const MAX_IDLE = 60_000;

interface Waiting {
  readonly task: Task;
  done(result: TaskResult): void;
}

/**
 * A pool of `size` threads, each started when it is first needed. Somebody waits for a schema to be loaded or shown, so
 * that this goes before comparing, and where there are several threads one is never used to compare. A thread that dies
 * answers its task with an error and is replaced. With size 0 tasks run in the calling thread.
 */
export function startPool(size: number, start: () => Worker = startThread): Pool {
  if (size === 0)
    return { run: async (task) => (await import("./work.ts")).perform(task), close: async () => undefined };
  const queues: { readonly soon: Waiting[]; readonly later: Waiting[] } = { soon: [], later: [] };
  const idle = new Map<Worker, NodeJS.Timeout>();
  const all = new Set<Worker>();
  let comparing = 0;
  let closed = false;
  const nextTask = (): Waiting | undefined =>
    queues.soon.shift() ?? (comparing < Math.max(1, size - 1) ? queues.later.shift() : undefined);
  const rest = (worker: Worker): void => {
    const timer = setTimeout(() => {
      idle.delete(worker);
      all.delete(worker);
      void worker.terminate();
    }, MAX_IDLE);
    idle.set(worker, timer.unref());
    // What a task left behind may still end its thread, which then can take no other.
    worker.once("exit", () => {
      clearTimeout(timer);
      idle.delete(worker);
      all.delete(worker);
    });
  };
  const wake = (): Worker | undefined => {
    const [entry] = idle;
    if (!entry) return undefined;
    clearTimeout(entry[1]);
    idle.delete(entry[0]);
    return entry[0];
  };
  const next = (): void => {
    if (idle.size === 0 && all.size >= size) return;
    const waiting = nextTask();
    if (!waiting) return;
    const worker = wake() ?? start();
    all.add(worker);
    const weight = isSoon(waiting.task) ? 0 : 1;
    comparing += weight;
    assign(worker, waiting, (alive) => {
      comparing -= weight;
      if (alive) rest(worker);
      else all.delete(worker);
      next();
    });
  };
  return {
    run: (task) =>
      new Promise((done) => {
        if (closed) return done(STOPPING);
        queues[isSoon(task) ? "soon" : "later"].push({ task, done });
        next();
      }),
    async close() {
      closed = true;
      for (const waiting of [...queues.soon.splice(0), ...queues.later.splice(0)]) waiting.done(STOPPING);
      for (const timer of idle.values()) clearTimeout(timer);
      idle.clear();
      await Promise.all([...all].map((worker) => worker.terminate()));
      all.clear();
    },
  };
}

function startThread(): Worker {
  const options = {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP },
    // A thread knows no secrets.
    env: {},
  };
  const worker = inSource() ? new Worker(fromSource(), { ...options, eval: true }) : new Worker(script(), options);
  worker.unref();
  return worker;
}

/** Hands a task to a thread that is free; `free(alive)` is called once when it is done. */
function assign(worker: Worker, waiting: Waiting, free: (alive: boolean) => void): void {
  const finish = (result: TaskResult, alive: boolean): void => {
    clearTimeout(limit);
    worker.removeAllListeners();
    worker.unref();
    // Without a listener the error of a dying thread would end the process.
    worker.on("error", () => undefined);
    waiting.done(result);
    free(alive);
  };
  const limit = setTimeout(() => {
    finish(failed(`it hangs: no answer in ${MAX_TIME / 1000} seconds`), false);
    void worker.terminate();
  }, MAX_TIME);
  worker.ref();
  worker.removeAllListeners();
  worker.once("message", (result: TaskResult) => finish(result, true));
  worker.once("error", (error) => finish(failed(reasonOf(error)), false));
  worker.once("exit", () => finish(failed("the thread ended"), false));
  worker.postMessage(waiting.task);
}

const reasonOf = (error: Error): string =>
  "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY"
    ? `it needs more than ${MAX_HEAP} MB of memory`
    : error.message;

const failed = (message: string): TaskResult => ({ type: "error", code: "E_TOOL", message, place: null });

const STOPPING = failed("the broker is stopping");

/** Is somebody waiting for it in front of a screen or a build? */
const isSoon = ({ type }: Task): boolean => type === "load" || type === "snippets";

const inSource = (): boolean => import.meta.url.endsWith(".ts");

/** Where the source runs as it is, the thread needs the same translation of TypeScript as the process. */
function fromSource(): string {
  const home = pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json"));
  const translator = new URL("dist/esm/api/index.mjs", home).href;
  const worker = new URL("./worker.ts", import.meta.url).href;
  return `import(${JSON.stringify(translator)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(worker)}); })`;
}

/** The thread's code: beside this file or above it in what was built. */
function script(): string {
  const paths = ["./worker.js", "../worker.js"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? paths[0] ?? "";
}
