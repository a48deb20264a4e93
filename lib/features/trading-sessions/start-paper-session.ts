import { appendAudit } from "@/lib/features/accounts/audit";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import { DAY_MS, toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ctx, Tx } from "@/lib/ports/ctx";
import { ENGINE_VERSION } from "@/lib/trading/engine/version";
import { barStart } from "@/lib/trading/market/timeframe";
import { insertLog } from "./fed-repository.ts";
import { SESSION_LIMITS } from "./limits.ts";
import { marketNow } from "./market-now.ts";
import { planSession, type SessionWish } from "./plan-session.ts";
import { countSessions, insertSession, lockStartsOf } from "./repository.ts";

export interface StartedSession {
  readonly id: string;
  readonly status: "RUNNING";
}

/**
 * Starts a built-in strategy on the market's candles, with money on paper. The first candle that it takes is the one that runs now; no order
 * stands before that one has closed, so nothing is traded on what was known already.
 */
export async function startPaperSession(
  ctx: Ctx,
  actor: Actor,
  wish: SessionWish,
): Promise<Result<StartedSession, "invalid" | "rate_limited" | "unavailable">> {
  const planned = await planSession(ctx, wish);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const market = await marketNow(ctx, plan);
  if (market === null)
    return refuse("unavailable", "The market has not started yet. Is the worker running? Try again in a few seconds.");
  const firstBarMs = barStart(market.at, plan.timeframe);
  return ctx.db.transaction(async (tx) => {
    await lockStartsOf(tx, actor.userId);
    const now = ctx.clock.now();
    const allowed = await withinLimits(tx, actor.userId, now);
    if (!allowed.ok) return allowed;
    const id = ctx.ids.make("tradingSession");
    await insertSession(tx, now, {
      id,
      userId: actor.userId,
      plan,
      source: market.source,
      engineVersion: ENGINE_VERSION,
      firstBarMs,
    });
    await insertLog(tx, now, id, 0, [
      {
        kind: "STARTED",
        text: `Started on paper. The first candle opened at ${toIso(utcMs(firstBarMs)).slice(0, 16).replace("T", " ")} UTC.`,
        barMs: firstBarMs,
      },
    ]);
    await tx.tradingSession.update({ where: { id }, data: { lastLogSeq: 1 } });
    const { strategy, exchange, symbol, timeframe } = plan;
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "trading_session.started",
      subject: "tradingSession",
      subjectId: id,
      detail: { mode: "PAPER", strategy, exchange, symbol, timeframe },
    });
    return done({ id, status: "RUNNING" as const });
  });
}

async function withinLimits(tx: Tx, userId: string, now: UtcMs): Promise<Result<null, "rate_limited">> {
  const { running, started } = await countSessions(tx, userId, utcMs(Math.floor(now / DAY_MS) * DAY_MS));
  if (running >= SESSION_LIMITS.running)
    return refuse(
      "rate_limited",
      `${running} of your sessions run already; at most ${SESSION_LIMITS.running} may. Stop one first.`,
    );
  if (started >= SESSION_LIMITS.startsPerDay)
    return refuse(
      "rate_limited",
      `You started ${started} sessions today; at most ${SESSION_LIMITS.startsPerDay} may be. The count begins again at 00:00 UTC.`,
    );
  return done(null);
}
