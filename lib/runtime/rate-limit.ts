import { Pool } from "pg";
import { settings } from "./env.ts";
import { createLimits, type LimitedCaller, type Limits } from "./limits.ts";
import { shared } from "./shared.ts";

export type { LimitedCaller };

const holder = globalThis as typeof globalThis & { heliographLimits?: Limits };

/** Counts one request against RATE_LIMIT_IP (a minute) and RATE_LIMIT_USER (an hour). @throws AppError "rate_limited" with Retry-After */
export async function limitRequest(caller: LimitedCaller): Promise<void> {
  await limits().request(caller);
}

/** Counts one post against RATE_LIMIT_WEBHOOK (a minute). `key` names the address, e.g. its token's hash. @throws AppError "rate_limited" */
export async function limitWebhook(key: string): Promise<void> {
  await limits().webhook(key);
}

/** Counts one open stream of a user, in this process, against SOCKETS_PER_USER until `ended` is aborted. @throws AppError "rate_limited" */
export function limitStream(userId: string, ended: AbortSignal): void {
  limits().stream(userId, ended);
}

/** For tests: limits of their own. */
export function setLimits(given: Limits): void {
  holder.heliographLimits = given;
}

/** One for the process: server code and Next's routes do not share modules. */
function limits(): Limits {
  holder.heliographLimits ??= fromSettings();
  return holder.heliographLimits;
}

function fromSettings(): Limits {
  const { DATABASE_URL, RATE_LIMIT_IP: perIp, RATE_LIMIT_USER: perUser, RATE_LIMIT_WEBHOOK: perWebhook } = settings();
  const { SOCKETS_PER_USER: streamsPerUser } = settings();
  const off = perIp === 0 && perUser === 0 && perWebhook === 0;
  return createLimits({
    pool: off || DATABASE_URL === undefined ? null : openPool(DATABASE_URL),
    redis: off ? null : shared().redis,
    perIp,
    perUser,
    perWebhook,
    streamsPerUser,
  });
}

/** A small pool of its own with short patience: counting must neither wait for the site's queries nor hold a request up. */
function openPool(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 4,
    connectionTimeoutMillis: 1_000,
    query_timeout: 1_000,
    idleTimeoutMillis: 30_000,
    application_name: "heliograph-limits",
  });
  pool.on("error", () => undefined); // an idle connection broke; the next query opens another or counts in memory
  return pool;
}
