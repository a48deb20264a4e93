import { expect, it } from "vitest";
import { journalOfAffiliateTransfer } from "@/lib/features/billing/affiliate-share";
import { journalsOfCharge } from "@/lib/features/billing/journals-of-charge";
import { postJournals } from "@/lib/features/billing/post-journals";
import { countPayingSubscribers } from "@/lib/features/billing/queries";
import { providerOverview } from "@/lib/features/marketplace/provider-queries";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import type { PaidCharge } from "@/lib/ports/payments";
import { makeActor, makeStrategy, subscribe } from "@/lib/testing/market-fixture";
import { createTestCtx } from "@/lib/testing/test-ctx";
import { testDb } from "@/lib/testing/test-db";
import { readKpis } from "./read-kpis.ts";

const db = testDb();

it("counts from ledger and rows: MRR after codes and years, sales by currency less what was given back, churn of who was there", async () => {
  const ctx = createTestCtx(db.worker);
  const day = (days: number) => new Date(ctx.clock.now() - days * DAY_MS);
  const provider = await makeActor(ctx, "PROVIDER", "Seller");
  const strategyId = await makeStrategy(ctx, provider);
  await ctx.db.strategy.update({ where: { id: strategyId }, data: { priceAmount: 9_999 } });
  const code = { strategyId, percentOff: 25, createdAt: day(90) };
  await ctx.db.promotionCode.createMany({
    data: [
      { ...code, id: "pro_forever", code: "EVER", duration: "FOREVER" },
      { ...code, id: "pro_over", code: "OVER", duration: "MONTHS", months: 1 },
    ],
  });
  const paid = async (data: Parameters<typeof ctx.db.subscription.update>[0]["data"]): Promise<string> => {
    const subscriber = await makeActor(ctx, "SUBSCRIBER", "Buyer");
    const id = await subscribe(ctx, subscriber, strategyId);
    await ctx.db.subscription.update({ where: { id }, data: { priceAmount: 9_999, activatedAt: day(60), ...data } });
    return subscriber.userId;
  };
  const subscriberId = await paid({}); // 99.99
  await paid({ promotionCodeId: "pro_forever", status: "PAST_DUE" }); // 74.9925
  await paid({ promotionCodeId: "pro_over", interval: "YEAR", priceAmount: 100_000 }); // 83.333…
  for (let held = 0; held < 2; held += 1) await paid({ renewalHeldAt: day(1) }); // nothing while they are held
  await paid({ cancelAtPeriodEnd: true }); // pays nothing again
  await paid({ priceAmount: 0 }); // free
  const tried = (began: number, ended: number) => ({ activatedAt: day(began), trialEndsAt: day(ended) });
  await paid({ status: "TRIALING", ...tried(3, -11), currentPeriodEnd: day(-11) }); // pays nothing yet
  await paid({ ...tried(35, 21), currentPeriodEnd: day(-9), priceAmount: 100 }); // pays 1.00 for nine days: on trial when the 30 days began
  const left = { status: "CANCELLED", accessOpen: false } as const;
  await paid({ ...left, ...tried(35, 21), currentPeriodEnd: day(21), endedAt: day(21) }); // left with his trial: never paid
  await paid({ status: "CANCELLED", accessOpen: false, endedAt: day(10) }); // lost of seven that were there
  await paid({ status: "CANCELLED", accessOpen: false, endedAt: day(40) }); // not there any more
  await paid({ status: "EXPIRED", accessOpen: false, activatedAt: null, endedAt: day(5) }); // never was
  await ctx.db.planSubscription.create({
    data: {
      id: "pls_1",
      userId: subscriberId,
      plan: "STARTER",
      boughtPlan: "STARTER",
      status: "ACTIVE",
      priceAmount: 4_900,
      priceCurrency: "USD",
      createdAt: day(3),
      activatedAt: day(3),
    },
  });
  const planOf = async (id: string, more: object) => {
    const { userId } = await makeActor(ctx, "SUBSCRIBER", "Planner");
    const prices = { boughtPlan: "PRO", plan: "PRO", priceAmount: 19_900, priceCurrency: "USD" } as const;
    await ctx.db.planSubscription.create({
      data: { id, userId, ...prices, status: "ACTIVE", createdAt: day(3), activatedAt: day(3), ...more },
    });
  };
  await planOf("pls_ends", { cancelAtPeriodEnd: true });
  await planOf("pls_smaller", { nextPlan: "STARTER", nextAmount: 4_900, nextAt: day(-9) });

  const charge = (id: string, days: number, more: Partial<PaidCharge>): PaidCharge => ({
    id,
    amount: minor(9_999),
    currency: "USD",
    at: utcMs(day(days)),
    platformFee: minor(2_000),
    destination: "acct_1",
    processing: null,
    disputeIds: [],
    transferId: "tr_1",
    refunds: [],
    reversals: [],
    feeRefunds: [],
    ...more,
  });
  const sold = [
    charge("ch_1", 2, { processing: { id: "txn_1", amount: minor(320) } }),
    charge("ch_2", 2, {
      refunds: [{ id: "re_1", at: utcMs(day(1)), amount: minor(9_999), failed: false }],
      reversals: [{ id: "trr_1", at: utcMs(day(1)), amount: minor(7_999), refundId: "re_1" }],
      feeRefunds: [],
    }),
    charge("ch_old", 31, {}),
    charge("ch_eur", 3, { currency: "EUR", amount: minor(5_000), platformFee: minor(1_000) }),
  ];
  const plan = charge("ch_plan", 3, { amount: minor(4_900), platformFee: minor(4_900), destination: null });
  await ctx.db.transaction(async (tx) => {
    for (const one of sold)
      await postJournals(ctx, tx, journalsOfCharge(one, { subscriberId, providerId: provider.userId }), strategyId);
    const taxed = charge("ch_tax", 3, {
      currency: "GBP",
      amount: minor(5_950),
      platformFee: minor(1_190),
      // A third: 3.17 tax, of 16.67 the fee 3.33.
      refunds: [
        {
          id: "re_t",
          at: utcMs(day(1)),
          amount: minor(1_984),
          failed: false,
          taxed: { orderKey: "order", tax: minor(317), share: minor(1_334) },
        },
      ],
      reversals: [{ id: "trr_t", at: utcMs(day(1)), amount: minor(1_334), refundId: "re_t" }],
    });
    const parties = { subscriberId, providerId: provider.userId, taxed: { tax: minor(950), share: minor(4_000) } };
    await postJournals(ctx, tx, journalsOfCharge(taxed, parties), strategyId);
    await postJournals(ctx, tx, journalsOfCharge(plan, { subscriberId, providerId: null }), null);
    const sent = { id: "tr_aff", at: utcMs(day(1)), amount: minor(6_000), currency: "USD" as const };
    await postJournals(ctx, tx, [journalOfAffiliateTransfer(sent, subscriberId)], null); // nobody's sale
  });

  const usd = (amount: number) => ({ amount, currency: "USD" });
  const gbp = (amount: number) => ({ amount, currency: "GBP" });
  const eur = (amount: number) => ({ amount, currency: "EUR" });
  expect(await readKpis(ctx, 30)).toMatchObject({
    accounts: { subscribers: 15, providers: 1, registered: 16, activated: 12, activation: "0.75" },
    subscriptions: { paying: 6, free: 1, trialing: 1, pastDue: 1, started: 1, ended: 1, churn: "0.1429" },
    subscriptionsPaid: 4, // those behind the sum: the past due one too, neither the held ones nor the one that ends
    plansPaid: 2,
    mrr: { subscriptions: [usd(25_932)], plans: [usd(9_800)] },
    sales: [
      {
        gmv: eur(5_000),
        planSales: eur(0),
        providerShare: eur(4_000),
        platformFees: eur(1_000),
        processingFees: eur(0),
        refunded: eur(0),
      },
      // 59.50 were paid, 9.50 of them tax; 19.84 went back, 3.17 of them tax.
      {
        gmv: gbp(5_000),
        planSales: gbp(0),
        providerShare: gbp(2_666),
        platformFees: gbp(667),
        processingFees: gbp(0),
        refunded: gbp(1_667),
      },
      {
        gmv: usd(19_998),
        planSales: usd(4_900),
        providerShare: usd(7_999),
        platformFees: usd(8_900),
        processingFees: usd(320),
        refunded: usd(9_999),
      },
    ],
    strategies: { active: 1, paid: 1 },
  });

  // Their provider reads the same of his shop: the held ones and the one that ends are subscribers who pay, though nothing is taken of them again.
  expect(await providerOverview(ctx.db, provider.userId, ctx.clock.now())).toMatchObject({
    payingSubscribers: 7,
    monthly: [usd(25_932)],
    ended30d: 1,
    payingBefore: 7,
  });
  expect(await countPayingSubscribers(ctx.db, provider.userId)).toBe(7);
});
