import { SWEEP_EVERY_MS } from "@/lib/features/billing/sweep-stripe";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, utcMs } from "@/lib/kernel/time";
import { chance as chanceOf } from "@/lib/testing/random-bars";
import { makeUser } from "@/lib/testing/sale";
import { ACTS, drawAct } from "./acts.ts";
import type { Cast } from "./cast.ts";
import { compareStates, compareSums, type Sums } from "./compare.ts";
import { bringBy, buy, buyAPlan, openShop, placeOf, type Seller } from "./market.ts";
import { World } from "./world.ts";

export interface SoakOptions {
  readonly seed: number;
  readonly subscribers: number;
  readonly providers: number;
  readonly days: number;
  readonly stepHours: number;
  readonly kills: number;
}

export interface SoakReport {
  readonly seconds: number;
  /** How often the worker died by kill -9. */
  readonly deaths: number;
  /** What people did, by name. */
  readonly acts: Readonly<Record<string, number>>;
  readonly last: Sums;
  /** How often both books were compared. */
  readonly comparisons: number;
  /** What broke, in words; empty: nothing. */
  readonly broken: readonly string[];
}

/** Days between two comparisons of the books. */
const COMPARED_DAYS = 10;
/** Part of the days in which new subscribers come. */
const SALES_PART = 0.4;
/** How many of the subscribers' number buy a plan of the platform as well, in the same days. */
const PLANS_PART = 0.5;
/** Days between two things that a subscriber does, in the mean. */
const ACT_DAYS = 8;
/** Words with the service and new rows until an armed worker dies, at most. */
const STEPS_MAX = 80;
const QUIET_ROUNDS_MAX = 12;
/** Ways in which a step's time passes: at once, until retries, until the next sweep, and until its events are done. */
const AHEAD_MS = [SECOND_MS, 2 * MINUTE_MS, SWEEP_EVERY_MS + MINUTE_MS, 2 * SECOND_MS] as const;

/**
 * Plays days of a market by one seed with everything that a network, a payment service and a machine do wrong, and compares the books.
 * `tell` hears how far it is.
 */
export async function runSoak(options: SoakOptions, tell: (line: string) => void): Promise<SoakReport> {
  const began = performance.now();
  const world = await World.start({ withWorker: true });
  const acts: Record<string, number> = {};
  const broken: string[] = [];
  let comparisons = 0;
  try {
    const cast = await castOf(world, options);
    tell(`${cast.sellers.length} providers have opened, ${seconds(began)} s`);
    const { chance } = cast;
    const begin = world.ctx.clock.now();
    const stepMs = options.stepHours * HOUR_MS;
    const steps = Math.ceil((options.days * DAY_MS) / stepMs);
    const dayOf = (step: number): number => Math.floor((step * stepMs) / DAY_MS);
    // A day (or a longer step) in the middle without any webhook: the sweeps alone must do.
    const blackout = dayOf(Math.floor(steps / 2));
    let last: Sums | null = null;
    let comparedDay = 0;
    for (let step = 0; step < steps; step += 1) {
      world.ctx.clock.set(utcMs(begin + step * stepMs));
      const day = dayOf(step);
      if (Math.floor((step * options.kills) / steps) < Math.floor(((step + 1) * options.kills) / steps))
        await world.worker?.dieAfter(1 + Math.floor(chance() * STEPS_MAX));
      await world.control({ tick: true, ...mishaps(chance) });
      await sellWhatIsDue(cast, options, step, steps);
      await sellPlansDue(cast, options, step, steps);
      for (let left = Math.ceil((options.subscribers * stepMs) / DAY_MS / ACT_DAYS); left > 0; left -= 1) {
        const name = drawAct(chance);
        if ((await ACTS[name]?.act(cast)) === true) acts[name] = (acts[name] ?? 0) + 1;
      }
      await world.control(mishaps(chance));
      await pass(world, { seed: options.seed + step, dropAll: day === blackout });
      const blackoutEnds = day === blackout && dayOf(step + 1) > blackout;
      if (day < comparedDay + COMPARED_DAYS && step < steps - 1 && !blackoutEnds) continue;
      comparedDay = day;
      if (step === steps - 1) await dieUntil(world, options.kills);
      await settle(world);
      last = await compareSums(world);
      comparisons += 1;
      for (const each of last.differences) {
        broken.push(`day ${day}: ${each}`);
        tell(`day ${day}: ${each}`);
      }
      tell(`day ${day}: ${JSON.stringify(last.counts)}, ${broken.length} broken, ${seconds(began)} s`);
    }
    world.ctx.clock.advance(DAY_MS);
    await settle(world); // a night's own comparison
    broken.push(...(await compareStates(world)));
    if (broken.length > 0) tell(world.lastWords());
    const deaths = world.worker?.deaths ?? 0;
    if (deaths < options.kills) broken.push(`the worker died ${deaths} times of ${options.kills}`);
    if (last === null) throw new Error("no step was played");
    return { seconds: seconds(began), deaths, acts, last, comparisons, broken };
  } finally {
    await world.stop();
  }
}

