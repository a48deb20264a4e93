import { expect, it } from "vitest";
import { openDesk } from "@/lib/features/orders/orders.fixture";
import { testDb } from "@/lib/testing/test-db";
import { onIntentChanged } from "./on-intent-changed.ts";
import { listNotifications } from "./queries.ts";
import { tellUnknownOrders } from "./tell-unknown-orders.ts";

const db = testDb();

/** A real account at a venue in memory, and what its owner is told after each event of one order, all of them twice. */
async function arrange() {
  const desk = await openDesk(db);
  await desk.start();
  desk.price(42_000);
  const told = async () => {
    const events = await desk.ctx.db.outboxEvent.findMany({
      where: { type: "intent.changed" },
      orderBy: { id: "asc" },
    });
    for (const { id, at, payload } of [...events, ...events]) {
      const { intentId } = payload as { intentId: string };
      const event = { type: "intent.changed", intentId, userId: desk.userId, keyId: desk.keyId } as const;
      await onIntentChanged(desk.ctx, event, { xid: 1n, id, at, event });
    }
    const { items } = await listNotifications(desk.ctx.db, desk.userId, { limit: 10 });
    return items.map(({ kind, title, body }) => [kind, title, body]);
  };
  return { desk, told };
}

it("an order that the exchange refuses is told once, as a trading failure", async () => {
  const { desk, told } = await arrange();
  await desk.plan("sig_a");
  desk.venue.refuse = () => ({
    kind: "refused",
    code: "insufficient_funds",
    detail: "Account has insufficient balance.",
  });
  await desk.work(3);
  expect((await desk.intent("sig_a")).state).toBe("REJECTED");
  expect(await told()).toEqual([
    ["failure", "Binance refused: buy BTC/USDT", "An entry on your real account. Account has insufficient balance."],
  ]);
});

it("an order that a limit holds back is news of a copy, once; one that goes through is its position's to tell", async () => {
  const { desk, told } = await arrange();
  await desk.ctx.db.tradeLimits.update({ where: { userId: desk.userId }, data: { entriesPerDay: 1 } });
  await desk.plan("sig_a");
  await desk.work(3);
  await desk.plan("sig_b");
  await desk.work(3);
  expect((await desk.intent("sig_b")).state).toBe("BLOCKED");
  expect(await told()).toEqual([
    ["copy", "Not sent: buy BTC/USDT", expect.stringMatching(/^An entry on your real account\. \S/)],
  ]);
});

it("an order whose fate nobody knows for a minute is told once, and not while the venue still may answer in time", async () => {
  const { desk, told } = await arrange();
  desk.venue.faults.push("lost_after");
  await desk.plan("sig_a");
  await desk.round();
  desk.venue.down = true;
  await desk.work(50, 5_000);
  expect((await desk.intent("sig_a")).state).toBe("UNKNOWN");
  expect(await tellUnknownOrders(desk.ctx)).toBe(0);
  await desk.work(10, 5_000);
  for (let look = 0; look < 2; look += 1) expect(await tellUnknownOrders(desk.ctx)).toBe(1);
  expect(await told()).toEqual([
    [
      "failure",
      "Not confirmed yet: buy BTC/USDT",
      "An entry on your real account. We do not know yet whether this order reached Binance. We are asking; nothing will be sent twice.",
    ],
  ]);
});
