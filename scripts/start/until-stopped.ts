import type { Running } from "./run.ts";

/**
 * Keeps a started site running until SIGTERM, SIGINT or SIGHUP, or until a part of it failed for good; then stops the rest and exits with
 * 0, or 1 after a failure. A signal during the start breaks it off: `start` is told by `asked`, and leaves nothing half-started behind.
 */
export async function runUntilStopped(start: (asked: AbortSignal) => Promise<Running>): Promise<void> {
  const asking = new AbortController();
  const asked = new Promise<null>((resolve) => asking.signal.addEventListener("abort", () => resolve(null)));
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => asking.abort());
  const running = await start(asking.signal).catch((error: unknown) => {
    if (!asking.signal.aborted) throw error;
    process.stderr.write("Stopped before it was served\n");
    process.exit(0);
  });
  const failure = await Promise.race([asked, running.failed]);
  if (failure !== null) process.stderr.write(`${failure}\n`);
  await running.stop();
  process.exit(failure === null ? 0 : 1);
}
