import { expect, it } from "vitest";
import { amendSignal } from "@/lib/features/signals/amend-signal";
import { closeSignal } from "@/lib/features/signals/close-signal";
import { amendSignalInput } from "@/lib/features/signals/input";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { makeActor, makeStrategy, quoteBtc } from "@/lib/testing/market-fixture";
import { publish } from "@/lib/testing/publication";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { pageOf } from "./cursor.ts";
import { type SignalSight, strategySignals } from "./signal-rows.ts";

const db = testDb();

it("tells a subscriber where the stop stands now, and everybody else the one that was published", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  const sentAt = ctx.clock.now();
  quoteBtc(ctx, 65_000, "65000.5");
  const id = await publish(ctx, provider, strategyId, { targets: [{ price: 67_000, fraction: 1 }] });
  const moved = await amendSignal(ctx, provider, id, amendSignalInput.parse({ stopLoss: "64500" }));
  expect(moved).toMatchObject({ ok: true, value: { value: { stopLoss: "64500" } } });

  ctx.clock.advance(DAY_MS + 1_000);
  const now = ctx.clock.now();
  const seenBy = async (windows: SignalSight["windows"]) =>
    (await strategySignals(db.web, strategyId, { now, windows }, { limit: 5 })).map(
      ({ readable, exchange, state, stopLoss }) => ({ readable, exchange, state, stopLoss }),
    );
  const row = { exchange: "binance", state: "OPEN" };
  const [before, after] = [utcMs(sentAt - 1), utcMs(sentAt + 1)];
  expect(await seenBy([{ from: before, to: null }])).toEqual([{ ...row, readable: true, stopLoss: "64500" }]);
  expect(await seenBy([])).toEqual([{ ...row, readable: false, stopLoss: "64000" }]);
  // Sent while he paused: not his. Sent before he left: his, with what becomes of it.
  const paused = [
    { from: utcMs(0), to: before },
    { from: after, to: null },
  ];
  expect(await seenBy(paused)).toEqual([{ ...row, readable: false, stopLoss: "64000" }]);
  expect(await seenBy([{ from: before, to: after }])).toEqual([{ ...row, readable: true, stopLoss: "64500" }]);
});

it("pages through signals that were received and closed in one moment without leaving one out", async () => {
  const ctx = createTestCtx(db.web);
  const provider = await makeActor(ctx, "PROVIDER", "Paula");
  const strategyId = await makeStrategy(ctx, provider);
  quoteBtc(ctx, 65_000);
  const ids: string[] = [];
  for (const price of [66_000, 67_000, 68_000, 69_000, 70_000])
    ids.push(await publish(ctx, provider, strategyId, { targets: [{ price, fraction: 1 }] }));
  for (const id of ids) expect(await closeSignal(ctx, provider, id, { fraction: "1" })).toMatchObject({ ok: true });
  ctx.clock.advance(DAY_MS + 1_000);

  const sight = { now: ctx.clock.now(), windows: [] };
  const paged = async (closedOnly: boolean): Promise<string[]> => {
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const rows = await strategySignals(db.web, strategyId, sight, { limit: 3, cursor, closedOnly });
      const page = pageOf(rows, 2, (row) => new Date(closedOnly ? (row.closedAt ?? 0) : row.receivedAt));
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return seen;
  };
  expect(ids).toHaveLength(5);
  expect((await paged(false)).sort()).toEqual([...ids].sort());
  expect((await paged(true)).sort()).toEqual([...ids].sort());
});
