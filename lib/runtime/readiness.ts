import type { Ctx } from "@/lib/ports/ctx";
import { PRICE_STALE_SEC, readSystemState, WORKER_SILENT_SEC } from "./system-state.ts";

export interface Readiness {
  /** ready: all parts work · degraded: the site serves, a part does not · down: nothing useful can be served or done */
  readonly status: "ready" | "degraded" | "down";
  readonly parts: {
    readonly database: { readonly ok: boolean };
    readonly worker: { readonly ok: boolean; readonly heartbeatAgeSec: number | null };
    readonly prices: { readonly ok: boolean; readonly ageSec: number | null };
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
    const { workerHeartbeatAgeSec, priceAgeSec, outboxLagEvents, outboxLagSec, failuresWaiting, failuresDead } = state;
    const parts = {
      database: { ok: true },
      worker: {
        ok: workerHeartbeatAgeSec !== null && workerHeartbeatAgeSec <= WORKER_SILENT_SEC,
        heartbeatAgeSec: workerHeartbeatAgeSec,
      },
      prices: { ok: priceAgeSec !== null && priceAgeSec <= PRICE_STALE_SEC, ageSec: priceAgeSec },
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
        outbox: { ok: false, lagEvents: 0, lagSec: 0 },
        handlers: { ok: false, waiting: 0, dead: 0 },
      },
    };
  }
}
