import { takeMoneyBack } from "@/lib/features/billing/give-plan-back";
import { downgradePlan } from "@/lib/features/plans/downgrade-plan";
import { keepPlan } from "@/lib/features/plans/keep-plan";
import { previewUpgrade } from "@/lib/features/plans/preview-upgrade";
import { upgradePlan } from "@/lib/features/plans/upgrade-plan";
import type { Actor } from "@/lib/kernel/actor";
import { type Act, type Cast, pick } from "./cast.ts";
import { insist } from "./insist.ts";
import { buyAPlan } from "./market.ts";
import type { World } from "./world.ts";

const ASKED_MAX = 4;

/** What people do with the platform's own plans, whose charges have no destination. */
export const PLAN_ACTS: Readonly<Record<string, { readonly weight: number; readonly act: Act }>> = {
  planUp: { weight: 16, act: (cast) => withBuyer(cast, (buyer) => moveUp(cast.world, buyer)) },
  planDown: { weight: 6, act: (cast) => withBuyer(cast, (buyer) => moveDown(cast.world, buyer)) },
  planKept: { weight: 4, act: (cast) => withBuyer(cast, (buyer) => said(() => keepPlan(cast.world.ctx, buyer))) },
  planEnded: { weight: 3, act: (cast) => withBuyer(cast, (buyer) => end(cast.world, buyer)) },
  planGivenBack: {
    weight: 6,
    act: (cast) => withBuyer(cast, (buyer) => said(() => takeMoneyBack(cast.world.ctx, buyer))),
  },
  planAgain: { weight: 5, act: buyAgain },
};

/** From Starter to Pro at once, for what the preview says. */
export async function moveUp({ ctx }: World, buyer: Actor): Promise<boolean> {
  const preview = await insist(() => previewUpgrade(ctx, buyer, { plan: "PRO" }));
  if (!preview.ok) return false;
  const { at, amountDue } = preview.value;
  return said(() => upgradePlan(ctx, buyer, { plan: "PRO", at, amountDue }));
}

/** From Pro to Starter when what is paid ends. */
export function moveDown({ ctx }: World, buyer: Actor): Promise<boolean> {
  return said(() => downgradePlan(ctx, buyer, { plan: "STARTER" }));
}

function end({ ctx }: World, buyer: Actor): Promise<boolean> {
  return said(() => downgradePlan(ctx, buyer, { plan: "TRIAL" }));
}

/** Whose plan ended, or whose card was declined at its checkout, buys one. */
async function buyAgain(cast: Cast): Promise<boolean> {
  const plan = cast.chance() < 0.7 ? "STARTER" : "PRO";
  return withBuyer(cast, (buyer) => buyAPlan(cast.world, buyer, plan, "pays"));
}

/** The first of some buyers for whom it can be done. */
async function withBuyer(cast: Cast, act: (buyer: Actor) => Promise<boolean>): Promise<boolean> {
  for (let n = 0; n < ASKED_MAX; n += 1) {
    const sale = pick(cast, cast.plans);
    if (sale !== null && (await act(sale.buyer))) return true;
  }
  return false;
}

async function said(ask: () => Promise<{ readonly ok: boolean }>): Promise<boolean> {
  return (await insist(ask)).ok;
}
