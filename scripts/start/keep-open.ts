import { setTimeout as after } from "node:timers/promises";

interface Opened {
  close(): Promise<void>;
}

const LOOK_MS = 1_000;

/**
 * Watches a server that another parent has opened, and opens it here once that parent has ended: web and worker of this one hold its
 * address for as long as they run.
 * @param isGone whether nobody serves it now
 * @param open on the same port; where another watcher was first, it fails and the watch goes on
 * @returns ends the watch, and the server where it was opened here
 */
export function keepOpen(isGone: () => Promise<boolean>, open: () => Promise<Opened>): () => Promise<void> {
  const ended = new AbortController();
  const watch = async (): Promise<Opened | null> => {
    while (!ended.signal.aborted) {
      await after(LOOK_MS, undefined, { signal: ended.signal }).catch(() => undefined);
      if (ended.signal.aborted || !(await isGone())) continue;
      const opened = await open().catch(() => null);
      if (opened !== null) return opened;
    }
    return null;
  };
  const watched = watch();
  return async () => {
    ended.abort();
    await (await watched)?.close();
  };
}
