import { beforeEach, expect, it, vi } from "vitest";
import type { EventHandler } from "@/lib/events/handler";
import { appendEvent } from "@/lib/events/outbox";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { type HandlerRunner, runHandlers } from "./run-handlers.ts";

const db = testDb();
let ctx: TestCtx;
let names = 0;

beforeEach(() => {
  ctx = createTestCtx(db.worker);
});

/** A handler with a name of its own, so that each test begins with its own cursor. */
function handlerOf(handle: (userId: string) => Promise<void>): EventHandler {
  names += 1;
  return {
    name: `test-${names}`,
    on: ["user.changed"],
    handle: async ({ event }) => handle("userId" in event ? String(event.userId) : ""),
  };
}

async function tell(...userIds: string[]): Promise<void> {
  await ctx.db.transaction((tx) =>
    appendEvent(tx, ctx.clock.now(), ...userIds.map((userId) => ({ type: "user.changed" as const, userId }))),
  );
}

/** Starts at the end of what is there: the first cursor of the database is not this test's matter. */
async function start(...handlers: EventHandler[]): Promise<HandlerRunner> {
  await db.worker.outboxCursor.createMany({
    data: [{ consumer: "someone", xid: 0n, id: 0n, updatedAt: new Date(ctx.clock.now()) }],
    skipDuplicates: true,
  });
  return runHandlers(ctx, handlers, { tickMs: 20 });
}

it("hands each event to each of its handlers, in order", async () => {
  const [one, two]: string[][] = [[], []];
  const runner = await start(
    handlerOf(async (id) => void one?.push(id)),
    handlerOf(async (id) => void two?.push(id)),
  );
  await tell("a", "b");
  await tell("c");
  runner.wake();
  await vi.waitFor(() =>
    expect([one, two]).toEqual([
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]),
  );
  await runner.stop();
});

it("goes on where it stopped: none lost, none again after a clean stop", async () => {
  const seen: string[] = [];
  const handler = handlerOf(async (id) => void seen.push(id));
  const first = await start(handler);
  await tell("a");
  first.wake();
  await vi.waitFor(() => expect(seen).toEqual(["a"]));
  await first.stop();
  await tell("b", "c");
  const second = await start(handler);
  await vi.waitFor(() => expect(seen).toEqual(["a", "b", "c"]));
  await second.stop();
});

it("repeats an event whose handler died between its effect and the cursor, and loses none", async () => {
  const effects: string[] = [];
  const handler = handlerOf(async (id) => void effects.push(id));
  const crashed = await runHandlers(ctx, [handler], { tickMs: 1_000_000 }); // its cursor is never kept, as after kill -9
  await tell("a", "b");
  crashed.wake();
  await vi.waitFor(() => expect(effects).toEqual(["a", "b"]));
  const after = await start(handler);
  await tell("c");
  after.wake();
  await vi.waitFor(() => expect(effects).toEqual(["a", "b", "a", "b", "c"]));
  await after.stop();
  await crashed.stop();
});

it("does not hold up other events or handlers when one fails, and tries again by the clock", async () => {
  const effects: string[] = [];
  const others: string[] = [];
  let isBroken = true;
  const failing = handlerOf(async (id) => {
    if (id === "bad" && isBroken) throw new Error("not now");
    effects.push(id);
  });
  const runner = await start(
    failing,
    handlerOf(async (id) => void others.push(id)),
  );
  await tell("bad", "good");
  runner.wake();
  await vi.waitFor(() => expect([effects, others]).toEqual([["good"], ["bad", "good"]]));
  isBroken = false;
  ctx.clock.advance(2_000);
  await vi.waitFor(() => expect(effects).toEqual(["good", "bad"]));
  await vi.waitFor(async () =>
    expect(await db.worker.handlerFailure.count({ where: { handler: failing.name } })).toBe(0),
  );
  await runner.stop();
});

it("gives an event up after eight tries and keeps it for people to see", async () => {
  let tries = 0;
  const failing = handlerOf(async () => {
    tries += 1;
    throw new Error(`no ${tries}`);
  });
  const runner = await start(failing);
  await tell("x");
  runner.wake();
  const row = () => db.worker.handlerFailure.findFirst({ where: { handler: failing.name } });
  for (let n = 1; n < 8; n += 1) {
    await vi.waitFor(async () => expect(await row()).toMatchObject({ attempts: n, deadAt: null }), { interval: 5 });
    ctx.clock.advance(400_000);
  }
  await vi.waitFor(async () => expect(await row()).toMatchObject({ attempts: 8, dueAt: null, error: "Error: no 8" }));
  expect((await row())?.deadAt).toEqual(new Date(ctx.clock.now()));
  ctx.clock.advance(400_000);
  await tell("x");
  runner.wake();
  await vi.waitFor(() => expect(tries).toBe(9)); // the new event's first try: the dead one is not tried again
  await runner.stop();
});

it("takes a handler that never ends for failed, and goes on with the next event", async () => {
  const seen: string[] = [];
  const handler = handlerOf(async (id) => {
    seen.push(id);
    if (id === "stuck") await new Promise(() => undefined);
  });
  const runner = await runHandlers(ctx, [handler], { tickMs: 20, timeoutMs: 50 });
  await tell("stuck", "next");
  runner.wake();
  await vi.waitFor(() => expect(seen).toEqual(["stuck", "next"]));
  await runner.stop();
});

it("hands what waits together to a handler that takes many, and finds the one that fails", async () => {
  const together: string[][] = [];
  const single: string[][] = [];
  let bad = "";
  names += 1;
  const name = `test-${names}`;
  const each = (ids: string[], into: string[][]) => {
    into.push(ids);
    if (ids.includes(bad)) throw new Error("this one fails");
  };
  const idsOf = (events: readonly { readonly event: object }[]) =>
    events.map(({ event }) => ("userId" in event ? String(event.userId) : ""));
  const many: EventHandler = {
    name,
    on: ["user.changed"],
    gatherMs: 20,
    handle: async (stored) => each(idsOf([stored]), single),
    handleAll: async (events) => each(idsOf(events), together),
  };
  const runner = await start(many);
  await tell("a", "b", "c");
  runner.wake();
  await vi.waitFor(() => expect([together, single]).toEqual([[["a", "b", "c"]], []]));
  bad = "e";
  await tell("d", "e", "f");
  runner.wake();
  await vi.waitFor(() => expect(single).toEqual([["d"], ["e"], ["f"]]));
  expect(together.at(-1)).toEqual(["d", "e", "f"]);
  await runner.stop();
  const [failure] = await db.owner<{ attempts: number }>("SELECT attempts FROM handler_failures WHERE handler = $1", [
    name,
  ]);
  expect(failure).toEqual({ attempts: 1 });
});
