import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Client } from "pg";
import { notifySubscribers } from "@/lib/features/notifications/notify-subscribers";
import { utcMs } from "@/lib/kernel/time";
import type { Stage } from "./stage.ts";

const BODY = "New ENTRY signal XRPUSDT BUY @ 0.5234 (rsi-macd, 15m)";

/**
 * One signal to 5,000 subscribers, ours and the yardstick's bare INSERT … SELECT by turns on one server. Ours looks who has access each time, and in
 * the first round writes all of them down. @returns medians in ms
 */
export async function timeNotices(stage: Stage, rounds: number): Promise<{ ours: number; bare: number }> {
  const name = "bench_yardstick";
  await stage.db.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  const url = new URL(stage.urls.owner ?? "");
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  await client.query(readFileSync(resolve("../shared/bench/ingest/schema.sql"), "utf8"));
  await client.query("ANALYZE");
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    await client.query('TRUNCATE "Notification"');
    times.bare.push(
      await timed(() =>
        client.query(
          `INSERT INTO "Notification" ("userId","signalId",kind,body)
           SELECT "userId", gen_random_uuid(), 'SIGNAL', $1 FROM "Subscription" WHERE "strategyId" = 'rsi-macd'`,
          [BODY],
        ),
      ),
    );
    const at = new Date(Date.now());
    stage.ctx.clock.set(utcMs(at));
    const seq = round + 1;
    const notice = { strategyId: stage.large, seq, signalId: "sig_0123456789", publishedAt: at, openSeq: null, at };
    const words = { title: "New signal: long XRP/USDT", body: BODY };
    times.ours.push(await timed(() => notifySubscribers(stage.ctx, [{ ...notice, ...words }])));
    const heard = await countHeard(stage.db, stage.large, seq);
    if (heard !== 5_000) throw new Error(`${heard} hear of the signal, not 5,000`);
  }
  await client.end();
  return { ours: median(times.ours), bare: median(times.bare) };
}

/** How many hear of the notices from `fromSeq` on, each counted once for each reader, by the rule of the centre. */
export async function countHeard(db: Stage["db"], strategyId: string, fromSeq: number): Promise<number> {
  const [row] = await db.$queryRaw<{ heard: bigint }[]>`
    SELECT count(*) AS heard FROM signal_notices n
    JOIN signal_audiences a ON a."strategyId" = n."strategyId" AND n.seq >= a."fromSeq" AND n.seq < coalesce(a."toSeq", 2147483647)
      AND n."publishedAt" >= a.since AND (a."userId" = ANY(n."exceptIds")) IS NOT TRUE
    WHERE n."strategyId" = ${strategyId} AND n.seq >= ${fromSeq}`;
  return Number(row?.heard);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
