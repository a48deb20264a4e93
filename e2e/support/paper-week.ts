import { HOUR_MS, utcMs } from "@/lib/kernel/time";
import { createIds } from "@/lib/testing/test-ctx";
import { withDb } from "./database.ts";

const TRADED = { exchange: "binance", symbol: "BTC/USDT" };

/** Gives somebody a plan with live trading and seven days of paper behind him: fills on three days, the first 168 h ago. */
export async function paperWeek(email: string): Promise<void> {
  const now = Date.now();
  const ids = createIds({ now: () => utcMs(now) });
  await withDb(async (db) => {
    const { id: userId } = await db.user.update({ where: { email }, data: { plan: "PRO" }, select: { id: true } });
    for (const hours of [169, 121, 73]) {
      const at = new Date(now - hours * HOUR_MS);
      const common = { ...TRADED, userId, mode: "PAPER" as const };
      const [positionId, intentId, orderId] = [ids.make("position"), ids.make("intent"), ids.make("order")];
      const numbers = { qty: "0", entryQty: "0.01", entryPrice: "42000", leverage: "1", grossPnl: "0", fees: "0" };
      await db.position.create({
        data: {
          ...common,
          ...numbers,
          id: positionId,
          market: "spot",
          side: "LONG",
          state: "CLOSED",
          openedAt: at,
          closedAt: at,
        },
      });
      const order = {
        ...common,
        side: "BUY" as const,
        qty: "0.01",
        state: "FILLED" as const,
        createdAt: at,
        updatedAt: at,
      };
      await db.intent.create({ data: { ...order, id: intentId, leg: "entry", reduceOnly: false } });
      await db.order.create({
        data: { ...order, id: orderId, intentId, clientOrderId: orderId, attempt: 1, type: "MARKET" },
      });
      await db.fill.create({
        data: {
          id: ids.make("fill"),
          orderId,
          positionId,
          userId,
          tradeId: orderId,
          side: "BUY",
          price: "42000",
          qty: "0.01",
          fee: "0",
          feeCurrency: "USDT",
          grossPnl: "0",
          reason: "entry",
          at,
        },
      });
    }
  });
}
