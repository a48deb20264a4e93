import { plain } from "@/lib/kernel/decimal";
import type { Ctx } from "@/lib/ports/ctx";
import { itemiseShortfall } from "@/lib/trading/stats/shortfall";
import { shortfallLegs } from "./shortfall-legs.ts";
import { readTrail } from "./shortfall-queries.ts";

/** In the quote currency of the copy's symbol, as decimal text; the parts sum to the gap. */
export interface ShortfallView {
  readonly gap: string;
  readonly delay: string;
  readonly spread: string;
  readonly impact: string;
  readonly fee: string;
  readonly rounding: string;
}

/** What a user's live copy has less than the signal at the chain's own prices, by cause. null: no live copy of his, or nothing was asked of it yet. */
export async function readShortfall(
  ctx: Pick<Ctx, "db" | "prices">,
  userId: string,
  copyId: string,
): Promise<ShortfallView | null> {
  const trail = await readTrail(ctx.db, userId, copyId);
  const last = trail?.steps.at(-1);
  if (trail === null || last === undefined) return null;
  const ticker = await ctx.prices.latest(trail.exchange, trail.symbol);
  const mark = ticker === null ? last.decided : ticker.bid.plus(ticker.ask).div(2);
  const parts = itemiseShortfall(shortfallLegs(trail.side, trail.steps, trail.fills), mark);
  return {
    gap: plain(parts.gap),
    delay: plain(parts.delay),
    spread: plain(parts.spread),
    impact: plain(parts.impact),
    fee: plain(parts.fee),
    rounding: plain(parts.rounding),
  };
}
