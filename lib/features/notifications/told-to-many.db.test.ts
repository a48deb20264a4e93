import { expect, it } from "vitest";
import { stage as stageOf } from "@/lib/features/deliveries/deliveries.fixture";
import { publishEdges } from "@/lib/testing/edges";
import { alsoSubscribe, type Subscriber, subscribers } from "@/lib/testing/subscribers";
import type { TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { onSignalEvents } from "./on-signal-event.ts";

const db = testDb();
const READERS = 300;
/** Rows of audiences that may be read for one reader. By the rows of the strategy in place of his own it would be as many as it has readers. */
const ROWS_A_READER = 20;

/** A strategy with so many readers, each with a channel that wants its signals, of whom all were told of one that is open. */
async function stage(count: number) {
  const { scene, ctx } = await stageOf(db);
  const { strategyId } = scene;
  publishEdges(ctx); // whose keys sign the readers' tokens
  const readers = await subscribers(ctx, strategyId, count);
  const at = new Date(ctx.clock.now());
  await ctx.db.channel.createMany({
    data: readers.map(({ userId }) => ({
      id: ctx.ids.make("channel"),
      userId,
      kind: "TELEGRAM" as const,
      address: userId,
      label: "Chat",
      events: ["signal"],
      state: "ACTIVE" as const,
      hourlyMax: 0,
      failures: 0,
      createdAt: at,
      updatedAt: at,
    })),
  });
  scene.quote("42280", "42285");
  ctx.clock.advance(1_000);
  const signalId = await scene.open();
  const tell = (seq: number) => onSignalEvents(ctx, [{ strategyId, seq }]);
  await tell(scene.seq);
  return { scene, ctx, strategyId, signalId, readers, tell };
}

/** Access of all ends and begins anew, so that what was open then is theirs by an earlier stretch alone. */
async function leaveAndReturn({ ctx, strategyId, readers }: Awaited<ReturnType<typeof stage>>): Promise<void> {
  ctx.clock.advance(1_000);
  const at = new Date(ctx.clock.now());
  await ctx.db.subscription.updateMany({
    where: { strategyId, userId: { in: readers.map(({ userId }: Subscriber) => userId) }, accessOpen: true },
    data: { status: "CANCELLED", accessOpen: false, accessEndedAt: at, endedAt: at },
  });
  ctx.clock.advance(5_000);
  await alsoSubscribe(ctx, strategyId, readers);
}

/** Rows of signal_audiences that were read in this database so far. */
async function rowsRead(ctx: TestCtx): Promise<number> {
  // Each connection says only now and then what it read.
  const flush = () => ctx.db.prepared("flush-statistics", "SELECT pg_stat_force_next_flush(), pg_sleep(0.02)", []);
  await Promise.all([flush(), flush(), flush(), flush()]);
  const [row] = await db.owner<{ rows: string }>(`
    SELECT sum(t.seq_tup_read) + sum(i.rows) AS rows FROM pg_stat_user_tables t
    JOIN (SELECT relid, sum(idx_tup_read) AS rows FROM pg_stat_user_indexes GROUP BY relid) i USING (relid)
    WHERE t.relname = 'signal_audiences'`);
  return Number(row?.rows ?? 0);
}

it("tells the course of a signal to readers who all were away in between by the few rows of each", async () => {
  const told = await stage(READERS);
  const { scene, ctx, signalId, readers, tell } = told;
  await leaveAndReturn(told);
  const seqs: number[] = [];
  while (seqs.length < 3) seqs.push(await scene.event(signalId, "REDUCE", { price: "42300" }));
  for (const seq of seqs) {
    const before = await rowsRead(ctx);
    await tell(seq);
    const read = (await rowsRead(ctx)) - before;
    expect(read).toBeGreaterThan(0);
    expect(read / READERS).toBeLessThan(ROWS_A_READER);
  }
  const userId = { in: readers.map(({ userId }) => userId) };
  const sent = await ctx.db.delivery.groupBy({ by: ["title"], where: { userId }, _count: true });
  expect(new Map(sent.map(({ title, _count }) => [title.split(":")[0], _count]))).toEqual(
    new Map([
      ["New signal", READERS],
      ["Reduced", seqs.length * READERS],
    ]),
  );
});
