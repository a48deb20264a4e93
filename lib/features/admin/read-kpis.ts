import { dec, plain } from "@/lib/kernel/decimal";
import { DAY_MS, toIso, utcMs } from "@/lib/kernel/time";
import type { Ctx } from "@/lib/ports/ctx";
import {
  booked,
  countAccounts,
  countSubscriptions,
  countTrading,
  type RecurringRow,
  recurring,
} from "./kpi-queries.ts";

export type Kpis = Awaited<ReturnType<typeof readKpis>>;

/**
 * How the platform does, computed from its ledger and its rows and stored nowhere; `days` are looked back on. Ratios are decimal text from 0 to 1, null where there was
 * nothing to lose. What a tenant cost to win is not known here, so there is no LTV:CAC.
 */
export async function readKpis(ctx: Pick<Ctx, "db" | "clock">, days: number) {
  const { db } = ctx;
  const now = ctx.clock.now();
  const since = new Date(now - days * DAY_MS);
  const [accounts, { before, lost, ...subscriptions }, recurringRows, sales, trading] = await Promise.all([
    countAccounts(db, since),
    countSubscriptions(db, since),
    recurring(db, now),
    booked(db, since, new Date(now)),
    countTrading(db),
  ]);
  return {
    at: toIso(now),
    since: toIso(utcMs(since)),
    accounts: { ...accounts, activation: ratio(accounts.activated, accounts.registered) },
    subscriptions: { ...subscriptions, churn: ratio(lost, before) },
    /** How many pay what `mrr` sums: past due ones too, none that end with their period or whose renewals are held. */
    subscriptionsPaid: countOf(recurringRows, "subscriptions"),
    plansPaid: countOf(recurringRows, "plans"),
    /** What is paid again each month, as things stand now. */
    mrr: { subscriptions: monthly(recurringRows, "subscriptions"), plans: monthly(recurringRows, "plans") },
    sales: sales.map(({ currency, ...sums }) => ({
      gmv: money(sums.gmv, currency),
      planSales: money(sums.plans, currency),
      providerShare: money(sums.providers, currency),
      platformFees: money(sums.platform, currency),
      processingFees: money(sums.processing, currency),
      refunded: money(sums.refunded, currency),
    })),
    strategies: { active: trading.strategiesActive, paid: trading.strategiesPaid },
    openPositions: { paper: trading.positionsPaper, live: trading.positionsLive },
    follows: { NOTIFY: trading.followsNotify, PAPER: trading.followsPaper, LIVE: trading.followsLive },
  };
}

function countOf(rows: readonly RecurringRow[], wanted: RecurringRow["what"]): number {
  return rows.filter(({ what }) => what === wanted).reduce((sum, { count }) => sum + count, 0);
}

function monthly(rows: readonly RecurringRow[], wanted: RecurringRow["what"]) {
  return rows.filter(({ what }) => what === wanted).map(({ amount, currency }) => money(amount, currency));
}

/** Minor units. */
function money(amount: bigint, currency: string): { readonly amount: number; readonly currency: string } {
  return { amount: Number(amount), currency };
}

function ratio(part: number, whole: number): string | null {
  return whole === 0 ? null : plain(dec(part).div(whole).toDecimalPlaces(4));
}
