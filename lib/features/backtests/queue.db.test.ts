import { beforeEach, describe, expect, it } from "vitest";
import { setPlan } from "@/lib/features/accounts/set-plan";
import type { Actor } from "@/lib/kernel/actor";
import { utcMs } from "@/lib/kernel/time";
import { makeActor } from "@/lib/testing/market-fixture";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { type RunRequest, waitingProgress } from "./backtest.ts";
import { cancelBacktest } from "./cancel-backtest.ts";
import { dropResultsBeyond, saveOutcome } from "./outcome-repository.ts";
import { BACKTEST_LIMITS, limitByPlan } from "./plan.ts";
import { getBacktest, listBacktests } from "./queries.ts";
import { beatRuns, leaseNext, releaseRuns, requeueSilent } from "./queue-repository.ts";
import { insertBacktests } from "./repository.ts";
import { settingsOf } from "./run-settings.ts";
import { withinQuota } from "./within-quota.ts";

const db = testDb();
let ctx: TestCtx;
let ann: Actor;
let bob: Actor;

const request: RunRequest = {
  strategy: "sma-cross",
  parameters: { fast: 10, slow: 30 },
  exchange: "binance",
  symbol: "BTC/USDT",
  timeframe: "1h",
  from: 0,
  to: 3_600_000,
  settings: settingsOf({}, "spot"),
  seed: 1,
};

async function queue(user: Actor, count: number, parentId: string | null = null): Promise<string[]> {
  const ids: string[] = [];
  for (let place = 0; place < count; place += 1) {
    ctx.clock.advance(1);
    const id = ctx.ids.make("backtest");
    const row = { id, userId: user.userId, kind: "RUN" as const, parentId, place, evidenceClass: "IN_SAMPLE" as const };
    await insertBacktests(ctx.db, ctx.clock.now(), [
      { ...row, request, progress: waitingProgress("bars", 10), work: 10, trials: 1 },
    ]);
    ids.push(id);
  }
  return ids;
}

const lease = (worker = "w1") =>
  ctx.db.transaction((tx) => leaseNext(tx, ctx.clock.now(), { worker, runningMax: limitByPlan("running") }));
const finish = (id: string, worker = "w1") =>
  saveOutcome(
    ctx.db,
    ctx.clock.now(),
    { id, worker },
    { status: "DONE", progress: { ...waitingProgress("bars", 10), phase: "DONE", done: 10 } },
  );

beforeEach(async () => {
  ctx = createTestCtx(db.worker);
  await db.owner("DELETE FROM backtests");
  ann = await makeActor(ctx, "SUBSCRIBER", "Ann");
  bob = await makeActor(ctx, "SUBSCRIBER", "Bob");
});

