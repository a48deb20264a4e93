import { refundCharge } from "@/lib/features/billing/refund-charge";
import { requestPayout } from "@/lib/features/billing/request-payout";
import { cancelSubscription } from "@/lib/features/subscriptions/cancel-subscription";
import { pauseSubscription } from "@/lib/features/subscriptions/pause-subscription";
import { resumeSubscription } from "@/lib/features/subscriptions/resume-subscription";
import { type Act, type Cast, confirmed, payer, pick, take } from "./cast.ts";
import { insist } from "./insist.ts";
import { completeOnboarding, type PlanSale, type Sale } from "./market.ts";
import { PLAN_ACTS } from "./plan-acts.ts";

export const ACTS: Readonly<Record<string, { readonly weight: number; readonly act: Act }>> = {
  refund: { weight: 14, act: refund },
  dispute: { weight: 6, act: dispute },
  closeDispute: { weight: 8, act: closeDispute },
  cardFails: { weight: 8, act: cardFails },
  cardMended: { weight: 6, act: cardMended },
  cancel: { weight: 4, act: cancel },
  pause: { weight: 4, act: pause },
  resume: { weight: 4, act: resume },
  changePrice: { weight: 14, act: changePrice },
  payout: { weight: 10, act: payout },
  bank: { weight: 5, act: bank },
  restrict: { weight: 2, act: restrict },
  mendAccount: { weight: 4, act: mendAccount },
  ownBank: { weight: 2, act: ownBank },
  ...PLAN_ACTS,
};

/** An act by chance and weight. */
export function drawAct(chance: () => number): string {
  const names = Object.entries(ACTS);
  let left = chance() * names.reduce((sum, [, { weight }]) => sum + weight, 0);
  for (const [name, { weight }] of names) {
    left -= weight;
    if (left < 0) return name;
  }
  return "refund";
}

/** The newest booked charge of what somebody bought. */
async function chargeOf(cast: Cast, sale: Sale | PlanSale | null): Promise<{ id: string; amount: number } | null> {
  if (sale === null) return null;
  const row = await cast.world.ctx.db.journal.findFirst({
    where: { kind: "payment", entries: { some: { userId: sale.buyer.userId, strategyId: sale.strategyId } } },
    orderBy: { at: "desc" },
    include: { entries: true },
  });
  const paid = row?.entries.find(({ account }) => account === "CUSTOMER_RECEIPTS");
  return row === null || paid === undefined ? null : { id: row.objectId, amount: -Number(paid.amount) };
}

async function refund(cast: Cast): Promise<boolean> {
  const charge = await chargeOf(cast, payer(cast));
  if (charge === null) return false;
  const parts = [charge.amount, Math.floor(charge.amount / 3), 1 + Math.floor(cast.chance() * (charge.amount - 1))];
  const amount = Math.max(1, pick(cast, parts) ?? charge.amount);
  const order = { chargeId: charge.id, amount, reason: "by the soak", orderId: cast.world.ctx.ids.make("request") };
  return (await insist(() => refundCharge(cast.world.ctx, confirmed(cast, cast.admin), order))).ok;
}

async function dispute(cast: Cast): Promise<boolean> {
  const charge = await chargeOf(cast, payer(cast));
  if (charge === null) return false;
  const kind = cast.chance();
  const part =
    kind < 0.2 ? { amount: Math.max(1, Math.floor(charge.amount / 2)) } : kind < 0.35 ? { inquiry: true } : {};
  const opened = await cast.world.control({ dispute: { charge: charge.id, ...part } }).catch(() => null);
  if (opened?.outcome == null) return false;
  cast.open.disputes.push(opened.outcome);
  return true;
}

async function closeDispute(cast: Cast): Promise<boolean> {
  const id = take(cast, cast.open.disputes);
  if (id === null) return false;
  await cast.world.control({ closeDispute: { dispute: id, won: cast.chance() < 0.5 } });
  return true;
}

async function cardFails(cast: Cast): Promise<boolean> {
  const sale = payer(cast);
  if (sale === null) return false;
  const { stripeCustomerId } = await cast.world.ctx.db.user.findUniqueOrThrow({ where: { id: sale.buyer.userId } });
  if (stripeCustomerId === null) return false;
  await cast.world.control({ card: { customer: stripeCustomerId, behaviour: "declines" } });
  cast.open.cards.push(stripeCustomerId);
  return true;
}

