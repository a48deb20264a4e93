import type { Cache } from "@/lib/ports/cache";
import type { Redis } from "./open-redis.ts";

const PREFIX = "heliograph:cache:";
/** Longer than a read of the database takes: what was read before a change may not be kept after it. */
const CHANGED_MS = 3_000;
const CHANGED = "changed";

/** Answers kept in Redis for all processes. While it is away everything is asked anew; when it is back, what it held is let go. */
export function redisCache({ client, onUp }: Redis): Cache {
  onUp(() => void dropAll(client).catch(() => undefined));
  return {
    async through(key, freshMs, load) {
      const kept = await client.get(PREFIX + key).catch(() => null);
      if (kept !== null && kept !== CHANGED) return JSON.parse(kept) as Awaited<ReturnType<typeof load>>;
      const value = await load();
      if (kept === null && value !== null)
        // Not over the mark of a change that came while we read.
        client.set(PREFIX + key, JSON.stringify(value), { PX: freshMs, NX: true }).catch(() => undefined);
      return value;
    },
    drop(key) {
      client.set(PREFIX + key, CHANGED, { PX: CHANGED_MS }).catch(() => undefined);
    },
  };
}

/** A change that came while Redis was away could not be marked in it. */
async function dropAll(client: Redis["client"]): Promise<void> {
  for await (const keys of client.scanIterator({ MATCH: `${PREFIX}*`, COUNT: 500 }))
    if (keys.length > 0) await client.unlink(keys);
}
