import type { Tx } from "@/lib/db/client";
import type { Traded } from "@/lib/ports/trade-venue";
import { LIVING_STATES } from "@/lib/trading/orders/order-life";

/**
 * Whether an account holds the other side of the same swap, or has an entry of it on its way. In one-way mode the exchange keeps one position a
 * symbol: what opens here would close there, and the stops of both would guard nothing. Read under the tenant's lock, so that of two that come
 * at once the second sees the first.
 */
export async function tradesOpposite(
  tx: Tx,
  plan: Traded & { readonly keyId: string; readonly side: "BUY" | "SELL" },
): Promise<boolean> {
  const { keyId, symbol, market, side } = plan;
  if (market === "spot") return false;
  const held = await tx.position.count({
    where: { keyId, symbol, mode: "LIVE", state: "OPEN", side: side === "BUY" ? "SHORT" : "LONG" },
  });
  const coming = await tx.intent.count({
    where: {
      keyId,
      symbol,
      purpose: "ENTRY",
      side: side === "BUY" ? "SELL" : "BUY",
      state: { in: [...LIVING_STATES] },
    },
  });
  return held + coming > 0;
}
