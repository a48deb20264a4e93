import { describe, expect, it } from "vitest";
import { getPosition } from "@/lib/features/copies/queries";
import { onUnlisted } from "@/lib/features/notifications/on-unlisted";
import { listNotifications } from "@/lib/features/notifications/queries";
import { testDb } from "@/lib/testing/test-db";
import { exitPosition } from "./exit-position.ts";
import { type Desk, openDesk } from "./orders.fixture.ts";

const db = testDb();
const SYMBOL = "BTC/USDT";

/** A desk that holds 0.000999 BTC, guarded by a stop. */
async function holding(): Promise<Desk> {
  const desk = await openDesk(db);
  await desk.start();
  await desk.plan("sig_a");
  await desk.work(3);
  return desk;
}

const account = (desk: Desk) => desk.ctx.db.tradeAccount.findUnique({ where: { keyId: desk.keyId } });

describe("a symbol that its exchange lists no more", () => {
  it("keeps an account that has traded it from nothing else", async () => {
    const desk = await holding();
    desk.venue.unlisted.add(SYMBOL);
    await desk.start();
    expect(await account(desk)).toMatchObject({ state: "RECOVERING" });
    await desk.work(3);
    expect(await account(desk)).toMatchObject({ state: "READY" });
  });

  it("nor does an order in it whose end is not known", async () => {
    const desk = await holding();
    desk.venue.faults.push("lost_before");
    await desk.plan("sig_b");
    await desk.round();
    expect(await desk.intent("sig_b")).toMatchObject({ state: "UNKNOWN" });
    desk.venue.unlisted.add(SYMBOL);
    await desk.start();
    await desk.work(20);
    expect(await desk.intent("sig_b")).toMatchObject({ state: "UNKNOWN" });
    expect(await account(desk)).toMatchObject({ state: "READY" });
  });

  it("is told to its owner and to admins once, and shown, until it is listed again", async () => {
    const desk = await holding();
    const positionId = (await desk.position("sig_a"))?.id ?? "";
    const shown = async () => (await getPosition(desk.ctx, desk.userId, positionId))?.unlistedSince;
    const { id: last } = await desk.ctx.db.outboxEvent.findFirstOrThrow({ orderBy: { id: "desc" } });
    const events = async () => {
      const rows = await desk.ctx.db.outboxEvent.findMany({ where: { id: { gt: last } } });
      return rows.map(({ type }) => type).filter((type) => type === "position.unlisted" || type === "operations.alarm");
    };
    expect(await shown()).toBeNull();

    for (let times = 1; times <= 2; times += 1) {
      desk.venue.unlisted.add(SYMBOL);
      await desk.start();
      await desk.work(3);
      await desk.start();
      await desk.work(3);
      expect((await events()).toSorted()).toEqual([
        ...Array<string>(times).fill("operations.alarm"),
        ...Array<string>(times).fill("position.unlisted"),
      ]);
      for (let handled = 0; handled < 2; handled += 1) await onUnlisted(desk.ctx, { positionId });
      const { items } = await listNotifications(desk.ctx.db, desk.userId, { limit: 10 });
      expect(items.map(({ title, link }) => [title, link])).toEqual(
        Array(times).fill(["Binance does not list BTC/USDT any more", `/positions/${positionId}`]),
      );
      expect(await shown()).toMatch(/Z$/);

      desk.venue.unlisted.delete(SYMBOL);
      await desk.work(2);
      expect(await shown()).toBeNull();
    }
  });

  it("is looked after again once it is listed, and left by the exit that was asked for meanwhile", async () => {
    const desk = await holding();
    const positionId = (await desk.position("sig_a"))?.id ?? "";
    for (const { clientOrderId } of desk.venue.orders) desk.venue.cancelByHand(clientOrderId ?? "");
    desk.venue.unlisted.add(SYMBOL);
    await desk.start();
    await exitPosition(desk.ctx, desk.userId, positionId, { leg: "close", fraction: null });
    await desk.work(130, 10_000);
    expect(await desk.position("sig_a")).toMatchObject({ state: "OPEN" });
    desk.venue.unlisted.delete(SYMBOL);
    await desk.work(130, 10_000);
    expect(await desk.position("sig_a")).toMatchObject({ state: "CLOSED", closeReason: "close" });
  });
});
