import { describe, expect, it } from "vitest";
import { dec, plain } from "@/lib/kernel/decimal";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition } from "./exit-position.ts";
import { leaveByHandIn } from "./leave-by-hand.ts";
import type { CrashPoint } from "./order-ctx.ts";
import { type Desk, decOf, openDesk } from "./orders.fixture.ts";

const db = testDb();

/** A desk that holds 0.02997 BTC, of which its exchange takes 0.01 at once. */
async function holding(arrange: (desk: Desk) => void = () => undefined): Promise<{ desk: Desk; positionId: string }> {
  const desk = await openDesk(db);
  desk.venue.largest = dec("0.01");
  arrange(desk);
  await desk.start();
  await desk.plan("sig_a", { type: "limit", price: desk.venue.ask, qty: dec("0.03") });
  await desk.work(8);
  const position = await desk.position("sig_a");
  return { desk, positionId: position?.id ?? "" };
}

const resting = (desk: Desk): string[] =>
  desk.venue.orders.filter(({ type, state }) => type === "stop" && state === "open").map(({ qty }) => plain(qty));

const sales = (desk: Desk) => desk.venue.trades.filter(({ side }) => side === "SELL");

async function close(desk: Desk, positionId: string, fraction: string | null = null, leg = "close"): Promise<void> {
  await exitPosition(desk.ctx, desk.userId, positionId, { leg, fraction: fraction === null ? null : dec(fraction) });
}

/** All of it is sold, once, and nothing rests. */
async function isGone(desk: Desk): Promise<void> {
  const position = await desk.position("sig_a");
  expect(position).toMatchObject({ state: "CLOSED" });
  expect(decOf(position?.qty).isZero()).toBe(true);
  expect(plain(sales(desk).reduce((sum, { qty }) => sum.plus(qty), dec(0)))).toBe("0.02997");
  expect(desk.venue.orders.filter(({ state }) => state === "open")).toEqual([]);
}

describe("a position larger than its exchange takes at once", () => {
  it("is guarded by several stops", async () => {
    const { desk } = await holding();
    expect(resting(desk)).toEqual(["0.00999", "0.00999", "0.00999"]);
  });

  it("is stopped out by all of them", async () => {
    const { desk } = await holding();
    desk.price(40_900);
    await desk.work(70, 10_000);
    await isGone(desk);
  });

  it("leaves by several orders, each with an id and a life of its own", async () => {
    const { desk, positionId } = await holding();
    await close(desk, positionId);
    await desk.work(8);
    await isGone(desk);
    expect(sales(desk).map(({ qty }) => plain(qty))).toEqual(["0.00999", "0.00999", "0.00999"]);
    expect(new Set(sales(desk).map(({ clientOrderId }) => clientOrderId)).size).toBe(3);
    const exits = (await desk.intentsOf("sig_a")).filter(({ purpose }) => purpose === "EXIT");
    expect(exits.map(({ leg, state }) => [leg, state])).toEqual([
      ["close", "FILLED"],
      ["close+1", "FILLED"],
      ["close+2", "FILLED"],
    ]);
  });

  it("leaves at once, without the pauses of an exit that was refused", async () => {
    const { desk, positionId } = await holding();
    await close(desk, positionId);
    await desk.work(3, 250);
    await isGone(desk);
  });

  it("leaves a part of it, and guards what stays", async () => {
    const { desk, positionId } = await holding();
    await close(desk, positionId, "0.5", "target:1");
    await desk.work(8);
    expect(sales(desk).map(({ qty }) => plain(qty))).toEqual(["0.00749", "0.00749"]);
    expect(resting(desk)).toEqual(["0.0075", "0.00749"]);
  });

  it("leaves where a thin book takes less than the part", async () => {
    const { desk, positionId } = await holding();
    desk.venue.depth = dec("0.006");
    await close(desk, positionId);
    await desk.work(20);
    await isGone(desk);
  });

  it("leaves where its exchange does not say what it takes", async () => {
    const { desk, positionId } = await holding(({ venue }) => Object.assign(venue, { namesLargest: false }));
    expect(resting(desk)).toEqual(["0.00999", "0.00999", "0.00999"]);
    await close(desk, positionId);
    await desk.work(8);
    await isGone(desk);
  });

  it("is sold by hand as by its signal, and once when it is pressed in between", async () => {
    const { desk, positionId } = await holding();
    const press = () =>
      desk.ctx.db.transaction((tx) =>
        leaveByHandIn(desk.ctx, tx, desk.userId, positionId, { fraction: null, qty: null }),
      );
    expect(await press()).toMatchObject({ ok: true });
    const pressed: boolean[] = [];
    for (let n = 0; n < 6; n += 1) {
      await desk.round();
      if ((await desk.position("sig_a"))?.state === "OPEN") pressed.push((await press()).ok);
    }
    expect(pressed.length).toBeGreaterThan(1);
    expect(pressed).not.toContain(true);
    await desk.work(4);
    await isGone(desk);
  });

  it.each<CrashPoint>(["after_intent", "submitting", "send", "answer", "ledger_posted", "fill_recorded"])(
    "is sold once where a process dies at %s",
    async (point) => {
      const { desk, positionId } = await holding();
      await close(desk, positionId);
      let crashes = 0;
      for (let n = 0; n < 24; n += 1) {
        if (sales(desk).length > 0 && crashes < 2) desk.crashAt = point;
        if (await desk.round()) crashes += 1;
        desk.ctx.clock.advance(3_000);
      }
      expect(crashes).toBeGreaterThan(0);
      await isGone(desk);
    },
  );
});
