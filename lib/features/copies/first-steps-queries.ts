import { type Db, Prisma } from "@/lib/db/client";
import { HOUR_MS } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";

/** How far a new user has come. Each line is read from what happened, so it ticks itself. */
export interface FirstSteps {
  readonly hidden: boolean;
  readonly emailConfirmed: boolean;
  readonly secondFactor: boolean;
  /** A follow that is or was on paper; `followId` leads to the one to set. */
  readonly followsOnPaper: boolean;
  readonly followId: string | null;
  readonly sawSignal: boolean;
  /** Whole days since the first paper fill, 0 before it; seven are asked for before live trading. */
  readonly paperDays: number;
}

const DAYS_MAX = 7;

export async function getFirstSteps(ctx: Ctx, userId: string): Promise<FirstSteps> {
  const [user, follow, account, sawSignal, firstFill] = await Promise.all([
    ctx.db.user.findUniqueOrThrow({
      where: { id: userId },
      select: { emailVerifiedAt: true, totpEnabledAt: true, checklistHiddenAt: true },
    }),
    ctx.db.follow.findFirst({ where: { userId }, orderBy: { createdAt: "desc" }, select: { id: true } }),
    ctx.db.paperAccount.findUnique({ where: { userId }, select: { userId: true } }),
    heardOfSignal(ctx.db, userId),
    ctx.db.fill.findFirst({ where: { userId }, orderBy: { at: "asc" }, select: { at: true } }),
  ]);
  const sinceFill = firstFill === null ? 0 : ctx.clock.now() - firstFill.at.getTime();
  return {
    hidden: user.checklistHiddenAt !== null,
    emailConfirmed: user.emailVerifiedAt !== null,
    secondFactor: user.totpEnabledAt !== null,
    followsOnPaper: account !== null,
    followId: follow?.id ?? null,
    sawSignal,
    paperDays: Math.min(DAYS_MAX, Math.floor(sinceFill / (24 * HOUR_MS))),
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
