import type { Pool } from "pg";
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterPostgres,
  RateLimiterRedis,
  RateLimiterRes,
} from "rate-limiter-flexible";
import type { Redis } from "@/lib/integrations/redis/open-redis";
import { AppError } from "@/lib/kernel/errors";
import { networkOf } from "@/lib/kernel/ip";
import { PLAN_LIMITS, PLAN_PAGE, type PlatformPlan } from "@/lib/kernel/platform-plan";
import { type CountStream, countStreams } from "./open-streams.ts";
import { RememberedCounts } from "./remembered-counts.ts";

export interface LimitsOptions {
  /** Where the counts are kept, for all processes; null: in this process alone. */
  readonly pool: Pool | null;
  /** Where they are kept instead, with the database behind it. */
  readonly redis?: Redis | null;
  /** Requests a minute by one address; 0: no limit. */
  readonly perIp: number;
  /** Requests an hour by one user on the trial plan, on a larger one in proportion (PLAN_LIMITS); 0: no limit. */
  readonly perUser: number;
  /** Posts a minute to one webhook address; 0: no limit. */
  readonly perWebhook: number;
  /** Streams of one user that may be open in this process; 0 or unset: no limit. */
  readonly streamsPerUser?: number;
}

export interface LimitedCaller {
  readonly ip: string;
  readonly userId: string | null;
  /** What the user pays the platform for; the smallest where it is not told. */
  readonly plan?: PlatformPlan | undefined;
}

export interface Limits {
  /** @throws AppError "rate_limited" with the seconds to wait */
  request(caller: LimitedCaller): Promise<void>;
  /** `key` names one webhook address (a hash of its token). @throws AppError "rate_limited" */
  webhook(key: string): Promise<void>;
  readonly stream: CountStream;
}

type Counter = (key: string, who: string) => Promise<void>;
type Consume = (key: string) => Promise<RateLimiterRes>;

/**
 * Fixed windows counted in Redis where there is one, else in the table rate_limits: exact over all processes. A caller over his limit is
 * remembered in memory and costs no query; with the database down each process counts alone, which is never looser than the limit for one
 * process. With Redis down the database goes on from what Redis had counted, and lets half as much through.
 */
export function createLimits({
  pool,
  redis = null,
  perIp,
  perUser,
  perWebhook,
  streamsPerUser = 0,
}: LimitsOptions): Limits {
  const remembered = redis === null || pool === null ? null : new RememberedCounts(pool);
  const counter = (keyPrefix: string, points: number, duration: number): Counter | null => {
    if (points === 0) return null;
    const window: Window = { keyPrefix, points, duration };
    const consume =
      redis === null || remembered === null
        ? counted(pool, window)
        : countedInRedis(
            redis,
            remembered,
            stored(pool, window),
            counted(pool, { ...window, points: Math.ceil(points / 2) }),
            window,
          );
    return refusing(consume, points, duration);
  };
  const ip = counter("ip", perIp, 60);
  // One count whatever the plan: who moves to a larger one goes on from what he has used.
  const user = {
    TRIAL: counter("user", requestsOf("TRIAL", perUser), 3_600),
    STARTER: counter("user", requestsOf("STARTER", perUser), 3_600),
    PRO: counter("user", requestsOf("PRO", perUser), 3_600),
    MANAGED: counter("user", requestsOf("MANAGED", perUser), 3_600),
  } as const satisfies Record<PlatformPlan, Counter | null>;
  const webhook = counter("webhook", perWebhook, 60);
  return {
    async request(caller) {
      await ip?.(networkOf(caller.ip), "from your address");
      if (caller.userId !== null) await user[caller.plan ?? "TRIAL"]?.(caller.userId, BY_ACCOUNT);
    },
    async webhook(key) {
      await webhook?.(key, "to this address");
    },
    stream: countStreams(streamsPerUser),
  };
}

const BY_ACCOUNT = `by your account; larger plans are under ${PLAN_PAGE}`;

/** Requests an hour of a plan, where a trial has `perTrial`. */
function requestsOf(plan: PlatformPlan, perTrial: number): number {
  return Math.round((perTrial * PLAN_LIMITS[plan].requestsPerHour) / PLAN_LIMITS.TRIAL.requestsPerHour);
}

interface Window {
  readonly keyPrefix: string;
  readonly points: number;
  /** Seconds. */
  readonly duration: number;
}

/** In the database, or in memory where there is none or it does not answer. */
function counted(pool: Pool | null, window: Window): Consume {
  const limiter = stored(pool, window);
  return (key) => limiter.consume(key);
}

function stored(pool: Pool | null, window: Window): RateLimiterAbstract {
  const memory = new RateLimiterMemory({ ...window });
  if (pool === null) return memory;
  return new RateLimiterPostgres({
    ...window,
    storeClient: pool,
    storeType: "pool",
    tableName: "rate_limits",
    tableCreated: true,
    inMemoryBlockOnConsumed: window.points,
    insuranceLimiter: memory,
  });
}

/**
 * In Redis, with the database as its memory: the first count of a window looks there, since it may be the first after a flush.
 * `whenDown` counts while Redis does not answer.
 */
function countedInRedis(
  { client }: Redis,
  remembered: RememberedCounts,
  memory: RateLimiterAbstract,
  whenDown: Consume,
  window: Window,
): Consume {
  const limiter = new RateLimiterRedis({
    ...window,
    keyPrefix: `heliograph:limit:${window.keyPrefix}`,
    storeClient: client,
    useRedisPackage: true,
    rejectIfRedisNotReady: true,
    inMemoryBlockOnConsumed: window.points,
  });
  return async (key) => {
    let counted: RateLimiterRes;
    try {
      counted = await limiter.consume(key);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw error;
      return whenDown(key);
    }
    if (counted.isFirstInDuration) {
      const before = await memory.get(key).catch(() => null);
      if (before !== null && before.consumedPoints > 0) {
        counted = await limiter.penalty(key, before.consumedPoints).catch(() => counted);
        if (counted.consumedPoints > window.points) throw counted;
      }
    }
    remembered.note(`${window.keyPrefix}:${key}`, counted.consumedPoints, counted.msBeforeNext);
    return counted;
  };
}

/** Turns "no more" into the refusal that callers see. */
function refusing(consume: Consume, points: number, duration: number): Counter {
  const unit = duration === 60 ? "a minute" : "an hour";
  return async (key, who) => {
    try {
      await consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const retryAfterSec = Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
      const detail = `At most ${points.toLocaleString("en")} requests ${unit} ${who}. Try again in ${retryAfterSec} s.`;
      throw new AppError("rate_limited", detail, { retryAfterSec });
    }
  };
}
