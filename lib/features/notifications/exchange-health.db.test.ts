import { expect, it } from "vitest";
import { openHoldingDesk } from "@/lib/features/orders/orders.fixture";
import { testDb } from "@/lib/testing/test-db";
import { onExchangeHealth } from "./on-exchange-health.ts";
import { listNotifications } from "./queries.ts";

const db = testDb();

it("tells whoever holds something at the exchange that live has paused there and that it goes on, each once, and nobody else", async () => {
  const { desk } = await openHoldingDesk(db);
  const tell = async (exchange: string, healthy: boolean, id: bigint) => {
    const event = { type: "exchange.health", exchange, name: "Binance", healthy } as const;
    for (let repeat = 0; repeat < 2; repeat += 1)
      await onExchangeHealth(desk.ctx, event, { xid: 1n, id, at: new Date(desk.ctx.clock.now()), event });
  };
  const told = async () =>
    (await listNotifications(desk.ctx.db, desk.userId, { limit: 10 })).items.map(({ kind, title }) => [kind, title]);

  await tell("bybit", false, 1n);
  expect(await told()).toEqual([]);
  await tell("binance", false, 2n);
  desk.ctx.clock.advance(60_000);
  await tell("binance", true, 3n);
  expect(await told()).toEqual([
    ["failure", "Binance answers again"],
    ["failure", "Binance has not answered for a minute"],
  ]);
});
