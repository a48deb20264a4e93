import { resolve } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { dataHash } from "@/lib/features/candles/candle-chunk";
import { loadBars } from "@/lib/features/candles/load-bars";
import { verifySeries } from "@/lib/features/candles/verify-series";
import { BAR_COLUMNS, barsOf } from "@/lib/trading/market/bars";
import { applyMigrations, readMigrations } from "./apply-migrations.ts";
import { type Db, openDb } from "./client.ts";
import { withDatabase } from "./urls.ts";

const NAME = `test_${process.ppid}_candle_columns`;
const BAR = 900_000;
const START = Date.UTC(2024, 0, 1) - 100 * BAR;
let client: Client;
let db: Db;

async function asAdmin(sql: string): Promise<void> {
  const admin = new Client({ connectionString: inject("testServer").admin });
  await admin.connect();
  await admin.query(sql).finally(() => admin.end());
}

beforeAll(async () => {
  await asAdmin(`CREATE DATABASE ${NAME}`);
  const url = withDatabase(inject("testServer").admin, NAME);
  client = new Client({ connectionString: url });
  await client.connect();
  db = openDb(url);
});

afterAll(async () => {
  await Promise.all([client.end(), db.$disconnect()]);
  await asAdmin(`DROP DATABASE ${NAME} WITH (FORCE)`);
});

it("turns stored candles of six columns into ones without times, holes and all", async () => {
  const migrations = readMigrations(resolve("prisma/migrations"));
  const at = migrations.findIndex(({ name }) => name.endsWith("_candle_columns"));
  await applyMigrations(client, migrations.slice(0, at));
  const places = [0, 1, 2, 7, 8, 300, 5_000, 5_001];
  const bars = barsOf(
    places.map((place, i) => ({
      time: START + place * BAR,
      open: 10.5 + i,
      high: 99,
      low: 0.1,
      close: 11.25,
      volume: i / 3,
    })),
  );
  const key = { exchange: "binance", symbol: "BTC/USDT", timeframe: "15m" } as const;
  await client.query(
    `INSERT INTO candle_series VALUES ('binance', 'BTC/USDT', '15m', 'import', $1, $2, 8, 3, 'old', now())`,
    [bars.time[0], bars.time.at(-1)],
  );
  const span = 4_096 * BAR;
  for (const startMs of new Set([...bars.time].map((time) => Math.floor(time / span) * span))) {
    const rows = [...bars.time.keys()].filter((row) => Math.floor((bars.time[row] ?? 0) / span) * span === startMs);
    const data = Buffer.concat(
      BAR_COLUMNS.map((name) => Buffer.from(Float64Array.from(rows, (row) => bars[name][row] ?? 0).buffer)),
    );
    await client.query("INSERT INTO candle_chunks VALUES ('binance', 'BTC/USDT', '15m', $1, $2, $3)", [
      startMs,
      rows.length,
      data,
    ]);
  }
  await applyMigrations(client, migrations);
  const loaded = await loadBars({ db }, key);
  if (!loaded.ok) throw new Error(loaded.detail);
  expect(loaded.value.bars).toEqual(bars);
  expect(loaded.value.series.hash).toBe(dataHash(bars, "15m"));
  expect(await verifySeries({ db }, loaded.value.series, { gapsAllowed: true })).toEqual([]);
});
