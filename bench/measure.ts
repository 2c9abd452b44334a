import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What one run of a command cost, the processes it starts included. */
export interface Cost {
  /** Seconds on the clock. */
  readonly wall: number;
  /** Seconds of user and system time. */
  readonly cpu: number;
  /** Highest sum of resident memory over the processes alive at once, in MB (sampled every 10 ms). */
  readonly memory: number;
  readonly exit: number | null;
}

const SAMPLE_EVERY = 10;

/** Seconds after which a run is stopped. */
const LIMIT = 300;

/** Runs a command `runs` times after one warm-up; gives the run with the median CPU time. */
export async function measure(command: readonly string[], runs: number): Promise<Cost> {
  const [costs = []] = await measureInTurn([command], runs);
  return median(costs);
}

/**
 * Commands in turn, A B C A B C, so that a drifting machine hurts all alike, after one warm-up of each: for each command what
 * each round cost. Stops a run after five minutes.
 */
export async function measureInTurn(
  commands: readonly (readonly string[])[],
  runs: number,
): Promise<readonly (readonly Cost[])[]> {
  const costs = commands.map((): Cost[] => []);
  for (const command of commands) warmUp(command);
  for (let run = 0; run < Math.max(runs, 1); run += 1) {
    for (const [index, command] of commands.entries()) costs[index]?.push(await once(command));
  }
  return costs;
}

/** Two commands in turn; gives the run of each with the median CPU time. */
export async function measurePair(
  a: readonly string[],
  b: readonly string[],
  runs: number,
): Promise<readonly [Cost, Cost]> {
  const [ours = [], theirs = []] = await measureInTurn([a, b], runs);
  return [median(ours), median(theirs)];
}

/** The command of the least that a Node program can do with two documents: read and parse them. */
export function parsing(isJson: boolean, base: string, revision: string): readonly string[] {
  const script = join(mkdtempSync(join(tmpdir(), "tally-bench-")), "floor.mjs");
  const library = JSON.stringify(resolve("node_modules/js-yaml/dist/js-yaml.mjs"));
  const [load, parse] = isJson ? ["", "JSON.parse"] : [`import { load } from ${library};`, "load"];
  const read = `for (const file of process.argv.slice(2)) ${parse}(readFileSync(file, "utf8"));`;
  writeFileSync(script, `import { readFileSync } from "node:fs";${load}\n${read}\n`);
  return [process.execPath, script, base, revision];
}

/** Fills the caches of the machine. Throws where the command fails without an answer: its time would mean nothing. */
function warmUp([program = "", ...args]: readonly string[]): void {
  const { status, signal, stdout, stderr } = spawnSync(program, args, {
    timeout: LIMIT * 1000,
    maxBuffer: 1024 ** 3,
    encoding: "latin1",
  });
  if (status === 0 || signal !== null || stdout !== "") return;
  throw new Error(`${program} ${args.join(" ")} ended with ${status} and no answer: ${stderr.slice(0, 400)}`);
}

/** The run with the median CPU time. */
export function median(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((left, right) => left.cpu - right.cpu);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("nothing was measured");
  return middle;
}

function once(command: readonly string[]): Promise<Cost> {
  return new Promise((done, fail) => {
    const child = spawn(
      "bash",
      ["-c", 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>/dev/null', "bench", ...command],
      {
        stdio: ["ignore", "ignore", "pipe"],
        detached: true,
      },
    );
    const pid = child.pid;
    if (pid === undefined) return fail(new Error(`${command[0]} could not be started`));
    let text = "";
    let memory = 0;
    child.stderr.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    const sampler = setInterval(() => {
      memory = Math.max(memory, treeMemory(pid));
    }, SAMPLE_EVERY);
    const killer = setTimeout(() => process.kill(-pid), LIMIT * 1000);
    child.on("close", (exit) => {
      clearInterval(sampler);
      clearTimeout(killer);
      const [wall = LIMIT, user = LIMIT, system = 0] = text.trim().split(/\s+/).slice(-3).map(Number);
      done({ wall, cpu: user + system, memory: memory / 1024, exit });
    });
  });
}

/** Resident kB of all descendants of a process (the shell itself left out). */
function treeMemory(root: number): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (Number.isInteger(pid)) parents.set(pid, parentOf(pid));
  }
  const isBelow = (pid: number): boolean => {
    for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) if (at === root) return true;
    return false;
  };
  return [...parents.keys()].filter(isBelow).reduce((sum, pid) => sum + residentOf(pid), 0);
}

const parentOf = (pid: number): number => Number(readProc(`/proc/${pid}/stat`).split(") ").pop()?.split(" ")[1] ?? 0);

const residentOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readProc(`/proc/${pid}/status`))?.[1] ?? 0);

function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // the process ended between listing and reading
  }
}
