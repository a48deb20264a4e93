import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { owedDifferences, trialBalance } from "@/lib/features/billing/ledger-queries";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { makeStrategy, makeUser, onboard, work } from "@/lib/testing/sale";
import { testDb } from "@/lib/testing/test-db";
import { openPayments, type SellingStage, sellingStage } from "./payments.fixture.ts";

/** Months of 31 days: what is sold on the second of one does not renew within 30 days. */
const MONTHS = [
  "2026-01",
  "2026-03",
  "2026-05",
  "2026-07",
  "2026-08",
  "2026-10",
  "2026-12",
  "2027-01",
  "2027-03",
  "2027-05",
  "2027-07",
  "2027-08",
];

export interface Sale {
  readonly buyer: Actor;
  readonly strategyId: string;
  readonly chargeId: string;
}

/** Web, worker and a provider against the stand-in, each test in a month of its own: its cents are its own. Read its fields inside tests. */
export interface MoneyStage extends SellingStage {
  /** Lets the stand-in's due things happen, delivers every event twice, shuffled, and works them off; verbs make more of them. */
  settle(): Promise<void>;
  /** Sells a new strategy to a new subscriber; 99.99 unless told. `place`: where he says he is, at a checkout that asks. */
  sell(price?: number, place?: string): Promise<Sale>;
  /** An admin gives cents of a payment back, and all that follows from it is done; every balance holds then. */
  refund(chargeId: string, amount: number): ReturnType<typeof refundCharge>;
  /** The ledger's word on the provider, in cents. */
  books(): Promise<{ payable: number; paidOut: number; held: number }>;
  /** Every balance at the stand-in is what the ledger says, whole and by account, and all of the ledger sums to 0. */
  expectBalanced(): Promise<void>;
}

/** `taxed`: with Stripe Tax switched on. `lean`: against another server than our own stand-in. */
export function moneyStage({ taxed = false, lean = false } = {}): MoneyStage {
  const db = testDb();
  const { fields, stage, begin } = sellingStage(db);
  const months = [...MONTHS];

  beforeAll(async () => {
    const opened = await openPayments(db, { taxed, lean });
    begin({ ...opened, provider: await makeUser(opened.web, "PROVIDER"), accountId: "" });
  });
  afterAll(() => stage().stripe.close());
  beforeEach(async () => {
    const { web, stripe } = stage();
    const month = months.shift();
    if (month === undefined) throw new Error("a file has more tests than there are months: split it");
    web.clock.set(`${month}-02T12:00:00Z`);
    await settle();
    const provider = await makeUser(web, "PROVIDER");
    begin({ ...stage(), provider, accountId: await onboard(web, provider, () => stripe.deliver()) });
  });

  async function settle(): Promise<void> {
    const { stripe, worker } = stage();
    stripe.standIn.engine.tick();
    await stripe.control({ copies: 2, twins: true });
    for (let round = 0; round < 4; round += 1) {
      await stripe.deliver(round + 1);
      await work(worker);
    }
    const failed = await db.owner("SELECT type, error FROM stripe_events WHERE error IS NOT NULL");
    expect(failed).toEqual([]);
  }

  async function expectBalanced() {
    const { web, stripe } = stage();
    const rows = await db.owner<{ account: string; sum: string }>(
      `SELECT coalesce(c."stripeAccountId", 'platform') AS account, sum(e.amount) AS sum
       FROM journal_entries e LEFT JOIN connect_accounts c ON c."userId" = e."userId"
       WHERE e.account = 'STRIPE_BALANCE' GROUP BY 1`,
    );
    const ours = new Map(rows.map((row) => [row.account, Number(row.sum)]));
    const theirs = new Map<string, number>();
    for (const row of stripe.standIn.engine.store.all("balance_transaction"))
      theirs.set(row._account, (theirs.get(row._account) ?? 0) + row.net);
    expect(Object.fromEntries([...ours].sort())).toEqual(Object.fromEntries([...theirs].sort()));
    expect(await owedDifferences(web.db)).toEqual([]);
    const balance = await trialBalance(web.db, utcMs(web.clock.now() + DAY_MS));
    expect(balance.reduce((sum, row) => sum + row.balance, 0)).toBe(0);
  }

  return Object.assign(fields, {
    settle,
    async sell(price = 9_999, place?: string) {
      const { web, provider, stripe } = stage();
      const strategyId = await makeStrategy(web, provider, { priceAmount: price });
      const buyer = await makeUser(web, "SUBSCRIBER");
      const result = await subscribe(web, buyer, { strategyId });
      if (!result.ok) throw new Error(result.reason);
      const url = result.value.checkoutUrl ?? "";
      if (place === undefined) await stripe.pay(url);
      else await stripe.control({ pay: { session: url.split("/").at(-1), place } });
      await settle();
      const charge = stripe.standIn.engine.store.all("charge").findLast((each) => each.status === "succeeded");
      return { buyer, strategyId, chargeId: charge?.id ?? "" };
    },
    async books() {
      const rows = await db.owner<{ account: string; sum: string }>(
        `SELECT account, sum(amount) AS sum FROM journal_entries WHERE "userId" = $1 GROUP BY 1`,
        [stage().provider.userId],
      );
      const of = (account: string): number => Number(rows.find((row) => row.account === account)?.sum ?? 0);
      return { payable: 0 - of("PROVIDER_PAYABLE"), paidOut: of("PAYOUTS"), held: of("STRIPE_BALANCE") };
    },
    async refund(chargeId: string, amount: number) {
      const { web } = stage();
      const admin = { ...(await makeUser(web, "ADMIN")), totpEnabled: true, mfaAt: web.clock.now() };
      const order = { chargeId, amount, reason: "asked", orderId: web.ids.make("request") };
      const result = await refundCharge(web, admin, order);
      await settle();
      await expectBalanced();
      return result;
    },
    expectBalanced,
  });
}