async function cardMended(cast: Cast): Promise<boolean> {
  const customer = take(cast, cast.open.cards);
  if (customer === null) return false;
  await cast.world.control({ card: { customer, behaviour: "pays" } });
  return true;
}

async function cancel(cast: Cast): Promise<boolean> {
  const sale = pick(cast, cast.sales);
  if (sale === null) return false;
  return (await insist(() => cancelSubscription(cast.world.ctx, sale.buyer, sale.subscriptionId, {}))).ok;
}

async function pause(cast: Cast): Promise<boolean> {
  const sale = pick(cast, cast.sales);
  if (sale === null) return false;
  const { ok } = await insist(() => pauseSubscription(cast.world.ctx, sale.buyer, sale.subscriptionId));
  if (ok) cast.open.paused.push(sale);
  return ok;
}

async function resume(cast: Cast): Promise<boolean> {
  const sale = take(cast, cast.open.paused);
  if (sale === null) return false;
  return (await insist(() => resumeSubscription(cast.world.ctx, sale.buyer, sale.subscriptionId))).ok;
}

/** Up or down at once by the service's own dashboard, with proration: a charge of its own, or a credit that later invoices use. */
async function changePrice(cast: Cast): Promise<boolean> {
  const { world } = cast;
  const sale = pick(cast, cast.sales);
  if (sale === null) return false;
  const { stripeSubscriptionId } = await world.ctx.db.subscription.findUniqueOrThrow({
    where: { id: sale.subscriptionId },
  });
  if (stripeSubscriptionId === null) return false;
  type Item = { id: string; price: { unit_amount: number; recurring: { interval: string } | null } };
  const present = await world.atStripe<{ items: { data: Item[] } }>("GET", `/v1/subscriptions/${stripeSubscriptionId}`);
  const item = present?.items.data[0];
  if (item === undefined) return false;
  const amount = Math.max(100, Math.round(item.price.unit_amount * (0.4 + cast.chance() * 1.6)));
  const price = await world.atStripe<{ id: string }>("POST", "/v1/prices", {
    product: sale.strategyId,
    currency: "usd",
    tax_behavior: "exclusive",
    unit_amount: String(amount),
    "recurring[interval]": item.price.recurring?.interval ?? "month",
  });
  if (price === null) return false;
  const changed = await world.atStripe("POST", `/v1/subscriptions/${stripeSubscriptionId}`, {
    "items[0][id]": item.id,
    "items[0][price]": price.id,
    proration_behavior: "always_invoice",
  });
  return changed !== null;
}

async function payout(cast: Cast): Promise<boolean> {
  const seller = pick(cast, cast.sellers);
  if (seller === null) return false;
  const actor = confirmed(cast, seller.actor);
  return (await insist(() => requestPayout(cast.world.ctx, actor, { currency: "USD" }))).ok;
}

async function bank(cast: Cast): Promise<boolean> {
  const seller = pick(cast, cast.sellers);
  if (seller === null) return false;
  const behaviour = cast.chance() < 0.4 ? "refuses" : "takes";
  await cast.world.control({ bank: { account: seller.accountId, behaviour } });
  return true;
}

async function restrict(cast: Cast): Promise<boolean> {
  const seller = pick(cast, cast.sellers);
  if (seller === null) return false;
  await cast.world.control({ restrict: { account: seller.accountId } });
  cast.open.restricted.push(seller);
  return true;
}

async function mendAccount(cast: Cast): Promise<boolean> {
  const seller = take(cast, cast.open.restricted);
  if (seller === null) return false;
  await completeOnboarding(cast.world, seller.actor);
  return true;
}

/** The platform's own money to its own bank, by the service's dashboard. */
async function ownBank(cast: Cast): Promise<boolean> {
  const amount = String(100 + Math.floor(cast.chance() * 2_000));
  return (await cast.world.atStripe("POST", "/v1/payouts", { amount, currency: "usd" })) !== null;
}
