import type { Ctx } from "@/lib/ports/ctx";
import { shared } from "./shared.ts";
import { PRICE_STALE_SEC, readSystemState, WORKER_SILENT_SEC } from "./system-state.ts";

export interface Readiness {
  /** ready: all parts work · degraded: the site serves, a part does not · down: nothing useful can be served or done */
  readonly status: "ready" | "degraded" | "down";
  readonly parts: {
    readonly database: { readonly ok: boolean };
    readonly worker: { readonly ok: boolean; readonly heartbeatAgeSec: number | null };
    readonly prices: { readonly ok: boolean; readonly ageSec: number | null };
    /** The same by venue. */
    readonly feeds: { readonly ok: boolean; readonly ageSec: Readonly<Record<string, number>> };
    /** Between several web processes; used: REDIS_URL is set. */
    readonly redis: { readonly ok: boolean; readonly used: boolean };
    readonly outbox: { readonly ok: boolean; readonly lagEvents: number; readonly lagSec: number };
    readonly handlers: { readonly ok: boolean; readonly waiting: number; readonly dead: number };
  };
}

const LAG_SEC_MAX = 10;

/**
 * Whether this site can do its work. Without database or worker it cannot (503); stale prices stop publishing alone, so a balancer should
 * not take the site away for them.
 */
export async function readReadiness(ctx: Pick<Ctx, "db" | "clock" | "log">): Promise<Readiness> {
  try {
    const state = await readSystemState(ctx);
    const {
      feedAgeSec,
      workerHeartbeatAgeSec,
      priceAgeSec,
      outboxLagEvents,
      outboxLagSec,
      failuresWaiting,
      failuresDead,
    } = state;
    const parts = {
      database: { ok: true },
      worker: {
        ok: workerHeartbeatAgeSec !== null && workerHeartbeatAgeSec <= WORKER_SILENT_SEC,
        heartbeatAgeSec: workerHeartbeatAgeSec,
      },
      prices: { ok: priceAgeSec !== null && priceAgeSec <= PRICE_STALE_SEC, ageSec: priceAgeSec },
      feeds: { ok: Object.values(feedAgeSec).every((age) => age <= PRICE_STALE_SEC), ageSec: feedAgeSec },
      redis: redisPart(),
      outbox: { ok: outboxLagSec <= LAG_SEC_MAX, lagEvents: outboxLagEvents, lagSec: outboxLagSec },
      handlers: { ok: failuresDead === 0, waiting: failuresWaiting, dead: failuresDead },
    };
    const allWork = Object.values(parts).every(({ ok }) => ok);
    return { status: !parts.worker.ok ? "down" : allWork ? "ready" : "degraded", parts };
  } catch (error) {
    ctx.log.error({ err: error }, "readiness: the database did not answer");
    return {
      status: "down",
      parts: {
        database: { ok: false },
        worker: { ok: false, heartbeatAgeSec: null },
        prices: { ok: false, ageSec: null },
        feeds: { ok: false, ageSec: {} },
        redis: redisPart(),
        outbox: { ok: false, lagEvents: 0, lagSec: 0 },
        handlers: { ok: false, waiting: 0, dead: 0 },
      },
    };
  }
}

/** Signals do not need it: without it limits and caches go by the database. */
function redisPart(): { ok: boolean; used: boolean } {
  const { redis } = shared();
  return { ok: redis === null || redis.isUp(), used: redis !== null };
}
