import { expect, it, vi } from "vitest";
import { utcMs } from "@/lib/kernel/time";
import { listen } from "@/lib/runtime/listen";
import { testDb } from "@/lib/testing/test-db";
import type { StoredEvent } from "./catalogue.ts";
import { appendEvent, outboxEnd, readOutbox } from "./outbox.ts";
import { OutboxTail } from "./tail.ts";

const db = testDb();
const now = utcMs(Date.parse("2026-01-15T12:00:00Z"));

function write(n: number) {
  return db.web.transaction(async (tx) => {
    await appendEvent(tx, now, { type: "user.changed", userId: `usr_${n}` });
    // Some hold on before they commit, so that serial ids and commits run in different orders.
    if (n % 7 === 0) await tx.$queryRaw`SELECT pg_sleep(0.02)::text`;
  });
}

const userOf = ({ event }: StoredEvent): string => ("userId" in event ? String(event.userId) : "");

it("gives a reader each of 1,000 rows once while eight writers commit out of order", { timeout: 60_000 }, async () => {
  const seen: StoredEvent[] = [];
  const tail = new OutboxTail({
    db: db.worker,
    from: await outboxEnd(db.worker),
    batchMax: 37,
    onError: (error) => expect.fail(String(error)),
    onEvents: async (events) => void seen.push(...events),
  });
  tail.start();
  const listener = listen({ url: db.urls.worker, applicationName: "test", channels: { outbox: () => tail.wake() } });
  let next = 0;
  const writers = Array.from({ length: 8 }, async () => {
    while (next < 1_000) {
      next += 1;
      await write(next);
    }
  });
  await Promise.all(writers);
  const written = next;
  await vi.waitFor(() => expect(seen).toHaveLength(written), { timeout: 10_000 });
  expect(new Set(seen.map(userOf)).size).toBe(written);
  const places = seen.map(({ xid, id }) => xid * 1_000_000n + id);
  expect(places).toEqual([...places].sort((a, b) => (a < b ? -1 : 1)));
  await listener.stop();
  await tail.stop();
});

it("shows nothing of a transaction that still runs, nor of later ones, until it ends: then both, in order", async () => {
  const from = await outboxEnd(db.worker);
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let wrote: () => void = () => undefined;
  const hasWritten = new Promise<void>((resolve) => (wrote = resolve));
  const slow = db.web.transaction(async (tx) => {
    await appendEvent(tx, now, { type: "user.changed", userId: "slow" });
    wrote();
    await held;
  });
  await hasWritten;
  await db.web.transaction((tx) => appendEvent(tx, now, { type: "user.changed", userId: "fast" }));
  expect(await readOutbox(db.worker, from, 10)).toEqual({ events: [], unreadable: true });
  release();
  await slow;
  await vi.waitFor(async () =>
    expect((await readOutbox(db.worker, from, 10)).events.map(userOf)).toEqual(["slow", "fast"]),
  );
});

it("rolls back with its transaction", async () => {
  const from = await outboxEnd(db.worker);
  const failing = db.web.transaction(async (tx) => {
    await appendEvent(tx, now, { type: "user.changed", userId: "never" });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect((await readOutbox(db.worker, from, 10)).events).toEqual([]);
});

it("wakes a reader by NOTIFY within milliseconds of the commit", async () => {
  const arrivals: number[] = [];
  const tail = new OutboxTail({
    db: db.worker,
    from: await outboxEnd(db.worker),
    onError: (error) => expect.fail(String(error)),
    onEvents: async (events) => void arrivals.push(...events.map(() => performance.now())),
  });
  tail.start();
  let listener: ReturnType<typeof listen> | undefined;
  const listening = new Promise<void>((resolve) => {
    listener = listen({
      url: db.urls.worker,
      applicationName: "test",
      channels: { outbox: () => tail.wake() },
      onListening: resolve,
    });
  });
  await listening;
  const delays: number[] = [];
  for (let n = 1; n <= 30; n += 1) {
    await write(n * 7 + 1);
    const committedAt = performance.now();
    // A transaction of another test's database may hide one for longer than readers look again: the poll of each second brings it.
    await vi.waitFor(() => expect(arrivals).toHaveLength(n), { interval: 1, timeout: 10_000 });
    delays.push((arrivals[n - 1] ?? 0) - committedAt);
  }
  delays.sort((a, b) => a - b);
  expect(delays[15]).toBeLessThan(100);
  await listener?.stop();
  await tail.stop();
});

it("wakes readers though the event was written through another copy of these modules, as Next's bundle has", async () => {
  const heard: string[] = [];
  let listener: ReturnType<typeof listen> | undefined;
  await new Promise<void>((resolve) => {
    listener = listen({
      url: db.urls.worker,
      applicationName: "test",
      channels: { outbox: () => heard.push("outbox") },
      onListening: resolve,
    });
  });
  vi.resetModules();
  const copy = await import("./outbox.ts");
  expect(copy.appendEvent).not.toBe(appendEvent);
  await db.web.transaction((tx) => copy.appendEvent(tx, now, { type: "user.changed", userId: "usr_copy" }));
  await vi.waitFor(() => expect(heard.length).toBeGreaterThan(0));
  await listener?.stop();
});
