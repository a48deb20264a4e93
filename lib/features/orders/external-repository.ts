import { Prisma, type Tx } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import type { UtcMs } from "@/lib/kernel/time";
import type { VenueFill, VenueOrder } from "@/lib/ports/trade-venue";
import { ORDER_TYPES } from "./order-repository.ts";

/**
 * Notes the orders at an account that are not ours, and which of those noted before are gone. They are shown, and never touched.
 * @param symbols those that were asked about; null: the whole account
 */
export async function noteExternal(
  tx: Tx,
  keyId: string,
  orders: readonly VenueOrder[],
  at: UtcMs,
  symbols: readonly string[] | null,
): Promise<void> {
  const seenAt = new Date(at);
  for (const order of orders) {
    const row = {
      clientOrderId: order.clientOrderId,
      symbol: order.symbol,
      side: order.side,
      type: ORDER_TYPES[order.type],
      qty: plain(order.qty),
      price: order.price === null ? null : plain(order.price),
      lastSeenAt: seenAt,
      goneAt: null,
    };
    const { venueOrderId } = order;
    await tx.externalOrder.upsert({
      where: { keyId_venueOrderId: { keyId, venueOrderId } },
      create: { ...row, keyId, venueOrderId, firstSeenAt: seenAt },
      update: row,
    });
  }
  const asked = symbols === null ? Prisma.empty : Prisma.sql`AND symbol = ANY(${[...symbols]})`;
  await tx.$executeRaw(Prisma.sql`
    UPDATE external_orders SET "goneAt" = ${seenAt}
    WHERE "keyId" = ${keyId} AND "goneAt" IS NULL AND "lastSeenAt" < ${seenAt} ${asked}`);
}

/**
 * Keeps executions that belong to no order of ours, each once: somebody trades by hand in what we trade too, or the exchange closed by force, which needs no
 * decision. @returns how many were new
 */
export async function noteForeignTrades(
  tx: Tx,
  account: { readonly keyId: string; readonly userId: string },
  fills: readonly VenueFill[],
  at: UtcMs,
): Promise<number> {
  const { count } = await tx.externalTrade.createMany({
    data: fills.map(({ clientOrderId: _client, price, qty, fee, at: tradedAt, forced = null, ...fill }) => ({
      ...fill,
      forced,
      ...(forced === null ? {} : { decision: "ADOPTED" as const, decidedAt: new Date(at) }),
      keyId: account.keyId,
      userId: account.userId,
      price: plain(price),
      qty: plain(qty),
      fee: plain(fee),
      at: new Date(tradedAt),
      seenAt: new Date(at),
    })),
    skipDuplicates: true,
  });
  return count;
}

export async function scheduleReconcile(tx: Tx, keyId: string, doneAt: UtcMs, nextAt: UtcMs): Promise<void> {
  await tx.tradeAccount.update({
    where: { keyId },
    data: { reconciledAt: new Date(doneAt), reconcileAt: new Date(nextAt) },
  });
}
