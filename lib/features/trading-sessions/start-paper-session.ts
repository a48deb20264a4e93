import { isTrialOver } from "@/lib/features/accounts/queries";
import type { Actor } from "@/lib/kernel/actor";
import { trialOverText } from "@/lib/kernel/platform-plan";
import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { barStart } from "@/lib/trading/market/timeframe";
import { beginSession, type StartedSession } from "./begin-session.ts";
import { marketNow } from "./market-now.ts";
import { planSession, type SessionWish } from "./plan-session.ts";

/**
 * Starts a built-in strategy on the market's candles, with money on paper. The first candle that it takes is the one that runs now; no order
 * stands before that one has closed, so nothing is traded on what was known already. After the trial of the platform nothing new is started
 * without a plan, as nothing new is copied; what runs goes on.
 */
export async function startPaperSession(
  ctx: Ctx,
  actor: Actor,
  wish: SessionWish,
): Promise<Result<StartedSession, "invalid" | "forbidden" | "rate_limited" | "unavailable">> {
  if (await isTrialOver(ctx.db, actor.userId, ctx.clock.now()))
    return refuse("forbidden", trialOverText("to start another session"));
  const planned = await planSession(ctx, wish);
  if (!planned.ok) return planned;
  const plan = planned.value;
  const market = await marketNow(ctx, plan);
  if (market === null)
    return refuse("unavailable", "The market has not started yet. Is the worker running? Try again in a few seconds.");
  const { at, source } = market;
  const firstBarMs = barStart(at, plan.timeframe);
  return ctx.db.transaction((tx) => beginSession(ctx, tx, actor.userId, { plan, source, firstBarMs }));
}
