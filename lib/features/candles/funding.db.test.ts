import { beforeEach, expect, it } from "vitest";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import type { FundingColumns } from "@/lib/trading/engine/settings";
import { importFunding, loadFunding } from "./funding.ts";

const db = testDb();
const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const key = { exchange: "bybit", symbol: "BTC/USDT:USDT" };
const funding = (...events: [hour: number, rate: number][]): FundingColumns => ({
  time: Float64Array.from(events, ([hour]) => START + hour * HOUR),
  rate: Float64Array.from(events, ([, rate]) => rate),
});

beforeEach(async () => {
  await db.owner("TRUNCATE funding_rates");
});

it("keeps each rate to the last bit, at whatever hours it was paid", async () => {
  const ctx = createTestCtx(db.web);
  const given = funding([0, 0.0001], [8, -0.00028537], [12, 0.00071158]);
  expect(await importFunding(ctx, key, given)).toEqual({ ok: true, value: { added: 3, present: 0, replaced: 0 } });
  expect(await loadFunding(ctx, key)).toEqual(given);
  expect(await loadFunding(ctx, key, START + HOUR, START + 12 * HOUR)).toEqual(funding([8, -0.00028537]));
  expect((await loadFunding(ctx, { ...key, exchange: "binance" })).time).toHaveLength(0);
});

it("adds only what is new, and refuses another rate unless told to replace it", async () => {
  const ctx = createTestCtx(db.web);
  await importFunding(ctx, key, funding([0, 0.0001], [8, 0.0002]));
  expect(await importFunding(ctx, key, funding([8, 0.0002], [16, 0.0003]))).toMatchObject({
    value: { added: 1, present: 1 },
  });
  const other = funding([0, 0.0005], [8, 0.0006], [24, 0.0001]);
  expect(await importFunding(ctx, key, other)).toMatchObject({
    ok: false,
    reason: "overlap_differs",
    detail:
      "the funding of 2024-01-01T00:00:00.000Z is stored as 0.0001, the new one is 0.0005; and 1 more differ; nothing was stored",
  });
  expect((await loadFunding(ctx, key)).time).toHaveLength(3);
  expect(await importFunding(ctx, key, other, { replace: true })).toMatchObject({ value: { added: 1, replaced: 2 } });
  expect([...(await loadFunding(ctx, key)).rate]).toEqual([0.0005, 0.0006, 0.0003, 0.0001]);
});

it("belongs to a perpetual", async () => {
  const spot = await importFunding(createTestCtx(db.web), { exchange: "bybit", symbol: "BTC/USDT" }, funding([0, 0]));
  expect(spot).toMatchObject({ ok: false, detail: expect.stringContaining("BTC/USDT is no perpetual") });
});