describe("the queue", () => {
  it("runs two of one user at once, oldest first, and not a third", async () => {
    const [first, second] = await queue(ann, 5);
    expect((await lease())?.id).toBe(first);
    expect((await lease())?.id).toBe(second);
    expect(await lease()).toBeNull();
  });

  it("starts another user's run next, though a hundred were queued before it", async () => {
    await queue(ann, 100);
    await lease();
    const [theirs] = await queue(bob, 1);
    expect((await lease())?.id).toBe(theirs);
  });

  it("lets users take turns: who was served longest ago comes first", async () => {
    const anns = await queue(ann, 4);
    const bobs = await queue(bob, 4);
    const order: (string | undefined)[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      ctx.clock.advance(1_000);
      const run = await lease();
      order.push(run?.id);
      if (run !== null) await finish(run.id);
    }
    expect(order).toEqual([anns[0], bobs[0], anns[1], bobs[1], anns[2], bobs[2]]);
  });

  it("gives a run to one of many takers, and keeps the limit among them", async () => {
    await queue(ann, 20);
    await queue(bob, 20);
    const taken = await Promise.all(Array.from({ length: 12 }, (_, n) => lease(`w${n}`)));
    const ids = taken.flatMap((run) => (run === null ? [] : [run.id]));
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  it("shows a user how many come before: the own earlier ones, and as many of each other's", async () => {
    const anns = await queue(ann, 3);
    await queue(bob, 10);
    const place = async (n: number) => (await getBacktest(ctx, ann.userId, anns[n] ?? ""))?.queuePlace;
    expect([await place(0), await place(1), await place(2)]).toEqual([1, 3, 5]);
  });
});

describe("a worker that ends", () => {
  it("in order gives its runs back, and the start does not count", async () => {
    const [id = ""] = await queue(ann, 1);
    await lease("w1");
    await releaseRuns(ctx.db, "w1");
    expect(await lease("w2")).toMatchObject({ id, attempts: 1 });
  });

  it("by a kill falls silent: its run is taken again, and its late word changes nothing", async () => {
    const [id = ""] = await queue(ann, 1);
    await lease("w1");
    expect(await requeueSilent(ctx.db, 8_000)).toBe(0);
    await db.owner(`UPDATE backtests SET "beatAt" = clock_timestamp() - interval '9 s' WHERE id = $1`, [id]);
    expect(await requeueSilent(ctx.db, 8_000)).toBe(1);
    expect(await lease("w2")).toMatchObject({ id, attempts: 2 });
    expect(await beatRuns(ctx.db, "w1")).toEqual([]);
    expect(await finish(id, "w1")).toBe(false);
    expect(await finish(id, "w2")).toBe(true);
  });
});

describe("cancelling", () => {
  it("ends what waits at once", async () => {
    const [id = ""] = await queue(ann, 1);
    expect(await cancelBacktest(ctx, ann, id)).toMatchObject({ ok: true, value: { status: "CANCELLED" } });
    expect(await lease()).toBeNull();
  });

  it("tells the worker of what runs", async () => {
    const [id = ""] = await queue(ann, 1);
    await lease();
    await cancelBacktest(ctx, ann, id);
    expect(await beatRuns(ctx.db, "w1")).toEqual([{ id, cancelled: true }]);
    expect((await getBacktest(ctx, ann.userId, id))?.cancelRequested).toBe(true);
  });

  it("leaves what has ended as it is, and is nothing for a stranger", async () => {
    const [id = ""] = await queue(ann, 1);
    await lease();
    await finish(id);
    expect(await cancelBacktest(ctx, ann, id)).toMatchObject({ ok: true, value: { status: "DONE" } });
    expect(await cancelBacktest(ctx, bob, id)).toMatchObject({ ok: false, reason: "not_found" });
    expect(await getBacktest(ctx, bob.userId, id)).toBeNull();
  });
});

describe("the quota", () => {
  const { runsPerDay, waiting } = BACKTEST_LIMITS.TRIAL;

  it("counts runs of the UTC day by ctx.clock, and begins again with the next", async () => {
    ctx.clock.set("2026-01-15T23:50:00Z");
    const ids = await queue(ann, 3);
    for (const _ of ids) await finish((await lease())?.id ?? "");
    expect(await withinQuota(ctx.db, ctx.clock.now(), ann.userId, waiting)).toMatchObject({ ok: true });
    const refused = await withinQuota(ctx.db, ctx.clock.now(), ann.userId, runsPerDay - 2);
    expect(refused).toMatchObject({ ok: false, reason: "rate_limited", detail: expect.stringContaining("00:00 UTC") });
    ctx.clock.set("2026-01-16T00:00:00Z");
    expect(await withinQuota(ctx.db, utcMs(ctx.clock.now()), ann.userId, waiting)).toMatchObject({ ok: true });
  });

  it("is that of the user's own plan, from the moment he is on it", async () => {
    const more = runsPerDay + 1;
    const allowed = (user: Actor, runs: number) => withinQuota(ctx.db, ctx.clock.now(), user.userId, runs);
    expect(await allowed(ann, more)).toMatchObject({ ok: false });
    await setPlan(ctx, ann.userId, "PRO");
    expect(await allowed(ann, more)).toMatchObject({ ok: true });
    expect(await allowed(bob, more)).toMatchObject({ ok: false });
    const { running } = BACKTEST_LIMITS.PRO;
    await queue(ann, running + 1);
    await queue(bob, BACKTEST_LIMITS.TRIAL.running + 1);
    const taken: (string | undefined)[] = [];
    for (let run = await lease(); run !== null; run = await lease()) taken.push(run.userId);
    expect(taken.filter((id) => id === ann.userId)).toHaveLength(running);
    expect(taken.filter((id) => id === bob.userId)).toHaveLength(BACKTEST_LIMITS.TRIAL.running);
  });

  it("lets no more wait than the plan says", async () => {
    await queue(ann, 2);
    expect(await withinQuota(ctx.db, ctx.clock.now(), ann.userId, waiting - 2)).toMatchObject({ ok: true });
    expect(await withinQuota(ctx.db, ctx.clock.now(), ann.userId, waiting - 1)).toMatchObject({
      ok: false,
      detail: expect.stringContaining("wait already"),
    });
  });
});

it("lists the own ones newest first, page by page, runs of a batch under it alone", async () => {
  const ids = await queue(ann, 3);
  await queue(bob, 1);
  await queue(ann, 1, ids[0]);
  const first = await listBacktests(ctx, ann.userId, { limit: 2 });
  const rest = await listBacktests(ctx, ann.userId, { limit: 2, cursor: first.nextCursor ?? "" });
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual([...ids].reverse());
  expect(rest.nextCursor).toBeNull();
});

it("keeps the newest results of each user up to so many bytes; figures of older ones stay", async () => {
  const anns = await queue(ann, 3);
  const [bobs = ""] = await queue(bob, 1);
  for (const id of [...anns, bobs]) {
    ctx.clock.advance(1_000);
    await db.owner(
      "UPDATE backtests SET status = 'DONE', result = $2, metrics = '{}', \"finishedAt\" = $3 WHERE id = $1",
      [id, Buffer.alloc(1_000), new Date(ctx.clock.now())],
    );
  }
  expect(await dropResultsBeyond(ctx.db, { TRIAL: 2_500 })).toBe(1);
  const kept = await Promise.all(anns.map((id) => getBacktest(ctx, ann.userId, id)));
  expect(kept.map((run) => run?.hasResult)).toEqual([false, true, true]);
  expect(kept[0]?.metrics).toEqual({});
  expect((await getBacktest(ctx, bob.userId, bobs))?.hasResult).toBe(true);
});
