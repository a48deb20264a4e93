import { deviceIsNew } from "@/lib/features/accounts/queries";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import type { OwnLimits } from "@/lib/trading/risk/limit-change";
import { raiseFlag } from "./raise-flag.ts";

/** A device counts as new for a day. */
const NEW_FOR_MS = DAY_MS;

/** What each limit is, for people. */
const WORDS: Readonly<Record<string, string> & Record<keyof OwnLimits, string>> = {
  maxTradeUsd: "the most a trade may be worth",
  entriesPerDay: "the trades opened a day",
  portfolioRiskPct: "the loss of all open trades at their stops",
  runLossUsd: "the loss with one strategy on a day",
  drawdownUsd: "the fall of the account below its best",
  maxLeverage: "the leverage",
  symbols: "the symbols",
};

/** Whoever raises his limits from a device that he signed in on for the first time within the last day may be somebody else (K91). */
export async function onLimitsRaised(
  ctx: Pick<Ctx, "db" | "ids" | "clock">,
  {
    userId,
    sessionId,
    limits,
  }: { readonly userId: string; readonly sessionId: string | null; readonly limits: readonly string[] },
  at: Date,
): Promise<void> {
  if (sessionId === null || !(await deviceIsNew(ctx.db, userId, sessionId, new Date(at.getTime() - NEW_FOR_MS))))
    return;
  await raiseFlag(ctx, {
    userId,
    kind: "RAISED_ON_NEW_DEVICE",
    key: `RAISED_ON_NEW_DEVICE:${userId}:${at.toISOString()}`,
    reason: `Raised ${limits.map((limit) => WORDS[limit] ?? limit).join(", ")} from a device that first signed in within the last 24 hours.`,
    usd: null,
    at: utcMs(at),
  });
}
