import { type Result, refuse } from "@/lib/kernel/result";
import type { Ctx } from "@/lib/ports/ctx";
import { planSession, type SessionWish } from "./plan-session.ts";

/**
 * Live sessions send orders with the user's own exchange key. Each condition that does not hold is told by its name, the server's before the
 * user's; this version validates no keys, so nobody passes the last one.
 */
export async function startLiveSession(
  ctx: Pick<Ctx, "db" | "config">,
  wish: SessionWish,
): Promise<Result<never, "invalid" | "forbidden">> {
  const planned = await planSession(ctx, wish);
  if (!planned.ok) return planned;
  if (!ctx.config.tradingEnabled)
    return refuse("forbidden", "Trading is disabled. Set TRADING_ENABLED=True to enable.");
  if (!ctx.config.allowLive)
    return refuse("forbidden", "Live trading is not allowed on this server. Set ALLOW_LIVE=1 to allow it.");
  return refuse("forbidden", "No validated API keys");
}
