import type { Running } from "./run.ts";

/**
 * Keeps a started site running until SIGTERM, SIGINT or SIGHUP, or until a part of it failed for good; then stops the rest and exits with
 * 0, or 1 after a failure. A signal during the start waits for it: nothing half-started is left behind.
 */
export async function runUntilStopped(start: () => Promise<Running>): Promise<void> {
  const asked = new Promise<null>((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => resolve(null));
  });
  const running = await start();
  const failure = await Promise.race([asked, running.failed]);
  if (failure !== null) process.stderr.write(`${failure}\n`);
  await running.stop();
  process.exit(failure === null ? 0 : 1);
}
