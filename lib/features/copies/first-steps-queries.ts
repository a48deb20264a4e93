import { type Db, Prisma } from "@/lib/db/client";
import { keysOf } from "@/lib/features/exchange-keys/queries";
import { DAY_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { PAPER_FILL_DAYS, PAPER_MS } from "@/lib/trading/risk/live-gate";
import { readPaperRecord } from "./live/gate-queries.ts";
import { liveNow, liveRecord } from "./live/live-queries.ts";

/** How far a new user has come. Each line is read from what happened, so it ticks itself. */
export interface FirstSteps {
  readonly emailConfirmed: boolean;
  readonly secondFactor: boolean;
  /** A follow that is or was on paper; `followId` leads to the one to set. */
  readonly followsOnPaper: boolean;
  readonly followId: string | null;
  readonly sawSignal: boolean;
  /** Keys of exchanges that are his, and one of them confirmed by its exchange. */
  readonly hasKey: boolean;
  readonly hasValidKey: boolean;
  /** Whole days since the first paper fill, 0 before it, at most seven; UTC days with a fill; and whether both are what live trading asks for. */
  readonly paperDays: number;
  readonly paperFillDays: number;
  readonly paperDone: boolean;
  readonly wentLive: boolean;
  /** Whether this server lets anybody trade live: where not, the last step is nobody's to take. */
  readonly liveOffered: boolean;
}

/** @returns null for who has put the list away */
export async function getFirstSteps(ctx: Ctx, userId: string): Promise<FirstSteps | null> {
  const { emailVerifiedAt, totpEnabledAt, checklistHiddenAt } = await ctx.db.user.findUniqueOrThrow({
    where: { id: userId },
    select: { emailVerifiedAt: true, totpEnabledAt: true, checklistHiddenAt: true },
  });
  if (checklistHiddenAt !== null) return null;
  const [follow, account, sawSignal, paper, keys, live, traded] = await Promise.all([
    ctx.db.follow.findFirst({ where: { userId }, orderBy: { createdAt: "desc" }, select: { id: true } }),
    ctx.db.paperAccount.findUnique({ where: { userId }, select: { userId: true } }),
    heardOfSignal(ctx.db, userId),
    readPaperRecord(ctx.db, userId),
    keysOf(ctx.db, userId),
    liveNow(ctx.db, userId),
    liveRecord(ctx.db, userId),
  ]);
  const sinceFill = paper.firstFillAt === null ? 0 : ctx.clock.now() - paper.firstFillAt;
  return {
    emailConfirmed: emailVerifiedAt !== null,
    secondFactor: totpEnabledAt !== null,
    followsOnPaper: account !== null,
    followId: follow?.id ?? null,
    sawSignal,
    hasKey: keys.length > 0,
    hasValidKey: keys.some(({ status }) => status === "VALID"),
    paperDays: Math.min(PAPER_MS / DAY_MS, Math.floor(sinceFill / DAY_MS)),
    paperFillDays: paper.fillDays,
    paperDone: sinceFill >= PAPER_MS && paper.fillDays >= PAPER_FILL_DAYS,
    wentLive: live.follows + live.sessions + live.positions > 0 || traded !== null,
    liveOffered: ctx.config.allowLive && ctx.config.tradingEnabled,
  };
}

/** Told by his own copy, or with everyone who heard of the strategy then. */
async function heardOfSignal(db: Db, userId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ heard: boolean }[]>(Prisma.sql`
    SELECT EXISTS (SELECT FROM notifications WHERE "userId" = ${userId} AND kind IN ('signal', 'copy')) OR EXISTS (
      SELECT FROM signal_audiences a
      JOIN signal_notices n ON n."strategyId" = a."strategyId" AND n.seq >= a."fromSeq" AND n.seq < coalesce(a."toSeq", 2147483647)
        AND n."publishedAt" >= a.since
      WHERE a."userId" = ${userId}) AS heard`);
  return row?.heard === true;
}
