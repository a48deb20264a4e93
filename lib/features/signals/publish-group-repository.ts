import { IDEMPOTENCY_KEPT_MS } from "@/lib/db/idempotency";
import type { Run } from "@/lib/db/run";
import { GENESIS_HASH } from "@/lib/kernel/chain";
import { plain } from "@/lib/kernel/decimal";
import { toIso, type UtcMs, utcMs } from "@/lib/kernel/time";
import type { Ticker } from "@/lib/ports/prices";
import type { SealedEvent } from "./chain.ts";
import type { Standing } from "./publish-group.ts";
import type { Projection } from "./signal.ts";

export { isRefusedStatement } from "@/lib/db/database-fault";
export { type Run, within } from "@/lib/db/run";

/** An answer as it is kept for its Idempotency-Key. */
export interface KeptAnswer {
  readonly scope: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly status: number;
  /** JSON text: a repeat gets it to the byte. */
  readonly response: string;
}

/** A strategy with its head, in one read; null for an unknown one. */
export async function findStanding(run: Run, strategyId: string): Promise<Standing | null> {
  const [row] = await run<Standing["strategy"] & { seq: number | null; hash: string | null; at: Date | null }>(
    "publish-standing",
    `SELECT s.id, s."providerId", s.status::text AS status, s.version, s."supportedPairs", s.exchanges, h.seq, h.hash, h.at
     FROM strategies s LEFT JOIN strategy_heads h ON h."strategyId" = s.id WHERE s.id = $1`,
    [strategyId],
  );
  if (row === undefined) return null;
  const { seq, hash, at, ...strategy } = row;
  return {
    strategy,
    head: { strategyId, seq: seq ?? 0, hash: hash ?? GENESIS_HASH, at: at === null ? null : utcMs(at) },
  };
}

export interface Group {
  readonly strategy: Standing["strategy"];
  readonly head: Standing["head"];
  readonly at: UtcMs;
  /** Must still be the feed's last ones. */
  readonly prices: readonly Ticker[];
  readonly signals: readonly Projection[];
  readonly events: readonly SealedEvent[];
  readonly kept: readonly KeptAnswer[];
}

// The head's row is locked before the strategy's, as every other writer of a chain does. Rows come as JSON: their columns are the tables'.
const WRITE = `
  WITH claims AS MATERIALIZED (
    SELECT k AS answer, k.key, public.claim_key(k.scope, k.key, $1) AS fresh FROM json_populate_recordset(NULL::idempotency_keys, $2) k
  ), head AS MATERIALIZED (
    SELECT seq, hash FROM strategy_heads WHERE "strategyId" = $3 AND (SELECT coalesce(bool_and(fresh), true) FROM claims) FOR UPDATE
  ), strategy AS (
    UPDATE strategies SET "signalCount" = "signalCount" + $4, "lastSignalAt" = $5
    WHERE id = $3 AND EXISTS (SELECT FROM head WHERE seq = $6 AND hash = $7)
      AND status = 'ACTIVE' AND version = $8 AND "supportedPairs" = $9::text[] AND exchanges = $10::text[]
      AND NOT EXISTS (
        SELECT FROM json_populate_recordset(NULL::market_tickers, $13) p WHERE NOT EXISTS (
          SELECT FROM market_tickers t WHERE t.exchange = p.exchange AND t.symbol = p.symbol AND t.bid = p.bid AND t.ask = p.ask
            AND t."exchangeAt" = p."exchangeAt" AND t."receivedAt" = p."receivedAt"))
    RETURNING id
  ), signal AS (
    INSERT INTO signals SELECT r.* FROM json_populate_recordset(NULL::signals, $11) r WHERE EXISTS (SELECT FROM strategy)
  ), event AS (
    INSERT INTO signal_events SELECT r.* FROM json_populate_recordset(NULL::signal_events, $12) r WHERE EXISTS (SELECT FROM strategy)
    RETURNING "strategyId", seq, "signalId", type
  ), told AS (
    INSERT INTO outbox (type, payload, at)
    SELECT 'signal.event', json_build_object('strategyId', r."strategyId", 'seq', r.seq, 'signalId', r."signalId", 'eventType', r.type), $5
    FROM event r ORDER BY r.seq
  ), answer AS (
    INSERT INTO idempotency_keys SELECT (c.answer).* FROM claims c WHERE EXISTS (SELECT FROM strategy)
  )
  SELECT EXISTS (SELECT FROM strategy) AS written, (SELECT array_agg(key) FROM claims WHERE NOT fresh) AS taken`;

/** Chain, projections, counters, outbox and kept answers of a group in one statement: all of it or nothing. */
export async function writeGroup(
  run: Run,
  { strategy, head, at, prices, signals, events, kept }: Group,
): Promise<{ ok: true } | { ok: false; taken: readonly string[] }> {
  const createdAt = toIso(at);
  const [row] = await run<{ written: boolean; taken: string[] | null }>("publish-group", WRITE, [
    new Date(at - IDEMPOTENCY_KEPT_MS),
    JSON.stringify(kept.map((answer) => ({ ...answer, createdAt }))),
    strategy.id,
    signals.length,
    new Date(at),
    head.seq,
    head.hash,
    strategy.version,
    strategy.supportedPairs,
    strategy.exchanges,
    JSON.stringify(signals.map(signalRow)),
    JSON.stringify(events.map(({ change: _change, ...event }) => event)),
    JSON.stringify(prices.map(priceRow)),
  ]);
  return row?.written === true ? { ok: true } : { ok: false, taken: row?.taken ?? [] };
}

function priceRow({ exchange, symbol, bid, ask, exchangeAt, receivedAt }: Ticker) {
  const at = { exchangeAt: toIso(exchangeAt), receivedAt: toIso(receivedAt) };
  return { exchange, symbol, bid: plain(bid), ask: plain(ask), ...at };
}

function signalRow(signal: Projection) {
  const iso = (at: UtcMs | null): string | null => (at === null ? null : toIso(at));
  return {
    ...signal,
    stopLoss: plain(signal.stopLoss),
    initialStop: plain(signal.initialStop),
    remaining: plain(signal.remaining),
    entryPrice: signal.entryPrice === null ? null : plain(signal.entryPrice),
    leverage: plain(signal.leverage),
    expiresAt: iso(signal.expiresAt),
    receivedAt: iso(signal.receivedAt),
    openedAt: iso(signal.openedAt),
    closedAt: iso(signal.closedAt),
  };
}
