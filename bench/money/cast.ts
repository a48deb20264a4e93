import type { Actor } from "@/lib/kernel/actor";
import type { PlanSale, Sale, Seller } from "./market.ts";
import type { World } from "./world.ts";

/** What the acts of a run draw from and remember. */
export interface Cast {
  readonly world: World;
  readonly admin: Actor;
  readonly sellers: readonly Seller[];
  readonly sales: Sale[];
  readonly plans: PlanSale[];
  /** In [0, 1), by the run's seed. */
  chance(): number;
  /** Customers whose card declines, disputes that are open, accounts that cannot be paid, subscriptions that pause. */
  readonly open: {
    readonly cards: string[];
    readonly disputes: string[];
    readonly restricted: Seller[];
    readonly paused: Sale[];
  };
}

/** Something that one of the people does. True: it was done; false: there was nothing to do it to, or it was refused. */
export type Act = (cast: Cast) => Promise<boolean>;

export const confirmed = (cast: Cast, actor: Actor): Actor => ({
  ...actor,
  totpEnabled: true,
  mfaAt: cast.world.ctx.clock.now(),
});

export function pick<T>(cast: Cast, from: readonly T[]): T | null {
  return from[Math.floor(cast.chance() * from.length)] ?? null;
}

export function take<T>(cast: Cast, from: T[]): T | null {
  const [taken] = from.splice(Math.floor(cast.chance() * from.length), 1);
  return taken ?? null;
}

/** Somebody who may have paid: for a strategy, or for a plan. */
export function payer(cast: Cast): Sale | PlanSale | null {
  return pick(cast, [...cast.sales, ...cast.plans]);
}
