import { expect, it } from "vitest";
import { statementLines } from "@/lib/features/billing/statement-queries";
import { minor } from "@/lib/kernel/money";
import { DAY_MS, utcMs } from "@/lib/kernel/time";
import { moneyStage, type Sale } from "./money.fixture.ts";

const stage = moneyStage({ lean: true });
const { settle, sell, books, expectBalanced } = stage;

/** Somebody changes the newest customer's balance on Stripe's own pages: below 0 he has a credit. */
function giveByHand(amount: number): void {
  stage.stripe.standIn.engine.run((call) => {
    const customer = call.all("customer").at(-1);
    if (customer === undefined) throw new Error("no customer");
    call.put<"customer">({ ...customer, balance: customer.balance + amount });
  });
}

async function renew(): Promise<void> {
  stage.web.clock.advance(31 * DAY_MS);
  await settle();
  await expectBalanced();
}

it.each([
  ["a credit", -5_000, 3_999],
  ["a credit of more than one month", -10_500, 0],
  ["a debt", 5_000, 11_999],
])(
  "earns the provider his share of what was paid where somebody gave %s by hand, and no more",
  async (_what, given, share) => {
    await sell();
    giveByHand(given);
    await renew();
    expect(await books()).toEqual({ payable: 7_999 + share, paidOut: 0, held: 7_999 + share });
    const range = { from: utcMs(0), to: utcMs(stage.web.clock.now() + 1) };
    const lines = await statementLines(stage.web.db, stage.provider.userId, range);
    expect(lines.reduce((sum, { net }) => sum + net, 0)).toBe(7_999 + share);
  },
);

/** Half the price from now on, the time not used given as a credit. */
async function halve({ strategyId, buyer }: Sale): Promise<void> {
  const { payments, db, clock } = stage.web;
  const { stripeSubscriptionId } = await db.subscription.findFirstOrThrow({ where: { userId: buyer.userId } });
  const price = {
    strategyId,
    name: "Momentum & Co",
    amount: minor(5_000),
    currency: "USD",
    interval: "MONTH",
  } as const;
  const priceId = await payments.ensurePrice(price, `price:${strategyId}:5000`);
  const change = { paidSubscriptionId: stripeSubscriptionId ?? "", priceId, at: clock.now() };
  expect(await payments.plans.changeNow(change, `down:${strategyId}`)).toBe("done");
  await settle();
}

it("uses what invoices made before what was given by hand: time not used was paid for", async () => {
  await halve(await sell(10_000)); // 50.00 of credit, 40.00 his
  giveByHand(-3_000);
  await renew(); // 50.00 of it are used
  expect((await books()).payable).toBe(8_000);
  await renew(); // and the rest, with a charge of 20.00
  expect((await books()).payable).toBe(8_000 + 1_600);
});

it("still tells them apart after one that was given by hand was used up", async () => {
  const sale = await sell(10_000);
  giveByHand(-10_000);
  await renew();
  expect((await books()).payable).toBe(8_000);
  await halve(sale);
  expect((await books()).payable).toBe(4_000);
  await renew();
  expect((await books()).payable).toBe(8_000);
});
