import { expect, it } from "vitest";
import { DAY_MS } from "@/lib/kernel/time";
import { testDb } from "@/lib/testing/test-db";
import { arrange } from "./copies.fixture.ts";
import { previewSizing } from "./preview-sizing.ts";

const db = testDb();
const sizing = { type: "quote", value: "1000" } as const;

/** A strategy with one signal of two days ago and one of now, and who asks for them. */
async function scene() {
  const scene = await arrange(db);
  scene.quote("42000", "42001");
  const { userId: subscriber } = await scene.follower();
  const old = await scene.open();
  scene.ctx.clock.advance(2 * DAY_MS);
  const fresh = await scene.open();
  const stranger = (await (await arrange(db)).follower()).userId;
  const { ctx, strategyId } = scene;
  const shown = async (userId: string) => {
    const preview = await previewSizing(ctx, userId, strategyId, sizing);
    return preview.ok ? preview.value.map(({ signalId }) => signalId) : preview.reason;
  };
  const set = (data: { isPublic?: boolean; status?: "DRAFT" }) =>
    ctx.db.strategy.update({ where: { id: strategyId }, data });
  return { scene, old, fresh, subscriber, stranger, shown, set };
}

it("sizes a strategy's signals: all of his time for a subscriber, those older than a day for others", async () => {
  const { old, fresh, subscriber, stranger, shown } = await scene();
  expect(await shown(subscriber)).toEqual([fresh, old]);
  expect(await shown(stranger)).toEqual([old]);
});

it("knows no private strategy and no draft but for who has access", async () => {
  const { scene: its, subscriber, stranger, shown, set } = await scene();
  await set({ isPublic: false });
  expect(await shown(subscriber)).toHaveLength(2);
  expect(await shown(stranger)).toBe("not_found");
  await its.lapse(subscriber);
  expect(await shown(subscriber)).toBe("not_found");
  await set({ isPublic: true, status: "DRAFT" });
  expect(await shown(stranger)).toBe("not_found");
});
