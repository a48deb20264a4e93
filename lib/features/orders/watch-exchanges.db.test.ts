import { expect, it } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { openDesk } from "./orders.fixture.ts";
import { watchExchanges } from "./watch-exchanges.ts";

const db = testDb();

it("says that an exchange is lost once a minute has passed, once for each time, and that it is back", async () => {
  const desk = await openDesk(db);
  const { clock } = desk.ctx;
  let health: { healthy: boolean; since: ReturnType<typeof utcMs> } | null = null;
  const ctx = { ...desk.ctx, tradeVenues: Object.assign(Object.create(desk.venue), { health: () => health }) };
  const row = () => desk.ctx.db.exchangeHealth.findUnique({ where: { exchange: "binance" } });
  const alarms = () => desk.ctx.db.outboxEvent.count({ where: { type: "operations.alarm" } });
  const told = async () =>
    (await desk.ctx.db.outboxEvent.findMany({ where: { type: "exchange.health" }, orderBy: { id: "asc" } })).map(
      ({ payload }) => (payload as { healthy: boolean }).healthy,
    );

  await watchExchanges(ctx);
  expect(await row()).toBeNull();
  health = { healthy: false, since: utcMs(clock.now()) };
  await watchExchanges(ctx);
  clock.advance(59_999);
  await watchExchanges(ctx);
  expect([(await row())?.healthy, await alarms()]).toEqual([false, 0]);
  clock.advance(1);
  await watchExchanges(ctx);
  await watchExchanges(ctx);
  expect(await alarms()).toBe(1);
  expect(await told()).toEqual([false]);

  health = { healthy: true, since: utcMs(clock.now()) };
  await watchExchanges(ctx);
  await watchExchanges(ctx);
  expect(await row()).toMatchObject({ healthy: true, toldAt: null });
  expect(await told()).toEqual([false, true]);
  health = { healthy: false, since: utcMs(clock.now()) };
  clock.advance(60_000);
  await watchExchanges(ctx);
  expect(await alarms()).toBe(2);
});
