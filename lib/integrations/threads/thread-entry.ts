import { fileURLToPath } from "node:url";
import type { WorkerOptions } from "node:worker_threads";

/** Columns lie outside of the heap; what is left for a thread is small and short-lived, and a large nursery would only sit in memory. */
const YOUNG_MB = 4;

const COMPILED = fileURLToPath(new URL("./compiled", import.meta.url));

/**
 * Where a thread begins. Built, it is a bundle beside ours (scripts/build); from the sources it is the file itself, which tsx reads as it
 * reads the rest. The bundle's lines are told as they are: reading its source map takes 26 ms, as long as the start of the thread itself. What Node
 * has compiled of the bundle it keeps beside it, which saves each later thread 3 to 5 ms. A thread computes and nothing else, so it is given none of
 * our settings and secrets.
 */
export function threadEntry(): { url: URL; options: WorkerOptions } {
  const isSource = import.meta.url.endsWith(".ts");
  if (!isSource)
    return {
      url: new URL("./thread.js", import.meta.url),
      options: {
        execArgv: [],
        env: { NODE_COMPILE_CACHE: COMPILED },
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      },
    };
  return { url: new URL("./thread.ts", import.meta.url), options: { execArgv: ["--import", "tsx"] } };
}
