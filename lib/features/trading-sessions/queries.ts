import type { Db, Prisma } from "@/lib/db/client";
import { equityView } from "@/lib/features/backtests/view";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { barsOf } from "@/lib/trading/market/bars";
import { isTimeframe, TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import type { ParameterValues } from "@/lib/trading/strategies/strategy";
import { fedCandles, tradesOf } from "./fed-repository.ts";
import type { ListSessionsQuery } from "./input.ts";
import { sessionAccount } from "./live/account-queries.ts";
import type { ParityReport } from "./parity.ts";
import { resultOf } from "./result.ts";
import type { CandleSource, LogKind, SessionSettings } from "./trading-session.ts";
import type { LogView, SessionDetail, SessionRow } from "./view.ts";

const LOG_SHOWN = 200;

const ROW = {
  id: true,
  mode: true,
  state: true,
  strategy: true,
  exchange: true,
  symbol: true,
  timeframe: true,
  parameters: true,
  settings: true,
  source: true,
  firstBarMs: true,
  nextBarMs: true,
  bars: true,
  gaps: true,
  trades: true,
  wins: true,
  cash: true,
  position: true,
  equity: true,
  parityScore: true,
  parityBars: true,
  parityAt: true,
  stopReason: true,
  startedAt: true,
  stoppedAt: true,
} as const satisfies Prisma.TradingSessionSelect;

const DETAIL = { ...ROW, savedState: true, engineVersion: true, parity: true, parityAskedAt: true } as const;

type Row = Prisma.TradingSessionGetPayload<{ select: typeof ROW }>;

/** The user's own, newest first. */
export async function listSessions(
  { db }: Pick<Ctx, "db">,
  userId: string,
  wanted: ListSessionsQuery,
): Promise<Page<SessionRow>> {
  const rows = await db.tradingSession.findMany({
    where: {
      userId,
      ...(wanted.state === undefined ? {} : { state: wanted.state }),
      ...olderThan(wanted.cursor, (startedAt) => ({ startedAt })),
    },
    select: ROW,
    orderBy: [{ startedAt: "desc" }, { id: "desc" }],
    take: wanted.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, wanted.limit, (row) => row.startedAt);
  return { items: items.map(rowView), nextCursor };
}

/** How many sessions of the user run. */
export function countRunningSessions({ db }: Pick<Ctx, "db">, userId: string): Promise<number> {
  return db.tradingSession.count({ where: { userId, state: "RUNNING" } });
}

/** How many of them trade on a real account, or are about to. */
export function countLiveSessions(db: Pick<Db, "tradingSession">, userId: string): Promise<number> {
  return db.tradingSession.count({ where: { userId, mode: "LIVE", state: { in: ["STARTING", "RUNNING", "PAUSED"] } } });
}

/** One own session with its trades, equity and log; null for a stranger's. */
export async function getSession(
  { db, clock }: Pick<Ctx, "db" | "clock">,
  userId: string,
  id: string,
): Promise<SessionDetail | null> {
  const row = await db.tradingSession.findFirst({ where: { id, userId }, select: DETAIL });
  if (row === null) return null;
  const [fed, trades, log, account] = await Promise.all([
    fedCandles(db, row),
    tradesOf(db, row),
    db.tradingSessionLog.findMany({ where: { sessionId: id }, orderBy: { seq: "desc" }, take: LOG_SHOWN }),
    row.mode === "LIVE" ? sessionAccount(db, userId, id, clock.now()) : null,
  ]);
  const view = rowView(row);
  const settings = row.settings as unknown as SessionSettings;
  const barMs = TIMEFRAME_MS[view.timeframe];
  const bars = barsOf(fed);
  const equity = Float64Array.from(fed, (bar) => bar.equity);
  const { metrics, open } = resultOf({ bars, equity, trades, savedState: row.savedState, settings, barMs });
  return {
    ...view,
    account,
    settings: { ...settings, fillMode: "bar", engineVersion: row.engineVersion },
    metrics,
    open,
    log: log.map(logView),
    parityReport: row.parity as unknown as ParityReport | null,
    parityAsked: row.parityAskedAt !== null && (row.parityAt === null || row.parityAskedAt > row.parityAt),
    trades,
    equity: equityView(equity, bars.time, barMs),
    candlesKept: fed.length === row.bars,
  };
}

function rowView(row: Row): SessionRow {
  const timeframe = timeframeOf(row.timeframe);
  const { cash: initialCapital } = row.settings as unknown as SessionSettings;
  const next = Number(row.nextBarMs);
  return {
    id: row.id,
    mode: row.mode,
    evidenceClass: "PAPER",
    status: row.state,
    strategy: row.strategy,
    exchange: row.exchange,
    symbol: row.symbol,
    timeframe,
    parameters: row.parameters as ParameterValues,
    source: row.source as CandleSource,
    initialCapital,
    lastEquity: row.equity,
    pnl: row.equity - initialCapital,
    returnPct: (row.equity / initialCapital - 1) * 100,
    cash: row.cash,
    position: row.position,
    bars: row.bars,
    gaps: row.gaps,
    tradeCount: row.trades,
    winRatePct: row.trades === 0 ? null : (row.wins / row.trades) * 100,
    firstBarAt: iso(Number(row.firstBarMs)),
    lastCloseAt: row.bars === 0 ? null : iso(next),
    nextCloseAt: iso(next + TIMEFRAME_MS[timeframe]),
    parity:
      row.parityAt === null
        ? null
        : { score: row.parityScore, bars: row.parityBars ?? 0, at: iso(row.parityAt.getTime()) },
    stopReason: row.stopReason,
    startedAt: iso(row.startedAt.getTime()),
    stoppedAt: row.stoppedAt === null ? null : iso(row.stoppedAt.getTime()),
  };
}

function logView(row: { seq: number; at: Date; barMs: bigint | null; kind: string; text: string }): LogView {
  const { seq, at, barMs, kind, text } = row;
  const barAt = barMs === null ? null : iso(Number(barMs));
  return { seq, at: iso(at.getTime()), barAt, kind: kind as LogKind, text };
}

function timeframeOf(text: string): Timeframe {
  return isTimeframe(text) ? text : "1d";
}

function iso(at: number): string {
  return toIso(utcMs(at));
}
