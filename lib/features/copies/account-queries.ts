import type { Db } from "@/lib/db/client";
import { plain } from "@/lib/kernel/decimal";
import { toIso } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { type AccountView, accountView } from "./account.ts";
import { findAccountStart, readAccounts, readCurve } from "./account-repository.ts";
import { readMarks } from "./marks.ts";
import type { EquityPointView } from "./pnl-board.ts";

export interface PaperAccount extends AccountView {
  readonly startedAt: string;
  readonly initialCash: string;
  readonly closedTrades: number;
}

/** The user's paper account at the last prices, or null before the first follow on paper. */
export async function getPaperAccount(ctx: Ctx, userId: string): Promise<PaperAccount | null> {
  const now = ctx.clock.now();
  const [start, accounts, closedTrades] = await Promise.all([
    findAccountStart(ctx.db, userId),
    readAccounts(ctx.db, [userId], now),
    ctx.db.position.count({ where: { userId, mode: "PAPER", state: "CLOSED" } }),
  ]);
  const state = accounts.get(userId);
  if (start === null || state === undefined) return null;
  const { quoteOf } = await readMarks(
    ctx,
    state.held.map((row) => row.held),
  );
  return {
    ...accountView(state, quoteOf, now),
    startedAt: toIso(start.startedAt),
    initialCash: plain(start.initialCash),
    closedTrades,
  };
}

/** The stored curve of the account, oldest first; a live chart goes on from its last point. */
export async function getEquityCurve(ctx: Ctx, userId: string): Promise<EquityPointView[]> {
  const points = await readCurve(ctx.db, userId, ctx.clock.now());
  return points.map(({ at, equity }) => ({ at: toIso(at), equity: plain(equity) }));
}

export async function countOpenPositions(db: Pick<Db, "position">, userId: string): Promise<number> {
  return db.position.count({ where: { userId, state: "OPEN" } });
}

/** The same, apart by what they are held with. */
export async function openPositionsByMode(
  db: Pick<Db, "position">,
  userId: string,
): Promise<{ readonly paper: number; readonly live: number }> {
  const rows = await db.position.groupBy({ by: ["mode"], where: { userId, state: "OPEN" }, _count: { id: true } });
  const of = (mode: "PAPER" | "LIVE"): number => rows.find((row) => row.mode === mode)?._count.id ?? 0;
  return { paper: of("PAPER"), live: of("LIVE") };
}

/** What "Stop all trading" would stop now. */
export async function countRunning(db: Db, userId: string): Promise<{ follows: number; positions: number }> {
  const [follows, positions] = await Promise.all([
    db.follow.count({ where: { userId, mode: { not: "NOTIFY" } } }),
    db.position.count({ where: { userId, state: "OPEN" } }),
  ]);
  return { follows, positions };
}
