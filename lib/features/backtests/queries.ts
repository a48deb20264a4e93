import type { Db, Prisma } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { TIMEFRAME_MS, type Timeframe } from "@/lib/trading/market/timeframe";
import { COMPARED_MAX } from "@/lib/trading/validation/comparison/compare-runs";
import type { BacktestKind, BacktestProgress, EvidenceClass, RunRequest, RunStatus } from "./backtest.ts";
import type { HistoryQuery } from "./input.ts";
import { decodeJson, decodeResult, type KeptResult } from "./result-bytes.ts";
import type { KeptTrials } from "./search.ts";
import { readProgress, readRequest } from "./stored.ts";
import { equityView, type TradeView, tradeViews } from "./view.ts";

/** One line of a list. */
export interface BacktestRow {
  readonly id: string;
  readonly kind: BacktestKind;
  readonly status: RunStatus;
  readonly strategy: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly evidenceClass: EvidenceClass;
  readonly parentId: string | null;
  readonly request: RunRequest;
  readonly progress: BacktestProgress;
  /** Metrics v1 by name; null before it is done. */
  readonly metrics: Readonly<Record<string, number | string | null>> | null;
  readonly error: string | null;
  /** Parameter sets tried. */
  readonly trials: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** One with what it was computed with. */
export interface BacktestDetail extends BacktestRow {
  readonly settings: Readonly<Record<string, unknown>> | null;
  /** Of a search: best, robustness, warnings, windows. */
  readonly summary: Readonly<Record<string, unknown>> | null;
  /** Runs before it in the queue; null once it has started. */
  readonly queuePlace: number | null;
  readonly cancelRequested: boolean;
  /** Of a batch: its runs, in their order. */
  readonly runs: readonly BacktestRow[] | null;
  /** Whether its trades and curve (of a search: its trials) are there: once it is done, and until they are let go (prune-results.ts). */
  readonly hasResult: boolean;
}

const ROW = {
  id: true,
  userId: true,
  kind: true,
  status: true,
  strategy: true,
  exchange: true,
  symbol: true,
  timeframe: true,
  evidenceClass: true,
  parentId: true,
  request: true,
  progress: true,
  metrics: true,
  error: true,
  trials: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} as const satisfies Prisma.BacktestSelect;

const DETAIL = { ...ROW, settings: true, summary: true, cancelRequestedAt: true } as const;

type Row = Prisma.BacktestGetPayload<{ select: typeof ROW }>;

/** The user's own, newest first; runs of a batch stand under it alone. */
export async function listBacktests(
  { db }: Pick<Ctx, "db">,
  userId: string,
  wanted: Pick<HistoryQuery, "kind" | "cursor" | "limit">,
): Promise<Page<BacktestRow>> {
  const rows = await db.backtest.findMany({
    where: {
      userId,
      parentId: null,
      ...(wanted.kind === undefined ? {} : { kind: wanted.kind }),
      ...olderThan(wanted.cursor, (createdAt) => ({ createdAt })),
    },
    select: ROW,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: wanted.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, wanted.limit, (row) => row.createdAt);
  return { items: items.map(rowView), nextCursor };
}

/** One own backtest, or null: a stranger's is not there. Its trades and equity are asked for apart (resultOf). */
export async function getBacktest({ db }: Pick<Ctx, "db">, userId: string, id: string): Promise<BacktestDetail | null> {
  const [row, results] = await Promise.all([
    db.backtest.findFirst({ where: { id, userId }, select: DETAIL }),
    db.backtest.count({ where: { id, result: { not: null } } }),
  ]);
  if (row === null) return null;
  const runs =
    row.kind === "BATCH"
      ? await db.backtest.findMany({ where: { parentId: id }, select: ROW, orderBy: { place: "asc" } })
      : null;
  return {
    ...rowView(row),
    settings: row.settings as BacktestDetail["settings"],
    summary: row.summary as BacktestDetail["summary"],
    queuePlace: row.status === "QUEUED" && row.kind !== "BATCH" ? await queuePlace(db, row) : null,
    cancelRequested: row.cancelRequestedAt !== null,
    runs: runs?.map(rowView) ?? null,
    hasResult: results === 1,
  };
}

export interface ResultView {
  readonly trades: readonly TradeView[];
  readonly equity: readonly (readonly [time: number, value: number])[];
}

/** Trades and equity of an own run; null before it is done, and for a stranger's. */
export async function resultOf(ctx: Pick<Ctx, "db">, userId: string, id: string): Promise<ResultView | null> {
  const kept = await keptResultOf(ctx, userId, id);
  if (kept === null) return null;
  const { result, time, barMs } = kept;
  return { trades: tradeViews(result, time), equity: equityView(result.equity, time, barMs) };
}

/** The columns of an own run, for charts and reports. */
export async function keptResultOf(
  { db }: Pick<Ctx, "db">,
  userId: string,
  id: string,
): Promise<(KeptResult & { readonly barMs: number /** It began with. */; readonly cash: number }) | null> {
  const row = await db.backtest.findFirst({
    where: { id, userId, kind: { in: ["RUN", "WALK_FORWARD"] }, status: "DONE" },
    select: { result: true, timeframe: true, request: true },
  });
  if (row === null || row.result === null) return null;
  const { settings } = readRequest(row.request);
  return {
    ...(await decodeResult(row.result)),
    barMs: TIMEFRAME_MS[row.timeframe as Timeframe],
    cash: settings.cash,
  };
}

/** All trials of an own optimisation, best first, with their space (heatMap draws from both); null before it is done. */
export async function trialsOf({ db }: Pick<Ctx, "db">, userId: string, id: string): Promise<KeptTrials | null> {
  const row = await db.backtest.findFirst({
    where: { id, userId, kind: "OPTIMISATION", status: "DONE" },
    select: { result: true },
  });
  return row === null || row.result === null ? null : decodeJson<KeptTrials>(row.result);
}

/** Up to four own runs, in the order asked for; what is not the user's own is left out. */
export async function rowsByIds(
  { db }: Pick<Ctx, "db">,
  userId: string,
  ids: readonly string[],
): Promise<BacktestRow[]> {
  const wanted = [...new Set(ids)].slice(0, COMPARED_MAX);
  const rows = await db.backtest.findMany({ where: { id: { in: wanted }, userId }, select: ROW });
  return wanted.flatMap((id) => rows.filter((row) => row.id === id).map(rowView));
}

/** What goes to the user's open pages when a run changed. */
export async function progressOf(
  { db }: Pick<Ctx, "db">,
  userId: string,
  id: string,
): Promise<{
  id: string;
  kind: BacktestKind;
  status: RunStatus;
  progress: BacktestProgress;
  error: string | null;
} | null> {
  const row = await db.backtest.findFirst({ where: { id, userId }, select: ROW });
  if (row === null) return null;
  const { kind, status, progress, error } = rowView(row);
  return { id, kind, status, progress, error };
}

/** Runs that will be taken before this one if nothing else comes: the others' next ones in turn, and the own earlier ones. */
async function queuePlace(db: Db, row: Pick<Row, "id" | "userId" | "createdAt">): Promise<number> {
  const earlier = { status: "QUEUED" as const, kind: { not: "BATCH" as const } };
  const before = {
    OR: [{ createdAt: { lt: row.createdAt } }, { createdAt: row.createdAt, id: { lt: row.id } }],
  };
  const own = await db.backtest.count({ where: { ...earlier, userId: row.userId, ...before } });
  const others = await db.backtest.groupBy({
    by: ["userId"],
    where: { ...earlier, userId: { not: row.userId } },
    _count: true,
  });
  // Users take turns: of each other user at most as many runs come first as the user's own that come first, and one more.
  return own + others.reduce((sum, { _count }) => sum + Math.min(_count, own + 1), 0);
}

function rowView(row: Row): BacktestRow {
  const { userId: _userId, request, progress, metrics, createdAt, startedAt, finishedAt, timeframe, ...rest } = row;
  return {
    ...rest,
    evidenceClass: row.evidenceClass as EvidenceClass,
    timeframe: timeframe as Timeframe,
    request: readRequest(request, `request of ${row.id}`),
    progress: readProgress(progress, `progress of ${row.id}`),
    metrics: metrics as BacktestRow["metrics"],
    createdAt: toIso(utcMs(createdAt)),
    startedAt: startedAt === null ? null : toIso(utcMs(startedAt)),
    finishedAt: finishedAt === null ? null : toIso(utcMs(finishedAt)),
  };
}

/** Whether a run of the user's has come to its end: a line of his first steps. */
export async function hasFinishedRun({ db }: Pick<Ctx, "db">, userId: string): Promise<boolean> {
  return (await db.backtest.findFirst({ where: { userId, status: "DONE" }, select: { id: true } })) !== null;
}
