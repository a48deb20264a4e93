import { describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { getFirstSteps } from "./first-steps-queries.ts";
import { arrangeLive } from "./live/live.fixture.ts";

const db = testDb();

describe("the first steps", () => {
  it("count the days of paper as the live gate does: 168 hours, and fills on three days in UTC", async () => {
    const live = await arrangeLive(db);
    const { userId } = (await live.follow()).ids;
    expect(await getFirstSteps(live.ctx, userId)).toMatchObject({ paperDays: 7, paperFillDays: 3, paperDone: true });
    const last = await live.ctx.db.fill.findFirstOrThrow({ where: { userId }, orderBy: { at: "desc" } });
    await live.ctx.db.order.update({ where: { id: last.orderId }, data: { mode: "LIVE" } });
    expect(await getFirstSteps(live.ctx, userId)).toMatchObject({ paperDays: 7, paperFillDays: 2, paperDone: false });
  });

  it("count no day of a real account, and see keys and live trading", async () => {
    const live = await arrangeLive(db);
    const { userId } = (await live.follow()).ids;
    await live.ctx.db.order.updateMany({ where: { userId }, data: { mode: "LIVE" } });
    await live.ctx.db.position.updateMany({ where: { userId }, data: { mode: "LIVE" } });
    expect(await getFirstSteps(live.ctx, userId)).toMatchObject({
      paperDays: 0,
      paperFillDays: 0,
      paperDone: false,
      hasKey: true,
      hasValidKey: true,
      wentLive: true,
      liveOffered: true,
    });
    const { userId: newcomer } = await live.scene.follower();
    expect(await getFirstSteps(live.ctx, newcomer)).toMatchObject({
      hasKey: false,
      hasValidKey: false,
      wentLive: false,
    });
  });

  it("are not asked of who has put the list away", async () => {
    const live = await arrangeLive(db);
    const { userId } = await live.scene.follower();
    const checklistHiddenAt = new Date(live.ctx.clock.now());
    await live.ctx.db.user.update({ where: { id: userId }, data: { checklistHiddenAt } });
    expect(await getFirstSteps(live.ctx, userId)).toBeNull();
  });
});
