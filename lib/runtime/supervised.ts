/** Work in hand gets this long when the process is told to stop (issue 2: SIGTERM drains within 5 s). */
const DRAIN_MS = 4_500;

/** Tells the parent (scripts/start) that this process serves. Without a parent it does nothing. */
export function reportReady(): void {
  process.send?.("ready");
}

/**
 * Runs `drain` once when this process is told to stop (SIGTERM, SIGINT) or its parent is gone, then exits: 0, or 1 when draining failed
 * or took longer than 4.5 s. A parent killed with -9 cannot send a signal; its closed channel tells.
 */
export function onStop(drain: (reason: string) => Promise<void>): void {
  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), DRAIN_MS).unref();
    drain(reason).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("disconnect", () => stop("parent gone"));
}
