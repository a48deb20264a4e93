import type { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "@/lib/kernel/errors";
import { networkOf } from "@/lib/kernel/ip";

export interface LimitsOptions {
  /** Where the counts are kept, for all processes; null: in this process alone. */
  readonly pool: Pool | null;
  /** Requests a minute by one address; 0: no limit. */
  readonly perIp: number;
  /** Requests an hour by one user; 0: no limit. */
  readonly perUser: number;
  /** Posts a minute to one webhook address; 0: no limit. */
  readonly perWebhook: number;
}

export interface LimitedCaller {
  readonly ip: string;
  readonly userId: string | null;
}

export interface Limits {
  /** @throws AppError "rate_limited" with the seconds to wait */
  request(caller: LimitedCaller): Promise<void>;
  /** `key` names one webhook address (a hash of its token). @throws AppError "rate_limited" */
  webhook(key: string): Promise<void>;
}

type Counter = (key: string, who: string) => Promise<void>;

/**
 * Fixed windows counted in the table rate_limits, exact over all processes. A caller over his limit is remembered in memory and costs no
 * query; with the database down each process counts alone, which is never looser than the limit for one process.
 */
export function createLimits({ pool, perIp, perUser, perWebhook }: LimitsOptions): Limits {
  const ip = counter(pool, "ip", perIp, 60);
  const user = counter(pool, "user", perUser, 3_600);
  const webhook = counter(pool, "webhook", perWebhook, 60);
  return {
    async request(caller) {
      await ip?.(networkOf(caller.ip), "from your address");
      if (caller.userId !== null) await user?.(caller.userId, "by your account");
    },
    async webhook(key) {
      await webhook?.(key, "to this address");
    },
  };
}

function counter(pool: Pool | null, keyPrefix: string, points: number, duration: number): Counter | null {
  if (points === 0) return null;
  const memory = new RateLimiterMemory({ keyPrefix, points, duration });
  const limiter =
    pool === null
      ? memory
      : new RateLimiterPostgres({
          storeClient: pool,
          storeType: "pool",
          tableName: "rate_limits",
          tableCreated: true,
          keyPrefix,
          points,
          duration,
          inMemoryBlockOnConsumed: points,
          insuranceLimiter: memory,
        });
  const unit = duration === 60 ? "a minute" : "an hour";
  return async (key, who) => {
    try {
      await limiter.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const retryAfterSec = Math.max(1, Math.ceil(refused.msBeforeNext / 1_000));
      const detail = `At most ${points.toLocaleString("en")} requests ${unit} ${who}. Try again in ${retryAfterSec} s.`;
      throw new AppError("rate_limited", detail, { retryAfterSec });
    }
  };
}
