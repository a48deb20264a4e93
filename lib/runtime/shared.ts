import { openRedis, type Redis } from "@/lib/integrations/redis/open-redis";
import { redisCache } from "@/lib/integrations/redis/redis-cache";
import type { Cache } from "@/lib/ports/cache";
import { getCtx } from "./ctx.ts";
import { settings } from "./env.ts";

/** What the web processes have in common beside the database. */
export interface Shared {
  /** Null: REDIS_URL is not set, there is one web process. */
  readonly redis: Redis | null;
  readonly cache: Cache;
}

const holder = globalThis as typeof globalThis & { heliographShared?: Shared };

/** Nothing kept: one process asks its own database, which keeps what is hot by itself. */
const NO_CACHE: Cache = { through: (_key, _freshMs, load) => load(), drop: () => undefined };

/** One for the process, opened when first asked for: server code and Next's routes do not share modules. */
export function shared(): Shared {
  if (holder.heliographShared === undefined) {
    const { REDIS_URL } = settings();
    const redis = REDIS_URL === undefined ? null : openRedis(REDIS_URL, getCtx().log);
    holder.heliographShared = { redis, cache: redis === null ? NO_CACHE : redisCache(redis) };
  }
  return holder.heliographShared;
}

/** For tests: the shared things of their own. */
export function setShared(given: Partial<Shared>): void {
  holder.heliographShared = { redis: null, cache: NO_CACHE, ...given };
}
