import { beforeEach, describe, expect, it } from "vitest";
import { PARTITIONED } from "@/lib/db/partitioned";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { createTestCtx, type TestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { dropExpired, makeAhead, type RetentionDays } from "./retention.ts";

const db = testDb();
const days: RetentionDays = { notifications: 365, deliveries: 90, outbox: 7, idempotency: 2 };
let ctx: TestCtx;

beforeEach(() => {
  ctx = createTestCtx(db.worker);
  ctx.clock.set(utcMs(Date.UTC(2031, 4, 10)));
});

/** Partitions of a table and how many rows are in each, DEFAULT too. */
async function rowsByPart(table: string): Promise<Record<string, number>> {
  const parts = await db.owner<{ part: string }>(
    `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = '${table}'::regclass ORDER BY 1`,
  );
  const counts: Record<string, number> = {};
  for (const { part } of parts) {
    const [row] = await db.owner<{ n: string }>(`SELECT count(*) AS n FROM ${part}`);
    counts[part.replace("partitions.", "")] = Number(row?.n);
  }
  return counts;
}

function tell(at: number, type = "user.changed"): Promise<unknown> {
  return db.owner(`INSERT INTO outbox (type, payload, at) VALUES ($1, '{}', $2)`, [type, new Date(at)]);
}

function answer(key: string, at: number): Promise<unknown> {
  return db.owner(`INSERT INTO idempotency_keys (scope, key, "bodyHash", "createdAt") VALUES ('s', $1, '', $2)`, [
    key,
    new Date(at),
  ]);
}

describe("partitions", () => {
  it("are made ahead of the clock for every table, once, and rows go where their time says", async () => {
    await makeAhead(ctx);
    await makeAhead(ctx);
    for (const { table, unit, ahead } of PARTITIONED) {
      const names = Object.keys(await rowsByPart(table)).filter((name) => name.includes("_2031_"));
      expect(names).toHaveLength(ahead + 1);
      expect(names[0]).toBe(`${table}_2031_05${unit === "day" ? "_10" : ""}`);
    }
    await tell(Date.UTC(2031, 4, 12, 23, 59));
    await tell(Date.UTC(2040, 0, 1));
    const rows = await rowsByPart("outbox");
    expect([rows.outbox_2031_05_12, rows.outbox_default]).toEqual([1, 1]);
  });

  it("leave a day to DEFAULT whose rows came before its partition", async () => {
    ctx.clock.set(utcMs(Date.UTC(2035, 0, 1)));
    await answer("early", Date.UTC(2035, 0, 2, 5));
    await makeAhead(ctx);
    const rows = await rowsByPart("idempotency_keys");
    expect([rows.idempotency_keys_2035_01_01, rows.idempotency_keys_2035_01_02]).toEqual([0, undefined]);
    expect(rows.idempotency_keys_default).toBe(1);
  });

  it("are dropped when their last row is past its time, and what lies in DEFAULT is deleted", async () => {
    const start = Date.UTC(2036, 0, 1);
    ctx.clock.set(utcMs(start));
    await makeAhead(ctx);
    await answer("old", start + 3_600_000);
    await answer("older", start - 40 * DAY_MS);
    ctx.clock.set(utcMs(start + 3 * DAY_MS - 1));
    await dropExpired(ctx, days);
    expect((await rowsByPart("idempotency_keys")).idempotency_keys_2036_01_01).toBe(1);
    ctx.clock.set(utcMs(start + 3 * DAY_MS));
    await dropExpired(ctx, days);
    const rows = await rowsByPart("idempotency_keys");
    expect(rows.idempotency_keys_2036_01_01).toBeUndefined();
    expect(rows.idempotency_keys_2036_01_02).toBe(0);
    expect(rows.idempotency_keys_default).toBe(0);
  });

  it("of the outbox stay until every handler has read them and no failure waits for them", async () => {
    const start = Date.UTC(2037, 0, 1);
    ctx.clock.set(utcMs(start));
    await makeAhead(ctx);
    await tell(start);
    ctx.clock.set(utcMs(start + 30 * DAY_MS));
    const stands = async () => "outbox_2037_01_01" in (await rowsByPart("outbox"));
    await dropExpired(ctx, days);
    expect(await stands()).toBe(true);
    const [last] = await db.owner<{ xid: string; id: string }>(
      "SELECT xid::text AS xid, id FROM outbox ORDER BY id DESC LIMIT 1",
    );
    await db.owner(`INSERT INTO outbox_cursors VALUES ('slow', $1, 0, now())`, [Number(last?.xid) - 1]);
    await dropExpired(ctx, days);
    expect(await stands()).toBe(true);
    await db.owner(`UPDATE outbox_cursors SET xid = $1, id = $2`, [last?.xid, last?.id]);
    await db.owner(`INSERT INTO handler_failures VALUES ('slow', $1, 1, NULL, 'x', now())`, [last?.id]);
    await dropExpired(ctx, days);
    expect(await stands()).toBe(true);
    await db.owner("DELETE FROM handler_failures");
    await dropExpired(ctx, days);
    expect(await stands()).toBe(false);
  });

  it("of the record are never dropped, and web and worker reach no partition past its parent", async () => {
    ctx.clock.set(utcMs(Date.UTC(2038, 0, 1)));
    await makeAhead(ctx);
    await expect(
      db.worker
        .$executeRaw`SELECT public.drop_partition('signal_events', 'signal_events_2038_01', ${new Date(Date.UTC(2050, 0))})`,
    ).rejects.toThrow(/append-only/);
    await expect(db.worker.$executeRaw`SELECT public.sweep_default('copy_steps', now())`).rejects.toThrow(
      /append-only/,
    );
    await expect(
      db.worker
        .$executeRaw`SELECT public.drop_partition('notifications', 'notifications_2038_01', ${new Date(Date.UTC(2037, 0))})`,
    ).rejects.toThrow(/has not expired/);
    await expect(db.web.$executeRaw`SELECT public.ensure_partitions('outbox', 'day', now(), 1)`).rejects.toThrow(
      /permission denied/,
    );
    for (const role of [db.web, db.worker])
      await expect(role.$executeRaw`DELETE FROM partitions.notifications_2038_01`).rejects.toThrow(/permission denied/);
    for (const part of ["signal_events_2038_01", "signal_events_default"])
      await expect(db.owner(`TRUNCATE partitions.${part} CASCADE`)).rejects.toThrow(/append-only: TRUNCATE/);
    const guards = await db.owner<{ part: string; guards: string }>(`
      SELECT inhrelid::regclass::text AS part, string_agg(concat(tgname, ' ', tgenabled), ', ' ORDER BY tgname) AS guards
      FROM pg_inherits JOIN pg_trigger ON tgrelid = inhrelid AND tgname LIKE 'append%'
      WHERE inhparent IN ('signal_events'::regclass, 'copy_steps'::regclass, 'copied_events'::regclass) GROUP BY 1`);
    expect(guards.length).toBeGreaterThan(12);
    expect([...new Set(guards.map((row) => row.guards))]).toEqual(["append_only_rows A, append_only_table A"]);
  });
});
