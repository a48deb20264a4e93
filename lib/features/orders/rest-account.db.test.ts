import { expect, it } from "vitest";
import { dec } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { decideDrift } from "./decide-drift.ts";
import { driftOf } from "./drift-queries.ts";
import { engageSwitch } from "./kill-switch.ts";
import { type Desk, openDesk } from "./orders.fixture.ts";
import { accountsInTurn } from "./queries.ts";
import { rest } from "./rest-account.fixture.ts";

const db = testDb();

/** Compared, measured, and with nothing to do. */
async function arrangeIdle(): Promise<Desk> {
  const desk = await openDesk(db);
  await desk.start();
  await desk.work(3);
  return desk;
}

const restOf = (desk: Desk, rungAfterMs?: number) => rest(desk.ctx, desk.held, rungAfterMs);
const ON = { hurries: false, ms: 30_000 };
const WORK = { hurries: true, ms: 6_000 };
const LOOK = { hurries: false, ms: 5_000 };

it("rests half a minute where nothing is to be done, and gets up at a ring", async () => {
  const desk = await arrangeIdle();
  expect(await restOf(desk)).toEqual(ON);
  expect(await restOf(desk, 12_000)).toEqual({ hurries: true, ms: 15_000 });
});

it("finds an order that is planned, one on its way and what is held, though nobody rang", async () => {
  const desk = await arrangeIdle();
  await desk.plan("sig_a", { type: "limit", timeInForce: "GTC", price: dec(41_990) });
  expect(await restOf(desk)).toEqual(WORK);
  await desk.work(3);
  expect(await desk.intent("sig_a")).toMatchObject({ state: "ACCEPTED" });
  expect(await restOf(desk)).toEqual(WORK);
  desk.price(41_980);
  await desk.work(65, 2_500);
  expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
  await desk.ctx.db.order.updateMany({ where: { keyId: desk.keyId }, data: { state: "CANCELLED" } });
  expect(await restOf(desk)).toEqual(WORK);
});

it("is looked after each minute, and where its balances are not known", async () => {
  const desk = await arrangeIdle();
  desk.ctx.clock.advance(60_000);
  expect(await restOf(desk)).toEqual(LOOK);
  await desk.round();
  expect(await restOf(desk)).toEqual(ON);
  desk.held.holdings.changed();
  expect(await restOf(desk)).toEqual(LOOK);
});

it("is looked after once more by each kill switch, until its exchange was asked", async () => {
  const desk = await arrangeIdle();
  desk.ctx.clock.advance(1_000);
  const { userId } = desk;
  await engageSwitch(desk.ctx, { scope: "USER", key: userId, by: userId, reason: "drill", positions: "keep" });
  expect(await restOf(desk)).toEqual(LOOK);
  await desk.work(3);
  expect(await restOf(desk)).toEqual(ON);
});

it("gets up where its key was rotated, by the event or without, and rests on where it was taken away", async () => {
  const desk = await arrangeIdle();
  const turns = () => accountsInTurn(desk.ctx.db, [desk.keyId]);
  const sealed = (bytes: number[], status: "VALID" | "REVOKED") =>
    desk.ctx.db.apiKey.update({ where: { id: desk.keyId }, data: { sealed: new Uint8Array(bytes), status } });
  expect(await turns()).toEqual([]);
  await sealed([2], "VALID");
  expect(await turns()).toEqual([{ keyId: desk.keyId, entersOnly: false, leavesOnly: false }]);
  expect(await restOf(desk)).toEqual(WORK);
  await sealed([], "REVOKED");
  expect(await turns()).toEqual([]);
  expect((await restOf(desk)).hurries).toBe(false);
});

it("finds what its user decided about a trade of his own", async () => {
  const desk = await arrangeIdle();
  await desk.plan("sig_a");
  await desk.work(3);
  desk.venue.byHand({ side: "BUY", qty: dec("0.0004") });
  await desk.work(65, 2_500);
  const [shown] = await driftOf(desk.ctx.db, desk.userId, "open");
  await desk.ctx.db.position.updateMany({ where: { keyId: desk.keyId }, data: { state: "CLOSED" } });
  await desk.ctx.db.order.updateMany({ where: { keyId: desk.keyId }, data: { state: "CANCELLED" } });
  expect((await restOf(desk)).hurries).toBe(false);
  await decideDrift(
    desk.ctx,
    desk.userId,
    { keyId: desk.keyId, symbol: "BTC/USDT", tradeId: shown?.tradeId ?? "" },
    "ADOPTED",
  );
  expect(await restOf(desk)).toEqual(WORK);
});
