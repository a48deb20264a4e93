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
  const [user, follow, account, signal, firstFill] = await Promise.all([
    ctx.db.user.findUniqueOrThrow({
      where: { id: userId },
      select: { emailVerifiedAt: true, totpEnabledAt: true, checklistHiddenAt: true },
    }),
    ctx.db.follow.findFirst({ where: { userId }, orderBy: { createdAt: "desc" }, select: { id: true } }),
    ctx.db.paperAccount.findUnique({ where: { userId }, select: { userId: true } }),
    ctx.db.notification.findFirst({ where: { userId, kind: { in: ["signal", "copy"] } }, select: { id: true } }),
    ctx.db.fill.findFirst({ where: { userId }, orderBy: { at: "asc" }, select: { at: true } }),
  ]);
  const sinceFill = firstFill === null ? 0 : ctx.clock.now() - firstFill.at.getTime();
  return {
    hidden: user.checklistHiddenAt !== null,
    emailConfirmed: user.emailVerifiedAt !== null,
    secondFactor: user.totpEnabledAt !== null,
    followsOnPaper: account !== null,
    followId: follow?.id ?? null,
    sawSignal: signal !== null,
    paperDays: Math.min(DAYS_MAX, Math.floor(sinceFill / (24 * HOUR_MS))),
  };
}