const seconds = (began: number): number => Math.round((performance.now() - began) / 1_000);

async function castOf(world: World, { seed, providers }: SoakOptions): Promise<Cast> {
  await world.control({ hold: true, copies: 3, twins: true });
  const sellers: Seller[] = [];
  for (let n = 0; n < providers; n += 1) sellers.push(await openShop(world, n));
  await settle(world);
  const admin = await makeUser(world.ctx, "ADMIN");
  const open = { cards: [], disputes: [], restricted: [], paused: [] };
  return { world, admin, sellers, sales: [], plans: [], chance: chanceOf(seed), open };
}

/** Two subscriptions a subscriber, spread over the first part of the days. */
async function sellWhatIsDue(cast: Cast, options: SoakOptions, step: number, steps: number): Promise<void> {
  const { chance, sellers, sales, world } = cast;
  const until = Math.min(1, (step + 1) / (steps * SALES_PART));
  const due = Math.round(options.subscribers * until) - sales.length;
  for (let n = 0; n < due; n += 1) {
    const seller = sellers[Math.floor(chance() * sellers.length)];
    const offer = seller?.strategies[Math.floor(chance() * 3)];
    if (offer === undefined) continue;
    const luck = chance();
    const card = luck < 0.05 ? "declines" : luck < 0.12 ? "declinesLater" : "pays";
    const sale = await buy(world, offer, card, { twice: chance() < 0.04, place: placeOf(chance()) });
    if (sale !== null) sales.push(sale);
  }
}

/** Plans of the platform: to who has a subscription and to new users, most of whom the affiliate link of one in three providers brought. */
async function sellPlansDue(cast: Cast, options: SoakOptions, step: number, steps: number): Promise<void> {
  const { chance, sellers, sales, plans, world } = cast;
  const until = Math.min(1, (step + 1) / (steps * SALES_PART));
  const due = Math.round(options.subscribers * PLANS_PART * until) - plans.length;
  for (let n = 0; n < due; n += 1) {
    const known = chance() < 0.3 ? sales[Math.floor(chance() * sales.length)]?.buyer : undefined;
    const buyer = known ?? (await makeUser(world.ctx, "SUBSCRIBER"));
    const affiliate = chance() < 0.8 ? sellers[Math.floor((chance() * sellers.length) / 3)] : undefined;
    if (known === undefined && affiliate !== undefined) await bringBy(world, affiliate.actor, buyer);
    const luck = chance();
    const card = luck < 0.05 ? "declines" : luck < 0.15 ? "declinesLater" : "pays";
    await buyAPlan(world, buyer, chance() < 0.75 ? "STARTER" : "PRO", card, placeOf(chance()));
    plans.push({ buyer, strategyId: null });
  }
}

/** Answers that are lost after the work was done, requests that fail before. */
function mishaps(chance: () => number): { loseAnswers: number; fail: number } {
  return {
    loseAnswers: chance() < 0.4 ? 1 + Math.floor(chance() * 3) : 0,
    fail: chance() < 0.25 ? 1 + Math.floor(chance() * 4) : 0,
  };
}

/** Lets a step's time pass: its events come shuffled, thrice and with a twin, some later, some never. */
async function pass(world: World, { seed, dropAll }: { seed: number; dropAll: boolean }): Promise<void> {
  for (const [n, aheadMs] of AHEAD_MS.entries()) {
    world.ctx.clock.advance(aheadMs);
    const release = dropAll || n === 0 ? { release: { seed, loseOneIn: 8, keepOneIn: 3 } } : {};
    await world.control({ tick: true, drop: dropAll, ...release });
    await world.idle();
  }
}

/** Without mishaps, until nothing waits any more. What was lost stays lost. */
async function settle(world: World): Promise<void> {
  await world.control({ loseAnswers: 0, fail: 0, drop: false });
  for (let round = 0; round < QUIET_ROUNDS_MAX; round += 1) {
    for (const aheadMs of AHEAD_MS) {
      world.ctx.clock.advance(aheadMs);
      await world.control({ tick: true, release: {} });
      await world.idle();
    }
    const { waiting } = await world.control({});
    if (waiting === 0 && (await world.undone()).waiting === 0) return;
  }
}

/** Deaths that were armed and not met. */
async function dieUntil(world: World, kills: number): Promise<void> {
  for (let n = 0; n < 2 * kills && (world.worker?.deaths ?? kills) < kills; n += 1) {
    await world.worker?.dieAfter(1);
    world.ctx.clock.advance(SWEEP_EVERY_MS);
    await world.idle();
  }
}
