import { resolve } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { applyMigrations, readMigrations } from "./apply-migrations.ts";
import { withDatabase } from "./urls.ts";

const NAME = `test_${process.ppid}_partitions`;
let client: Client;

async function asAdmin(sql: string): Promise<void> {
  const admin = new Client({ connectionString: inject("testServer").admin });
  await admin.connect();
  await admin.query(sql).finally(() => admin.end());
}

async function rows(sql: string): Promise<unknown[][]> {
  return (await client.query({ text: sql, rowMode: "array" })).rows;
}

beforeAll(async () => {
  await asAdmin(`CREATE DATABASE ${NAME}`);
  client = new Client({ connectionString: withDatabase(inject("testServer").admin, NAME) });
  await client.connect();
  await client.query("SET TimeZone = 'Asia/Kolkata'"); // months are UTC's, whatever the server's zone
});

afterAll(async () => {
  await client.end();
  await asAdmin(`DROP DATABASE ${NAME} WITH (FORCE)`);
});

const BEFORE = `
  SET session_replication_role = replica; -- what these rows refer to is there as far as the new references ask
  INSERT INTO users (id, email, name, slug, role, "createdAt") VALUES ('usr_1', 'a@b.test', 'A', 'a', 'PROVIDER', now());
  INSERT INTO strategies (id, slug, "providerId", name, description, kind, status, version, "priceAmount", "priceCurrency", "isPublic", "createdAt", "updatedAt")
    VALUES ('str_1', 's', 'usr_1', 'S', '', 'EXTERNAL', 'ACTIVE', 1, 0, 'USD', true, now(), now());
  INSERT INTO signals (id, "strategyId", "strategyVersion", symbol, exchange, market, side, state, entry, "stopLoss", "initialStop", targets,
      "targetsHit", remaining, leverage, "maxAgeSec", "maxSlippageBps", note, "receivedAt", "lastSeq")
    VALUES ('sig_1', 'str_1', 1, 'BTC/USDT', 'binance', 'spot', 'LONG', 'CLOSED', '{}', 1, 1, '[]', 0, 0, 1, 30, 50, '', now(), 2);
  INSERT INTO copies (id, "followId", "userId", "strategyId", "signalId", mode, state, "createdAt", "updatedAt")
    VALUES ('cpy_1', 'fol_1', 'usr_1', 'str_1', 'sig_1', 'PAPER', 'OPEN', now(), now());
  INSERT INTO signal_events VALUES
    ('str_1', 1, 'sig_1', 'OPEN', 1, '2026-09-30T23:59:59.999Z', '{}', '{"a": 1}', '0', 'h1'),
    ('str_1', 2, 'sig_1', 'CLOSE', 1, '2026-10-01T00:00:00.000Z', '{}', '{}', 'h1', 'h2');
  INSERT INTO copy_steps VALUES ('cpy_1', 'str_1', 1, 'entered', 'Bought', '2026-10-02T00:00:00Z');
  INSERT INTO copied_events VALUES ('str_1', 1, now()), ('str_1', 2, now());
  INSERT INTO notifications VALUES ('ntf_1', 'usr_1', 'signal', 'New', 'Body', NULL, 'k', NULL, '2025-12-31T23:00:00Z');
  INSERT INTO outbox (type, payload, at) VALUES ('user.changed', '{"userId": "usr_1"}', '2026-11-20T10:00:00Z');
  INSERT INTO idempotency_keys VALUES ('user:1', 'k', 'b', 201, '"x"', '2026-11-20T10:00:00Z');
  SET session_replication_role = origin;`;

describe("the migration to partitions", () => {
  it("carries every row over, into the partition of its UTC month or day", async () => {
    const migrations = readMigrations(resolve("prisma/migrations"));
    const at = migrations.findIndex(({ name }) => name.endsWith("_partitions_by_time"));
    await applyMigrations(client, migrations.slice(0, at));
    await client.query(BEFORE);
    await applyMigrations(client, migrations.slice(at, at + 1));
    expect(await rows(`SELECT tableoid::regclass::text, seq, hash, body FROM signal_events ORDER BY seq`)).toEqual([
      ["partitions.signal_events_2026_09", 1, "h1", { a: 1 }],
      ["partitions.signal_events_2026_10", 2, "h2", {}],
    ]);
    expect(await rows(`SELECT tableoid::regclass::text, "copyId", "eventAt" < at FROM copy_steps`)).toEqual([
      ["partitions.copy_steps_2026_09", "cpy_1", true],
    ]);
    expect(await rows(`SELECT tableoid::regclass::text, seq FROM copied_events ORDER BY seq`)).toEqual([
      ["partitions.copied_events_2026_09", 1],
      ["partitions.copied_events_2026_10", 2],
    ]);
    expect(await rows(`SELECT tableoid::regclass::text, id FROM notifications`)).toEqual([
      ["partitions.notifications_2025_12", "ntf_1"],
    ]);
    expect(await rows(`SELECT tableoid::regclass::text, response FROM idempotency_keys`)).toEqual([
      ["partitions.idempotency_keys_2026_11_20", "x"],
    ]);
    const [first] = await rows(`SELECT tableoid::regclass::text, id, payload FROM outbox`);
    expect(first).toEqual(["partitions.outbox_2026_11_20", "1", { userId: "usr_1" }]);
    // the sequence goes on
    expect(await rows(`INSERT INTO outbox (type, payload, at) VALUES ('x', '{}', now()) RETURNING id`)).toEqual([
      ["2"],
    ]);
  });
});
