import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { E2E } from "./site.ts";

export type Part = "server" | "worker";

/** Pid of the web or worker process that the site's parent runs now, or null between a death and the next start. */
export function pidOf(part: Part): number | null {
  const { pid } = JSON.parse(readFileSync(resolve(E2E.dataDir, "running.json"), "utf8")) as { pid: number };
  return childrenOf(pid).find((child) => commandOf(child).includes(`dist/${part}.js`)) ?? null;
}

/** kill -9 by id. @returns the pid that was ended */
export function kill(part: Part): number {
  const pid = pidOf(part);
  if (pid === null) throw new Error(`there is no ${part} to kill`);
  process.kill(pid, "SIGKILL");
  return pid;
}

function childrenOf(pid: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => parentOf(child) === pid);
}

function parentOf(pid: number): number | null {
  try {
    // pid (name) state ppid …; the name may hold anything, so what follows its last bracket counts.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return null; // it ended meanwhile
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
