import { parentPort } from "node:worker_threads";
import { perform, type Task } from "./work.ts";

/** The thread's side: one task at a time, answered in order. */
parentPort?.on("message", (task: Task) => {
  void perform(task).then((result) => parentPort?.postMessage(result));
});
