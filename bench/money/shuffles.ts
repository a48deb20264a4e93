import { processStripeEvents } from "@/lib/features/billing/process-stripe-events";
import { refundCharge } from "@/lib/features/billing/refund-charge";
import { requestPayout } from "@/lib/features/billing/request-payout";
import type { Actor } from "@/lib/kernel/actor";
import { DAY_MS, type UtcMs } from "@/lib/kernel/time";
import { makeStrategy, makeUser } from "@/lib/testing/sale";
import { endStateOf } from "./end-state.ts";
import { buy, buyAPlan, completeOnboarding, type Sale } from "./market.ts";
import { moveDown, moveUp } from "./plan-acts.ts";
import { World } from "./world.ts";

/** One provider with one subscriber, who live through the same weeks as all others. */
interface Couple extends Sale {
  readonly provider: Actor;
}

/** How a step's events come. */
type Delivery = (world: World, step: number) => Promise<void>;

export interface ShuffleReport {
  readonly equal: number;
  readonly of: number;
  /** The first end states that are another one, beside the wanted one. */
  readonly others: readonly { readonly wanted: string; readonly found: string }[];
  readonly seconds: number;
}

const PRICE = 9_999;
const SHOWN_MAX = 3;

/**
 * Plays the same weeks (sale of a strategy and of a plan, the plan's upgrade, partial refund, renewal, declined card, mended card,
 * the plan's downgrade, dispute that is won, payout) with `count` couples whose events come thrice, with twins, shuffled by the seed, many rounds later than others, and worked off by two at once; and with one couple whose
 * events come in order and once. All must end as that one.
 */
export async function runShuffles(count: number, seed: number): Promise<ShuffleReport> {
  const began = performance.now();
  const [wanted = ""] = await play(1, inOrder);
  const found = await play(count, shuffled(seed));
  const others = found.filter((state) => state !== wanted);
  return {
    equal: found.length - others.length,
    of: count,
    others: others.slice(0, SHOWN_MAX).map((state) => ({ wanted, found: state })),
    seconds: Math.round((performance.now() - began) / 1_000),
  };
}

const inOrder: Delivery = async (world) => {
  await world.control({ tick: true, copies: 1, twins: false, release: {} });
  await work(world, 1);
};

function shuffled(seed: number): Delivery {
  return async (world, step) => {
    const release = { seed: seed * 1_000 + step, keepOneIn: 3 };
    await world.control({ tick: true, copies: 3, twins: true, release });
    await work(world, 2);
  };
}

/** Until nothing is due, by so many workers at once. */
async function work({ ctx }: World, hands: number): Promise<void> {
  const hand = async (): Promise<void> => {
    while ((await processStripeEvents(ctx)) > 0);
  };
  await Promise.all(Array.from({ length: hands }, hand));
}

