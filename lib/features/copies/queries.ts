import type { Db, Prisma } from "@/lib/db/client";
import { olderThan, type Page, pageOf } from "@/lib/features/marketplace/cursor";
import { plain } from "@/lib/kernel/decimal";
import { toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { readMarks } from "./marks.ts";
import { exact, markedFields, type PositionView } from "./position.ts";

const WITH_STRATEGY = {
  copy: {
    select: { id: true, signalId: true, strategyId: true, strategy: { select: { name: true, slug: true } } },
  },
  intents: { where: { sessionId: { not: null } }, select: { sessionId: true }, take: 1 },
} as const;

type Row = Prisma.PositionGetPayload<{ include: typeof WITH_STRATEGY }>;

/** The user's own positions, each at the last price known: closed ones by when they closed, else by when they opened, newest first. */
export async function listPositions(
  ctx: Ctx,
  userId: string,
  wanted: {
    readonly state?: "OPEN" | "CLOSED" | undefined;
    readonly mode?: "PAPER" | "LIVE" | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<PositionView>> {
  const by = wanted.state === "CLOSED" ? "closedAt" : "openedAt";
  const rows = await ctx.db.position.findMany({
    where: {
      userId,
      ...(wanted.state === undefined ? {} : { state: wanted.state }),
      ...(wanted.mode === undefined ? {} : { mode: wanted.mode }),
      ...olderThan(wanted.cursor, (at) => ({ [by]: at })),
    },
    include: WITH_STRATEGY,
    orderBy: [{ [by]: "desc" }, { id: "desc" }],
    take: wanted.limit + 1,
  });
  const { items, nextCursor } = pageOf(rows, wanted.limit, (row) => row[by] ?? row.openedAt);
  return { items: await view(ctx, items), nextCursor };
}

export interface FillView {
  readonly id: string;
  readonly side: "BUY" | "SELL";
  readonly price: string;
  readonly qty: string;
  readonly fee: string;
  readonly feeCurrency: string;
  readonly grossPnl: string;
  readonly reason: string;
  readonly at: string;
}

export interface PositionDetail extends PositionView {
  readonly fills: readonly FillView[];
  /** Since when the worker holds the stop, which its user took away at the exchange; null: he did not. */
  readonly stopHeldSince: string | null;
  /** Since when its exchange does not list its symbol, so that nothing of it can leave; null: it does. */
  readonly unlistedSince: string | null;
}

/** One own position with its fills, or null: a stranger's is not there. */
export async function getPosition(ctx: Ctx, userId: string, id: string): Promise<PositionDetail | null> {
  const row = await ctx.db.position.findFirst({
    where: { id, userId },
    include: { ...WITH_STRATEGY, fills: { orderBy: [{ at: "asc" }, { id: "asc" }] } },
  });
  if (row === null) return null;
  const [position] = await view(ctx, [row]);
  if (position === undefined) return null;
  const whileOpen = (at: Date | null) => (row.state === "OPEN" && at !== null ? toIso(utcMs(at)) : null);
  return {
    ...position,
    fills: row.fills.map(fillView),
    stopHeldSince: whileOpen(row.stopAskedAt),
    unlistedSince: whileOpen(row.unlistedSince),
  };
}

type FillRow = Awaited<ReturnType<Db["fill"]["findFirstOrThrow"]>>;

function fillView(fill: FillRow): FillView {
  return {
    id: fill.id,
    side: fill.side,
    price: plain(exact(fill.price)),
    qty: plain(exact(fill.qty)),
    fee: plain(exact(fill.fee)),
    feeCurrency: fill.feeCurrency,
    grossPnl: plain(exact(fill.grossPnl)),
    reason: fill.reason,
    at: toIso(utcMs(fill.at)),
  };
}

async function view(ctx: Ctx, rows: readonly Row[]): Promise<PositionView[]> {
  const { tickerOf } = await readMarks(
    ctx,
    rows.filter((row) => row.state === "OPEN"),
  );
  return rows.map((row) => {
    const numbers = {
      side: row.side,
      state: row.state,
      qty: exact(row.qty),
      entryQty: exact(row.entryQty),
      entryPrice: exact(row.entryPrice),
      grossPnl: exact(row.grossPnl),
      fees: exact(row.fees),
    };
    return {
      id: row.id,
      copyId: row.copyId,
      signalId: row.copy?.signalId ?? null,
      strategyId: row.copy?.strategyId ?? null,
      strategy: row.copy?.strategy ?? null,
      sessionId: row.intents[0]?.sessionId ?? null,
      mode: row.mode,
      exchange: row.exchange,
      market: row.market,
      symbol: row.symbol,
      side: row.side,
      state: row.state,
      qty: plain(numbers.qty),
      entryQty: plain(numbers.entryQty),
      entryPrice: plain(numbers.entryPrice),
      exitPrice: row.exitPrice === null ? null : plain(exact(row.exitPrice)),
      stopLoss: row.stopLoss === null ? null : plain(exact(row.stopLoss)),
      leverage: plain(exact(row.leverage)),
      ...markedFields(numbers, row.state === "OPEN" ? tickerOf(row.exchange, row.symbol) : null),
      closeReason: row.closeReason,
      openedAt: toIso(utcMs(row.openedAt)),
      closedAt: row.closedAt === null ? null : toIso(utcMs(row.closedAt)),
    };
  });
}
