import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Of the kernel's clock in /proc: a hundred a second on every Linux that we run on. */
const TICK_MS = 10;

/** Processor time in ms that a PostgreSQL server has taken so far, with all its processes, also those that have ended. Linux alone. */
export function databaseCpuMs(dataDir: string): number {
  const postmaster = readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")[0] ?? "";
  let ticks = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const fields = statOf(pid);
    if (fields === null) continue;
    const [parent = "", ...times] = [fields[1], ...fields.slice(11, 15).map(Number)] as [string, ...number[]];
    const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = times;
    if (pid === postmaster) ticks += user + system + endedUser + endedSystem;
    else if (parent === postmaster) ticks += user + system;
  }
  return ticks * TICK_MS;
}

/** The fields after the name, from state on; null: it has ended meanwhile. */
function statOf(pid: string): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null;
  }
}
