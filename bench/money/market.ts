import { claimReferral } from "@/lib/features/affiliates/claim-referral";
import { openAffiliate } from "@/lib/features/affiliates/open-affiliate";
import { startOnboarding } from "@/lib/features/billing/start-onboarding";
import { buyPlan } from "@/lib/features/plans/buy-plan";
import { addCode } from "@/lib/features/subscriptions/add-code";
import { subscribe } from "@/lib/features/subscriptions/subscribe";
import type { Actor } from "@/lib/kernel/actor";
import type { PaidPlan } from "@/lib/ports/plan-payments";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { insist } from "./insist.ts";
import type { World } from "./world.ts";

export interface Seller {
  readonly actor: Actor;
  readonly accountId: string;
  readonly strategies: readonly Offer[];
}

export interface Offer {
  readonly strategyId: string;
  readonly code: string | null;
  readonly yearly: boolean;
}

/** Prices in cents that round badly at 20 % and 2.9 %, beside plain ones. */
const PRICES = [9_999, 4_999, 2_900, 6_249, 101, 3_333, 19_900, 1_999] as const;
const NO_END = { months: undefined, usesMax: undefined, endsOn: undefined } as const;

/** A provider who can sell: onboarded, with three strategies: a plain one, one with a trial, one with a code and a price for a year. */
export async function openShop(world: World, n: number): Promise<Seller> {
  const { ctx } = world;
  const actor = await makeUser(ctx, "PROVIDER");
  const accountId = await completeOnboarding(world, actor);
  const price = (offset: number): number => PRICES[(n + offset) % PRICES.length] ?? 9_999;
  const plain = await makeStrategy(ctx, actor, { priceAmount: price(0) });
  const tried = await makeStrategy(ctx, actor, { priceAmount: price(1), trialDays: 3 + (n % 12) });
  const reduced = await makeStrategy(ctx, actor, { priceAmount: price(2), yearlyAmount: price(2) * 10 });
  const duration = n % 2 === 0 ? "ONCE" : "FOREVER";
  await addCode(ctx, actor, { strategyId: reduced, code: "EARLY", percentOff: 15 + (n % 20), duration, ...NO_END });
  const offer = (strategyId: string): Offer => ({ strategyId, code: null, yearly: false });
  return {
    actor,
    accountId,
    strategies: [offer(plain), offer(tried), { strategyId: reduced, code: "EARLY", yearly: n % 3 === 0 }],
  };
}

/** Goes through onboarding to its end, the first time or again after the service asked for more. */
export async function completeOnboarding(world: World, actor: Actor): Promise<string> {
  const started = await insist(() => startOnboarding(world.ctx, actor, { country: "US" }));
  if (!started.ok) throw new Error(started.reason);
  await fetch(started.value.url, {
    method: "POST",
    body: new URLSearchParams({ action: "complete" }),
    redirect: "manual",
  });
  return started.value.accountId;
}

export interface Sale {
  readonly buyer: Actor;
  readonly subscriptionId: string;
  readonly strategyId: string;
}

/** Where buyers are: two of five where no tax is, the others where it rounds badly and plainly. */
const PLACES = ["US", "US", "DE", "US-NY", "CH"] as const;

/** By the seed's own draw in [0, 1). */
export function placeOf(draw: number): string {
  return PLACES[Math.floor(draw * PLACES.length)] ?? "US";
}

export type CardBehaviour = "pays" | "declines" | "declinesLater";

/** A new subscriber at the checkout of an offer. With `twice` somebody pays a second session for it as well. Null: it is not sold now. */
export async function buy(
  world: World,
  offer: Offer,
  card: CardBehaviour,
  { twice, place }: { readonly twice: boolean; readonly place: string },
): Promise<Sale | null> {
  const { ctx } = world;
  const { strategyId, code } = offer;
  const buyer = await makeUser(ctx, "SUBSCRIBER");
  const chosen = {
    strategyId,
    ...(code === null ? {} : { code }),
    ...(offer.yearly ? { interval: "YEAR" as const } : {}),
  };
  const asked = await insist(() => subscribe(ctx, buyer, chosen));
  if (!asked.ok) return null;
  const { id: subscriptionId, checkoutUrl } = asked.value;
  const session = (checkoutUrl ?? "").split("/").at(-1) ?? "";
  const second = twice ? await secondSession(world, session, subscriptionId) : null;
  await world.control({ pay: { session, behaviour: card, place } });
  if (second !== null) await world.control({ pay: { session: second } });
  return { buyer, subscriptionId, strategyId };
}

/** A platform plan's buyer. */
export interface PlanSale {
  readonly buyer: Actor;
  readonly strategyId: null;
}

/** At the checkout of a plan. @returns whether its page was there to be paid, with whatever card */
export async function buyAPlan(
  world: World,
  buyer: Actor,
  plan: PaidPlan,
  card: CardBehaviour,
  place?: string,
): Promise<boolean> {
  const asked = await insist(() => buyPlan(world.ctx, buyer, { plan }));
  // One that is paid and waits for its word leads back to us.
  if (!asked.ok || !asked.value.checkoutUrl.startsWith(world.setup.stripeUrl)) return false;
  const session = asked.value.checkoutUrl.split("/").at(-1);
  await world.control({ pay: { session, behaviour: card, ...(place === undefined ? {} : { place }) } });
  return true;
}

/** Half of what the platform keeps: an affiliate has the $50 of a transfer within a month. */
const AFFILIATE_TERMS = { shareBps: 5_000, months: 12 } as const;

/** Brings a new user by the affiliate link of somebody who has an account at the payment service. */
export async function bringBy({ ctx }: World, affiliate: Actor, { userId: id, email }: Actor): Promise<void> {
  const { code } = await openAffiliate(ctx, affiliate);
  const claim = claimReferral({ clock: ctx.clock, config: { ...ctx.config, affiliate: AFFILIATE_TERMS } }, code);
  await ctx.db.transaction((tx) => claim(tx, { id, email }));
}

/** Another session for the same subscription, as two tabs of one browser could once leave. */
async function secondSession(world: World, sessionId: string, subscriptionId: string): Promise<string | null> {
  type Session = { customer: string; line_items: { data: { price: { id: string } }[] } };
  const first = await world.atStripe<Session>("GET", `/v1/checkout/sessions/${sessionId}?expand[]=line_items`);
  const price = first?.line_items.data[0]?.price.id;
  const row = await world.ctx.db.subscription.findUniqueOrThrow({
    where: { id: subscriptionId },
    select: { strategyId: true, strategy: { select: { provider: { select: { connectAccount: true } } } } },
  });
  if (first === null || price === undefined) return null;
  const made = await world.atStripe<{ id: string }>("POST", "/v1/checkout/sessions", {
    mode: "subscription",
    customer: first.customer,
    client_reference_id: subscriptionId,
    "line_items[0][price]": price,
    "line_items[0][quantity]": "1",
    success_url: "http://localhost/",
    "automatic_tax[enabled]": "true",
    "customer_update[address]": "auto",
    "subscription_data[application_fee_percent]": "20",
    "subscription_data[transfer_data][destination]": row.strategy.provider.connectAccount?.stripeAccountId ?? "",
    "subscription_data[metadata][subscriptionId]": subscriptionId,
    "subscription_data[metadata][strategyId]": row.strategyId,
  });
  return made?.id ?? null;
}
