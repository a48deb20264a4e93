import { availableParallelism } from "node:os";
import { ThreadPool } from "@/lib/integrations/threads/thread-pool";
import type { Compute } from "@/lib/ports/compute";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";

const SAY_MS = 500;

/** Runs `work` with as many threads as asked for, or as there are cores; Ctrl C ends it in order. */
export async function withThreads<T>(
  asked: number | undefined,
  work: (compute: Compute, stop: AbortSignal) => Promise<T>,
): Promise<T> {
  const quiet = (): void => undefined;
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  process.once("SIGINT", stop);
  const compute = new ThreadPool({
    threads: asked ?? availableParallelism(),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  try {
    return await work(compute, abort.signal);
  } catch (error) {
    if (abort.signal.aborted) throw new Error("Stopped.", { cause: error });
    throw error;
  } finally {
    process.off("SIGINT", stop);
    await compute.close();
  }
}

/** Progress on stderr, twice a second: one line that changes on a terminal, else a line each. */
export function trialTeller(total: number) {
  let toldAt = 0;
  const isTerminal = process.stderr.isTTY;
  return (told: { tried: number; best: { value: number; parameters: ParameterValues } | null }): void => {
    const now = performance.now();
    if (now - toldAt < SAY_MS && told.tried < total) return;
    toldAt = now;
    const best =
      told.best === null ? "" : `, best ${told.best.value.toFixed(4)} with ${parameterText(told.best.parameters)}`;
    const line = `${told.tried} of ${total} trials${best}`;
    process.stderr.write(isTerminal ? `\r\u001b[K${line}${told.tried >= total ? "\n" : ""}` : `${line}\n`);
  };
}

export function parameterText(parameters: ParameterValues): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.join(",") : String(value)}`)
    .join(" ");
}
