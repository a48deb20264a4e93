import { Prisma } from "@/lib/db/client";
import type { Ctx } from "@/lib/ports/ctx";
import type { Metrics } from "./metrics.ts";

/** How the whole system stands, as its rows show it: the same for every process that asks. Ages in seconds, null: never. */
export interface SystemState {
  readonly workerHeartbeatAgeSec: number | null;
  /** Of the newest price, by the rules' clock. */
  readonly priceAgeSec: number | null;
  /** Of each venue's newest price, for venues that gave one within a day. */
  readonly feedAgeSec: Readonly<Record<string, number>>;
  /** Events that the slowest handler has not come to, and the age of the oldest of them by the rules' clock. */
  readonly outboxLagEvents: number;
  readonly outboxLagSec: number;
  readonly failuresWaiting: number;
  readonly failuresDead: number;
}

/** A worker that has not shown itself for so long is taken for dead (heartbeat.ts beats every 2 s). */
export const WORKER_SILENT_SEC = 10;
/** SPEC 4: a price older than this is no price. */
export const PRICE_STALE_SEC = 30;
const LAG_COUNT_MAX = 10_000;

/** @throws when the database does not answer */
export async function readSystemState(ctx: Pick<Ctx, "db" | "clock">): Promise<SystemState> {
  const now = new Date(ctx.clock.now());
  const [row] = await ctx.db.$queryRaw<
    {
      beatAge: number | null;
      priceAge: number | null;
      feedAges: Record<string, number> | null;
      lagEvents: number;
      lagAge: number | null;
      waiting: number;
      dead: number;
    }[]
  >(Prisma.sql`
    WITH slowest AS (SELECT xid, id FROM outbox_cursors ORDER BY xid, id LIMIT 1),
    behind AS (
      SELECT o.at FROM outbox o, slowest s
      WHERE (o.xid, o.id) > (s.xid::text::xid8, s.id) ORDER BY o.xid, o.id LIMIT ${LAG_COUNT_MAX})
    SELECT
      (SELECT extract(epoch FROM clock_timestamp() - max("beatAt"))::float8 FROM worker_heartbeats) AS "beatAge",
      (SELECT extract(epoch FROM ${now}::timestamptz - max("receivedAt"))::float8 FROM market_tickers) AS "priceAge",
      (SELECT jsonb_object_agg(exchange, age) FROM (
         SELECT exchange, extract(epoch FROM ${now}::timestamptz - max("receivedAt"))::float8 AS age FROM market_tickers
         WHERE "receivedAt" > ${now}::timestamptz - interval '1 day' GROUP BY exchange) AS venues) AS "feedAges",
      (SELECT count(*)::int FROM behind) AS "lagEvents",
      (SELECT extract(epoch FROM ${now}::timestamptz - min(at))::float8 FROM behind) AS "lagAge",
      (SELECT count(*)::int FROM handler_failures WHERE "deadAt" IS NULL) AS waiting,
      (SELECT count(*)::int FROM handler_failures WHERE "deadAt" IS NOT NULL) AS dead`);
  return {
    workerHeartbeatAgeSec: ageOf(row?.beatAge),
    priceAgeSec: ageOf(row?.priceAge),
    feedAgeSec: Object.fromEntries(Object.entries(row?.feedAges ?? {}).map(([venue, age]) => [venue, ageOf(age) ?? 0])),
    outboxLagEvents: row?.lagEvents ?? 0,
    outboxLagSec: ageOf(row?.lagAge) ?? 0,
    failuresWaiting: row?.waiting ?? 0,
    failuresDead: row?.dead ?? 0,
  };
}

function ageOf(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : Math.max(0, Math.round(seconds * 1_000) / 1_000);
}

export function showInMetrics(state: SystemState, metrics: Metrics): void {
  metrics.setGauge("worker_heartbeat_age_seconds", state.workerHeartbeatAgeSec ?? -1);
  metrics.setGauge("price_age_seconds", state.priceAgeSec ?? -1);
  metrics.setGauge("outbox_lag_events", state.outboxLagEvents);
  metrics.setGauge("outbox_lag_seconds", state.outboxLagSec);
  metrics.setGauge("handler_failures_waiting", state.failuresWaiting);
  metrics.setGauge("handler_failures_dead", state.failuresDead);
}
