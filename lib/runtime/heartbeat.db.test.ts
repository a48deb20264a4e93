import { expect, it, vi } from "vitest";
import { addJob } from "@/lib/events/add-job";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { startHeartbeat } from "./heartbeat.ts";
import { startQueue } from "./queue.ts";

const db = testDb();

it("frees the job of a worker that fell silent, and another worker runs it", { timeout: 30_000 }, async () => {
  const { log } = createTestCtx(db.worker);
  await db.web.transaction((tx) => addJob(tx, "test-job", { n: 1 }));
  // A worker that took the job and was killed: its lock stays, its heart beats no more.
  await db.owner(`
    UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'worker-killed', attempts = 1;`);
  await db.owner(`INSERT INTO worker_heartbeats ("workerId", "startedAt", "beatAt")
    VALUES ('worker-killed', now() - interval '1 minute', now() - interval '8 seconds')`);
  const ran: unknown[] = [];
  const queue = await startQueue({
    url: db.urls.worker,
    log,
    tasks: { "test-job": async (payload) => void ran.push(payload) },
    concurrency: 2,
  });
  const heartbeat = startHeartbeat({ db: db.worker, log }, queue.workerIds);
  await vi.waitFor(() => expect(ran).toEqual([{ n: 1 }]), { timeout: 10_000 });
  expect(await db.worker.workerHeartbeat.count()).toBe(2);
  await queue.stop();
  await heartbeat.stop();
  expect(await db.worker.workerHeartbeat.count()).toBe(0);
});

it("adds a job with the transaction of what it follows from, or not at all", async () => {
  const failing = db.web.transaction(async (tx) => {
    await addJob(tx, "test-job", { n: 2 });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await db.owner("SELECT 1 FROM graphile_worker._private_jobs WHERE payload->>'n' = '2'")).toEqual([]);
});
