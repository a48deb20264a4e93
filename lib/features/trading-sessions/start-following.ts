import { appendAudit } from "@/lib/features/accounts/audit";
import { strategyByName, titleOf } from "@/lib/features/backtests/strategies";
import { readLiveGate } from "@/lib/features/copies/live/gate";
import { lockLive } from "@/lib/features/copies/live/live-queries";
import { keyOf } from "@/lib/features/exchange-keys/queries";
import { beginLive } from "@/lib/features/orders/begin-live";
import { releaseOwnStop } from "@/lib/features/orders/kill-switch";
import type { Actor } from "@/lib/kernel/actor";
import { done, type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { barStart } from "@/lib/trading/market/timeframe";
import { firstMissing } from "@/lib/trading/risk/live-gate";
import { beginSession, type StartedSession } from "./begin-session.ts";
import type { StartLiveSessionInput } from "./input.ts";
import { marketNow } from "./market-now.ts";
import type { SessionPlan } from "./trading-session.ts";

/** What a session on a real account is started with besides its plan. */
export type LiveStart = Pick<
  StartLiveSessionInput,
  "credentialId" | "protectPct" | "maxSlippageBps" | "riskAccepted" | "phrase" | "confirmWord"
>;

export type LiveStartRefusal = "invalid" | "forbidden" | "rate_limited" | "unavailable";

/**
 * Starts a plan on the user's own exchange account: a twin on paper decides, the account follows it (decision 35). It passes the gate that live copies
 * pass, and takes one of the plan's places; the first condition that is missing is the answer.
 */
export async function startFollowing(
  ctx: Ctx,
  actor: Actor,
  plan: SessionPlan,
  { credentialId, protectPct, maxSlippageBps, riskAccepted, phrase, confirmWord }: LiveStart,
): Promise<Result<StartedSession, LiveStartRefusal>> {
  if (strategyByName(plan.strategy)?.kind !== "signals")
    return field(
      "strategy",
      `${titleOf(plan.strategy)} waits with limit orders; live sessions trade strategies that enter and leave at the market.`,
    );
  const key = credentialId === undefined ? null : await keyOf(ctx.db, actor.userId, credentialId);
  if (key !== null && key.exchange !== plan.exchange)
    return field("exchange", `Your key is for ${key.exchange}; the candles must be of the same exchange.`);
  const market = await marketNow(ctx, plan);
  return ctx.db.transaction(async (tx) => {
    await lockLive(tx, actor.userId);
    const shown = { riskAccepted, phrase, confirmWord };
    const wanted = { keyId: key?.id ?? null, followId: null };
    const missing = firstMissing(await readLiveGate({ ...ctx, db: tx }, actor, wanted, shown), "all");
    if (missing !== null || key === null) return refuse("forbidden", missing?.text ?? "No validated API keys");
    if (market === null)
      return refuse(
        "unavailable",
        "The market has not started yet. Is the worker running? Try again in a few seconds.",
      );
    const live = { credentialId: key.id, protectPct, maxSlippageBps };
    const firstBarMs = barStart(market.at, plan.timeframe);
    const begun = await beginSession(ctx, tx, actor.userId, { plan, source: market.source, firstBarMs, live });
    if (!begun.ok) return begun;
    await beginLive(tx, key.id);
    await releaseOwnStop(tx, ctx, actor.userId);
    await appendAudit(tx, ctx, {
      actorId: actor.userId,
      action: "live.session_started",
      subject: "tradingSession",
      subjectId: begun.value.id,
      detail: { credentialId: key.id, protectPct, maxSlippageBps },
    });
    return done(begun.value);
  });
}

function field(name: string, fault: string) {
  return refuse("invalid", fault, { [name]: [fault] });
}
