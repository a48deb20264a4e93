import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { reconcileSubscriptions, sweepStripe } from "@/lib/features/billing/sweep-stripe";
import { getSubscription, hasAccessTo } from "@/lib/features/subscriptions/queries";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS } from "@/lib/kernel/time";
import { makeStrategy, makeUser, onboard, work } from "@/lib/testing/sale";
import { testDb } from "@/lib/testing/test-db";
import { openPayments, type SellingStage, sellingStage } from "./payments.fixture.ts";

/** The ledger of a strategy whose price of 99.99 was paid once, as `ledger` tells it. */
export const PAID_ONCE = {
  CUSTOMER_RECEIPTS: 0,
  PLATFORM_FEE: -2_000,
  PROCESSING_FEE: 320,
  PROVIDER_PAYABLE: -7_999,
  STRIPE_BALANCE: 9_679,
};

export interface Bought {
  readonly buyer: Actor;
  readonly strategyId: string;
  /** The subscription's. */
  readonly id: string;
}

/** Web, worker and a provider who sells, against the stand-in; before each test all is delivered and worked off. Read its fields inside tests. */
export interface SaleStage extends SellingStage {
  /** A new subscriber with a checkout open on a new strategy of 99.99. */
  checkout(): Promise<Bought & { url: string }>;
  /** The same, paid, delivered and worked off. */
  buy(): Promise<Bought>;
  view(buyer: Actor, id: string): ReturnType<typeof getSubscription>;
  access(buyer: Actor, strategyId: string): Promise<boolean>;
  /** The ledger of one strategy, summed by account. */
  ledger(strategyId: string): Promise<Record<string, number>>;
  /** After all that the file did: the whole ledger is at 0, and its Stripe balance equal to the stand-in's own. */
  expectBalanced(): Promise<void>;
}

/** A stage of its own for the file that calls it at top level. */
export function saleStage(): SaleStage {
  const db = testDb();
  const { fields, stage, begin } = sellingStage(db);

  beforeAll(async () => {
    const opened = await openPayments(db);
    const provider = await makeUser(opened.web, "PROVIDER");
    const accountId = await onboard(opened.web, provider, () => opened.stripe.deliver());
    begin({ ...opened, provider, accountId });
  });
  afterAll(() => stage().stripe.close());
  beforeEach(async () => {
    const { stripe, worker } = stage();
    await stripe.control({ hold: true, copies: 1, twins: false, drop: false, loseAnswers: 0, fail: 0 });
    await stripe.deliver();
    await work(worker);
  });

  async function checkout(): Promise<Bought & { url: string }> {
    const { web, provider } = stage();
    const strategyId = await makeStrategy(web, provider);
    const buyer = await makeUser(web, "SUBSCRIBER");
    const result = await subscribe(web, buyer, { strategyId });
    if (!result.ok) throw new Error(result.reason);
    return { buyer, strategyId, id: result.value.id, url: result.value.checkoutUrl ?? "" };
  }

  return Object.assign(fields, {
    checkout,
    async buy() {
      const { stripe, worker } = stage();
      const { url, ...bought } = await checkout();
      await stripe.pay(url);
      await stripe.deliver();
      await work(worker);
      return bought;
    },
    view(buyer: Actor, id: string) {
      const { web } = stage();
      return getSubscription(web.db, buyer.userId, id, web.clock.now());
    },
    access(buyer: Actor, strategyId: string) {
      const { web } = stage();
      return hasAccessTo(web.db, buyer.userId, strategyId, web.clock.now());
    },
    async ledger(strategyId: string) {
      const rows = await db.owner<{ account: string; sum: string }>(
        `SELECT account, sum(amount) AS sum FROM journal_entries WHERE "strategyId" = $1 GROUP BY account ORDER BY account`,
        [strategyId],
      );
      return Object.fromEntries(rows.map((row) => [row.account, Number(row.sum)]));
    },
    async expectBalanced() {
      const { web, worker, stripe } = stage();
      web.clock.advance(DAY_MS / 2);
      await sweepStripe(worker);
      await work(worker);
      await reconcileSubscriptions(worker);
      const [all] = await db.owner<{ sum: string }>("SELECT sum(amount) AS sum FROM journal_entries");
      expect(Number(all?.sum)).toBe(0);
      const [atStripe] = await db.owner<{ sum: string }>(
        "SELECT sum(amount) AS sum FROM journal_entries WHERE account = 'STRIPE_BALANCE'",
      );
      const moved = stripe.standIn.engine.store.all("balance_transaction").reduce((sum, row) => sum + row.net, 0);
      expect(Number(atStripe?.sum)).toBe(moved);
    },
  });
}