async function play(count: number, deliver: Delivery): Promise<string[]> {
  const world = await World.start({ withWorker: false });
  const { ctx } = world;
  let step = 0;
  // Some of a moment's events come rounds later than others, and what is done about them makes more; then time goes on.
  const deliverAll = async (): Promise<void> => {
    do {
      await deliver(world, step);
      step += 1;
    } while ((await world.control({})).waiting > 0);
  };
  const pass = async (days: number): Promise<void> => {
    await deliverAll();
    ctx.clock.advance(days * DAY_MS);
    await deliverAll();
  };
  try {
    await world.control({ hold: true });
    const [bank, ...shops] = await openShops(world, count + 1);
    await deliverAll();
    // So that the platform can bear what is withdrawn and returned at once for all.
    if (bank !== undefined) await sell(world, bank, 100_000 * (count + 1));
    const couples: Couple[] = [];
    for (const shop of shops) couples.push({ ...shop, ...(await sell(world, shop, PRICE)) });
    const all = async (act: (world: World, couple: Couple) => Promise<unknown>): Promise<void> => {
      for (const couple of couples) await act(world, couple);
    };
    await all(async (_, { buyer }) => must(await buyAPlan(world, buyer, "STARTER", "pays")));
    await pass(3);
    await all(async (_, { buyer }) => must(await moveUp(world, buyer)));
    const admin = await makeUser(ctx, "ADMIN");
    await all(async (_, couple) => refundThird(world, admin, await newestCharge(world, couple)));
    await pass(28); // past the first renewal
    await all((_, couple) => setCard(world, couple, "declines"));
    await pass(30); // the second one is declined
    await all((_, couple) => setCard(world, couple, "pays"));
    await pass(4); // and collected at the next try
    await all(async (_, { buyer }) => must(await moveDown(world, buyer)));
    const disputes: string[] = [];
    await all(async (_, couple) => disputes.push(await openDispute(world, couple)));
    await pass(3);
    for (const dispute of disputes) await world.control({ closeDispute: { dispute, won: true } });
    await pass(20);
    await all(async (_, { provider }) => requestPayout(ctx, confirmed(ctx.clock.now(), provider), { currency: "USD" }));
    await pass(3);
    const { waiting, dead } = await world.undone();
    if (waiting + dead > 0) throw new Error(`${waiting} events were not done, ${dead} were given up`);
    const states: string[] = [];
    for (const couple of couples) states.push(await endStateOf(ctx.db, couple));
    return states;
  } finally {
    await world.stop();
  }
}

interface Shop {
  readonly provider: Actor;
}

async function openShops(world: World, count: number): Promise<Shop[]> {
  const shops: Shop[] = [];
  for (let n = 0; n < count; n += 1) {
    const provider = await makeUser(world.ctx, "PROVIDER");
    await completeOnboarding(world, provider);
    shops.push({ provider });
  }
  return shops;
}

async function sell(world: World, { provider }: Shop, priceAmount: number): Promise<Sale> {
  const strategyId = await makeStrategy(world.ctx, provider, { priceAmount });
  const offer = { strategyId, code: null, yearly: false };
  const sale = await buy(world, offer, "pays", { twice: false, place: "DE" });
  if (sale === null) throw new Error("a strategy could not be sold");
  return sale;
}

const confirmed = (mfaAt: UtcMs, actor: Actor): Actor => ({ ...actor, totpEnabled: true, mfaAt });

async function customerOf(world: World, { buyer }: Couple): Promise<string> {
  const { stripeCustomerId } = await world.ctx.db.user.findUniqueOrThrow({ where: { id: buyer.userId } });
  if (stripeCustomerId === null) throw new Error("a subscriber is no customer");
  return stripeCustomerId;
}

function must(was: boolean): void {
  if (!was) throw new Error("a change of a plan was refused");
}

/** His newest payment for the strategy, as the service has it: our own books may be a step behind. */
async function newestCharge(world: World, couple: Couple): Promise<string> {
  type Charges = { data: { id: string; paid: boolean; transfer: string | null }[] };
  const charges = await world.atStripe<Charges>("GET", `/v1/charges?customer=${await customerOf(world, couple)}`);
  const charge = charges?.data.find(({ paid, transfer }) => paid && transfer !== null);
  if (charge === undefined) throw new Error("a subscriber has paid nothing");
  return charge.id;
}

async function refundThird({ ctx }: World, admin: Actor, chargeId: string): Promise<void> {
  const order = { chargeId, amount: PRICE / 3, reason: "asked", orderId: ctx.ids.make("request") };
  const { ok } = await refundCharge(ctx, confirmed(ctx.clock.now(), admin), order);
  if (!ok) throw new Error("a refund was refused");
}

async function setCard(world: World, couple: Couple, behaviour: "pays" | "declines"): Promise<void> {
  await world.control({ card: { customer: await customerOf(world, couple), behaviour } });
}

async function openDispute(world: World, couple: Couple): Promise<string> {
  const { outcome } = await world.control({ dispute: { charge: await newestCharge(world, couple) } });
  if (outcome === null) throw new Error("a payment could not be disputed");
  return outcome;
}
