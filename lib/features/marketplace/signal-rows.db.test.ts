import { expect, it } from "vitest";
import { amendSignal } from "@/lib/features/signals/amend-signal";
import { amendSignalInput, publishSignalInput } from "@/lib/features/signals/input";
import { publishSignal } from "@/lib/features/signals/publish-signal";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { strategySignals } from "./signal-rows.ts";

const db = testDb();

it("tells a subscriber where the stop stands now, and everybody else the one that was published", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  const sentAt = ctx.clock.now();
  quoteBtc(ctx, 65_000, "65000.5");
  const sent = publishSignalInput.parse({
    strategyId,
    symbol: "BTCUSDT",
    exchange: "binance",
    side: "LONG",
    entry: { type: "market" },
    stopLoss: 64_000,
    targets: [{ price: 67_000, fraction: 1 }],
  });
  const published = await publishSignal(ctx, provider, sent);
  const id = published.ok ? published.value.value.id : "";
  const moved = await amendSignal(ctx, provider, id, amendSignalInput.parse({ stopLoss: "64500" }));
  expect(moved).toMatchObject({ ok: true, value: { value: { stopLoss: "64500" } } });

  ctx.clock.advance(DAY_MS + 1_000);
  const now = ctx.clock.now();
  const seenBy = async (fullFrom: ReturnType<typeof utcMs> | null) =>
    (await strategySignals(db.web, strategyId, { now, fullFrom }, { limit: 5 })).map(
      ({ readable, exchange, state, stopLoss }) => ({ readable, exchange, state, stopLoss }),
    );
  const row = { exchange: "binance", state: "OPEN" };
  expect(await seenBy(utcMs(sentAt - 1))).toEqual([{ ...row, readable: true, stopLoss: "64500" }]);
  expect(await seenBy(null)).toEqual([{ ...row, readable: false, stopLoss: "64000" }]);
});
