import { expect, it, vi } from "vitest";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { Leases } from "./leases.ts";

const db = testDb();

function worker(name: string, holders: string[], ended: string[] = []) {
  const { log } = createTestCtx(db.worker);
  const leases = new Leases({ url: db.urls.worker, applicationName: `test-${name}`, log, retryMs: 20 });
  leases.hold("market", async (signal) => {
    holders.push(name);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    ended.push(name);
  });
  return leases;
}

it("lets one process do the work; another takes over when it stops", async () => {
  const holders: string[] = [];
  const one = worker("one", holders);
  await vi.waitFor(() => expect(holders).toEqual(["one"]));
  const two = worker("two", holders);
  await db.owner("SELECT pg_sleep(0.2)");
  expect(holders).toEqual(["one"]);
  await one.stop();
  await vi.waitFor(() => expect(holders).toEqual(["one", "two"]));
  await two.stop();
});

it("aborts the work of a process whose connection was lost, and someone takes it up again", async () => {
  const holders: string[] = [];
  const ended: string[] = [];
  const one = worker("one", holders, ended);
  await vi.waitFor(() => expect(holders).toEqual(["one"]));
  await db.owner("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test-one'");
  await vi.waitFor(() => expect(ended).toEqual(["one"]));
  await vi.waitFor(() => expect(holders).toEqual(["one", "one"]));
  await one.stop();
});

it("starts work again that failed", async () => {
  const { log } = createTestCtx(db.worker);
  const leases = new Leases({ url: db.urls.worker, applicationName: "test-again", log, retryMs: 20 });
  let runs = 0;
  leases.hold("flaky", async (signal) => {
    runs += 1;
    if (runs === 1) throw new Error("not now");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  });
  await vi.waitFor(() => expect(runs).toBe(2));
  await leases.stop();
});
