import type { WorkerOptions } from "node:worker_threads";

/**
 * Where a thread begins. Built, it is a bundle beside ours (scripts/build); from the sources it is the file itself, which tsx reads as it
 * reads the rest.
 */
export function threadEntry(): { url: URL; options: WorkerOptions } {
  const isSource = import.meta.url.endsWith(".ts");
  if (!isSource)
    return { url: new URL("./thread.js", import.meta.url), options: { execArgv: ["--enable-source-maps"] } };
  return { url: new URL("./thread.ts", import.meta.url), options: { execArgv: ["--import", "tsx"] } };
}
