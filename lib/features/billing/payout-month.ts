import { toIso } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import { payAffiliates } from "./pay-affiliates.ts";
import { payMonthly } from "./pay-monthly.ts";
import { lastPayoutMonth, savePayoutMonth } from "./payout-repository.ts";

/** A month's payments: to everybody whom something is due, or again to those for whom it failed. */
export interface MonthRound {
  /** `yyyy-mm`. */
  readonly month: string;
  /** null: everybody. */
  readonly only: readonly string[] | null;
}

export interface MonthPaid {
  readonly started: number;
  /** Whose payment met trouble. */
  readonly failed: readonly string[];
}

/**
 * Pays affiliates and providers once a month: on the first (UTC), or as soon after it as a worker runs again. A month counts as paid once
 * the whole round was made; whoever it failed for is tried again at each run, and who becomes payable later waits for the next month.
 */
export async function payMonth(ctx: Ctx): Promise<void> {
  const today = toIso(ctx.clock.now());
  const month = today.slice(0, 7);
  const last = await lastPayoutMonth(ctx.db);
  const isRun = last !== null && last.month >= month;
  if (isRun && last.waiting.length === 0) return;
  // A system that begins within a month has missed no first.
  const begins = last === null && today.slice(8, 10) !== "01";
  const failed = begins
    ? []
    : await pay(ctx, isRun ? { month: last.month, only: last.waiting } : { month, only: null });
  await savePayoutMonth(ctx.db, isRun ? last.month : month, failed, ctx.clock.now());
}

async function pay(ctx: Ctx, round: MonthRound): Promise<readonly string[]> {
  const affiliates = await payAffiliates(ctx, round); // first: what arrives is paid out with the rest
  const providers = await payMonthly(ctx, round);
  return [...new Set([...affiliates.failed, ...providers.failed])];
}
