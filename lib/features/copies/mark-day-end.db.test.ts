import { describe, expect, it } from "vitest";
import { testDb } from "@/lib/testing/test-db";
import { getPaperAccount } from "./account-queries.ts";
import { arrange, handle, type Scene } from "./copies.fixture.ts";
import { markDayEnd } from "./mark-day-end.ts";

const db = testDb();
const never = new AbortController().signal;

/** Holds 0.02364 BTC on paper since Monday at 12:00, bought at 42,285 for a fee of 0.9996174. */
async function holder() {
  const scene = await arrange(db, "2026-01-12T12:00:00Z");
  const { userId } = await scene.follower();
  scene.quote("42280", "42285");
  await handle(scene, await scene.open());
  return { scene, userId };
}

/** The market at `bid`, and the schedule, if it runs then. */
async function at(scene: Scene, time: string, bid: number, runs = true): Promise<void> {
  scene.ctx.clock.set(time);
  scene.quote(String(bid), String(bid + 5));
  if (runs) await markDayEnd(scene.ctx, never);
}

async function pointsOf({ ctx }: Scene, userId: string): Promise<string[]> {
  const rows = await ctx.db.equityPoint.findMany({ where: { userId }, orderBy: { at: "asc" } });
  return rows.map((row) => row.at.toISOString());
}

describe("the paper account of a new day", () => {
  it("counts from the end of the day before, though nobody looked at it for days", async () => {
    const { scene, userId } = await holder();
    await at(scene, "2026-01-12T23:58:59Z", 42_500);
    await at(scene, "2026-01-12T23:59:20Z", 42_600);
    await at(scene, "2026-01-13T00:00:20Z", 42_700);
    await at(scene, "2026-01-13T23:59:20Z", 42_900);
    await at(scene, "2026-01-14T23:59:20Z", 43_000);
    await at(scene, "2026-01-14T23:59:50Z", 43_010);
    await at(scene, "2026-01-15T09:00:00Z", 43_100);
    // 0.02364 x 100
    expect(await getPaperAccount(scene.ctx, userId)).toMatchObject({
      dayPnl: "2.364",
      dayRealisedPnl: "0",
      dayOpenPnl: "2.364",
    });
    expect(await pointsOf(scene, userId)).toEqual([
      "2026-01-12T12:00:00.000Z",
      "2026-01-12T23:59:20.000Z",
      "2026-01-13T23:59:20.000Z",
      "2026-01-14T23:59:20.000Z",
    ]);
  });

  it("counts from the first moment that is known where nobody was there at midnight, and dates nothing back", async () => {
    const { scene, userId } = await holder();
    await at(scene, "2026-01-15T00:07:00Z", 43_000);
    await at(scene, "2026-01-15T09:00:00Z", 43_100);
    expect(await getPaperAccount(scene.ctx, userId)).toMatchObject({ dayPnl: "2.364", dayOpenPnl: "2.364" });
    expect((await pointsOf(scene, userId)).slice(1)).toEqual(["2026-01-15T00:07:00.000Z"]);
  });

  it("counts from its cash where nothing was held, entry and fee of the day included, and is not marked", async () => {
    const scene = await arrange(db, "2026-01-12T12:00:00Z");
    const { userId } = await scene.follower();
    scene.quote("42280", "42285");
    const signalId = await scene.open();
    await handle(scene, signalId);
    await scene.event(
      signalId,
      "CLOSE",
      { cause: "provider", fraction: "1", price: "42280", remaining: "0" },
      { state: "CLOSED" },
    );
    scene.ctx.clock.advance(1_000);
    await handle(scene, signalId);
    const before = await pointsOf(scene, userId);
    await at(scene, "2026-01-14T23:59:20Z", 42_280);
    expect(await pointsOf(scene, userId)).toEqual(before);
    await at(scene, "2026-01-15T08:00:00Z", 42_280, false);
    await handle(scene, await scene.open());
    // the spread, 5 x 0.02364, and the fee
    expect(await getPaperAccount(scene.ctx, userId)).toMatchObject({ dayPnl: "-1.1178174", tradesToday: 1 });
  });
});
