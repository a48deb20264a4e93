import { expect, it, vi } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { nextDue, runSchedules } from "./schedules.ts";

const db = testDb();

it.each([
  ["due now", 1_000, 60, 1_000, 1_060],
  ["a little late", 1_000, 60, 1_059, 1_060],
  ["one missed", 1_000, 60, 1_060, 1_120],
  ["a thousand missed", 1_000, 60, 61_000, 61_060],
])("finds the next due time on the grid: %s", (_name, dueAt, everyMs, now, next) => {
  expect(nextDue(utcMs(dueAt), everyMs, utcMs(now))).toBe(next);
});

it("runs at first, then by the clock; a hundred missed runs are made up once", async () => {
  const ctx = createTestCtx(db.worker);
  const stop = new AbortController();
  let runs = 0;
  const schedule = {
    name: "test.hourly",
    everyMs: 3_600_000,
    run: async () => {
      runs += 1;
    },
  };
  const done = runSchedules(ctx, [schedule], stop.signal, 10);
  const isKept = (n: number) =>
    vi.waitFor(async () => expect((await row())?.lastRunAt?.getTime()).toBe(n), { timeout: 15_000 });
  const row = () => db.worker.schedule.findUnique({ where: { name: "test.hourly" } });
  await isKept(ctx.clock.now());
  expect(runs).toBe(1);
  ctx.clock.advance(100 * 3_600_000 + 5);
  await isKept(ctx.clock.now());
  expect(runs).toBe(2);
  expect((await row())?.dueAt.getTime()).toBe(ctx.clock.now() - 5 + 3_600_000);
  stop.abort();
  await done;
});

it("runs again what was killed during its run, and tries a failed one again", async () => {
  const ctx = createTestCtx(db.worker);
  let runs = 0;
  const killed = new AbortController();
  void runSchedules(
    ctx,
    [{ name: "test.killed", everyMs: 60_000, run: () => new Promise(() => undefined) }],
    killed.signal,
    10,
  );
  await vi.waitFor(async () => expect(await db.worker.schedule.count({ where: { name: "test.killed" } })).toBe(1));
  killed.abort();
  const stop = new AbortController();
  const run = async () => {
    runs += 1;
    if (runs === 1) throw new Error("not now");
  };
  const done = runSchedules(ctx, [{ name: "test.killed", everyMs: 60_000, run }], stop.signal, 10);
  await vi.waitFor(() => expect(runs).toBe(1));
  await vi.waitFor(async () => {
    ctx.clock.advance(30_000);
    expect(runs).toBe(2);
  });
  stop.abort();
  await done;
});
