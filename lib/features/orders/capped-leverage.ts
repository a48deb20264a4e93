import { type Dec, dec } from "@/lib/kernel/decimal";
import type { Traded } from "@/lib/ports/trade-venue";
import { maxLeverageOf } from "./limit-queries.ts";
import type { OrderCtx } from "./order-ctx.ts";

/** The leverage that is wanted up to the tenant's own bound, in whole numbers: some venues take no others. A spot account has none. */
export async function cappedLeverage(
  ctx: Pick<OrderCtx, "db">,
  userId: string,
  market: Traded["market"],
  wanted: Dec,
): Promise<Dec> {
  if (market === "spot") return dec(1);
  const most = await maxLeverageOf(ctx.db, userId);
  const capped = (wanted.lt(most) ? wanted : most).floor();
  return capped.lt(1) ? dec(1) : capped;
}
